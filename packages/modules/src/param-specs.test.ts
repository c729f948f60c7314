import type { Fill, FillLaw, ParameterView, ParamSpec } from '@nn/core';
import {
  constantLaw,
  kaimingUniformLaw,
  normalLaw,
  onesLaw,
  uniformLaw,
  xavierNormalLaw,
  xavierUniformLaw,
  zerosLaw,
} from '@nn/init';
import { describe, expect, it } from 'vitest';
import * as nn from './index.js';
import './test-support.js';

/** Every layer with parameters, also with what its options add. */
const layers: Readonly<Record<string, readonly (() => nn.Module)[]>> = {
  Linear: [() => new nn.Linear(4, 8), () => new nn.Linear(0, 3), () => new nn.Linear(3, 0, { bias: false })],
  LazyLinear: [() => new nn.LazyLinear(8)],
  Bilinear: [() => new nn.Bilinear(4, 5, 6), () => new nn.Bilinear(0, 5, 6)],
  Conv1d: [() => new nn.Conv1d(4, 6, 3), () => new nn.Conv1d(4, 8, 3, { groups: 4 })],
  Conv2d: [() => new nn.Conv2d(3, 8, [3, 5]), () => new nn.Conv2d(6, 12, 3, { groups: 6, bias: false })],
  Conv3d: [() => new nn.Conv3d(2, 4, 2, { groups: 2 })],
  ConvTranspose1d: [() => new nn.ConvTranspose1d(4, 6, 3, { groups: 2 })],
  ConvTranspose2d: [() => new nn.ConvTranspose2d(16, 8, 3), () => new nn.ConvTranspose2d(4, 4, 3, { groups: 4 })],
  ConvTranspose3d: [() => new nn.ConvTranspose3d(2, 3, 2)],
  LazyConv1d: [() => new nn.LazyConv1d(4, 3)],
  LazyConv2d: [() => new nn.LazyConv2d(4, 3, { groups: 2 })],
  LazyConv3d: [() => new nn.LazyConv3d(4, 3)],
  LazyConvTranspose1d: [() => new nn.LazyConvTranspose1d(4, 3)],
  LazyConvTranspose2d: [() => new nn.LazyConvTranspose2d(4, 3, { groups: 2 })],
  LazyConvTranspose3d: [() => new nn.LazyConvTranspose3d(4, 3)],
  BatchNorm1d: [() => new nn.BatchNorm1d(3)],
  BatchNorm2d: [() => new nn.BatchNorm2d(3)],
  BatchNorm3d: [() => new nn.BatchNorm3d(3)],
  InstanceNorm1d: [() => new nn.InstanceNorm1d(3, { affine: true })],
  InstanceNorm2d: [() => new nn.InstanceNorm2d(3, { affine: true })],
  InstanceNorm3d: [() => new nn.InstanceNorm3d(3, { affine: true, trackRunningStats: true })],
  LazyBatchNorm1d: [() => new nn.LazyBatchNorm1d()],
  LazyBatchNorm2d: [() => new nn.LazyBatchNorm2d()],
  LazyBatchNorm3d: [() => new nn.LazyBatchNorm3d()],
  LazyInstanceNorm1d: [() => new nn.LazyInstanceNorm1d()],
  LazyInstanceNorm2d: [() => new nn.LazyInstanceNorm2d()],
  LazyInstanceNorm3d: [() => new nn.LazyInstanceNorm3d()],
  GroupNorm: [() => new nn.GroupNorm(2, 4)],
  LayerNorm: [() => new nn.LayerNorm([2, 3]), () => new nn.LayerNorm(3, { bias: false })],
  RMSNorm: [() => new nn.RMSNorm(3)],
  PReLU: [() => new nn.PReLU(), () => new nn.PReLU(4, { init: 0.5 })],
  Embedding: [() => new nn.Embedding(10, 3), () => new nn.Embedding(10, 3, { paddingIdx: -1 })],
  EmbeddingBag: [() => new nn.EmbeddingBag(10, 3), () => new nn.EmbeddingBag(10, 3, { paddingIdx: 4 })],
  RNN: [() => new nn.RNN(3, 5, { numLayers: 2, bidirectional: true, nonlinearity: 'relu' })],
  LSTM: [() => new nn.LSTM(3, 5, { numLayers: 2, bidirectional: true, projSize: 2 })],
  GRU: [() => new nn.GRU(3, 5), () => new nn.GRU(3, 5, { bias: false })],
  RNNCell: [() => new nn.RNNCell(3, 5)],
  LSTMCell: [() => new nn.LSTMCell(3, 5)],
  GRUCell: [() => new nn.GRUCell(3, 5)],
  MultiheadAttention: [
    () => new nn.MultiheadAttention(8, 2),
    () => new nn.MultiheadAttention(8, 2, { kdim: 3, vdim: 5, addBiasKv: true }),
    () => new nn.MultiheadAttention(8, 2, { bias: false }),
  ],
  TransformerEncoderLayer: [() => new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 16, activation: 'gelu' })],
  TransformerDecoderLayer: [() => new nn.TransformerDecoderLayer(8, 2, { dimFeedforward: 16 })],
  TransformerEncoder: [() => new nn.TransformerEncoder(new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 4 }), 2)],
  TransformerDecoder: [() => new nn.TransformerDecoder(new nn.TransformerDecoderLayer(8, 2, { dimFeedforward: 4 }), 2)],
  Transformer: [
    () => new nn.Transformer({ dModel: 8, nhead: 2, numEncoderLayers: 2, numDecoderLayers: 1, dimFeedforward: 16 }),
  ],
};

const laws: Readonly<Record<string, FillLaw<never>>> = Object.fromEntries(
  [constantLaw, kaimingUniformLaw, normalLaw, onesLaw, uniformLaw, xavierNormalLaw, xavierUniformLaw, zerosLaw].map(
    (law) => [law.name, law],
  ),
);

/** What the layer has drawn, by the record that its draw has left. */
function drawn({ shape, dtype, history }: ParameterView): readonly [string, ...number[]] {
  const { law, parameters } = history!.provenance!;
  return summary(laws[law]!.resolve(parameters as never, shape!, dtype));
}

function summary(fill: Fill): readonly [string, ...number[]] {
  if (fill.kind === 'constant') return ['constant', Number(fill.value)];
  if (fill.kind === 'values') throw new Error('no layer draws whole matrices');
  return [fill.law, ...fill.parameters];
}

/** What it says that it draws. */
function declared({ shape, spec, sibling }: ParameterView): readonly [string, ...number[]] {
  const law = spec!.default!;
  if (law.law === 'constant') return ['constant', law.value];
  if (law.law === 'normal') return ['normal', 0, law.std];
  if (law.law === 'xavierUniform') return summary(xavierUniformLaw.resolve({ gain: 1 }, shape!, 'float32'));
  if (law.law === 'xavierNormal') return summary(xavierNormalLaw.resolve({ gain: 1 }, shape!, 'float32'));
  if ('bound' in law) return ['uniform', -law.bound, law.bound];
  const [, ...inputs] = sibling(law.fanInOf)!;
  const fan = inputs.reduce((product, size) => product * size, 1);
  const bound = fan > 0 ? 1 / Math.sqrt(fan) : 0;
  return ['uniform', -bound, bound];
}

describe('the specs of every layer', () => {
  it.each(Object.entries(layers))('%s says a role and a default for every parameter', (_, makers) => {
    for (const make of makers) {
      const views = [...make().parameterViews()];
      expect(views.length).toBeGreaterThan(0);
      for (const { path, spec } of views) expect([path, spec?.role, spec?.default?.law]).not.toContain(undefined);
      for (const { path, spec, shape } of views) {
        const { axes = { in: [], out: [] }, role } = spec!;
        if (role === 'weight') expect([path, axes.in.length > 0 && axes.out.length > 0]).toEqual([path, true]);
        if (shape === null || spec!.axes === undefined) continue;
        const named = [...axes.in, ...axes.out, ...(axes.field ?? [])].toSorted((a, b) => a - b);
        expect([path, named]).toEqual([path, shape.map((__, axis) => axis)]);
      }
    }
  });

  it.each(Object.entries(layers))('%s draws what it says', (_, makers) => {
    for (const make of makers) {
      for (const view of make().parameterViews()) {
        if (view.shape === null) continue;
        const [law, ...parameters] = drawn(view);
        const [said, ...expected] = declared(view);
        const empty = view.shape.includes(0);
        expect([view.path, empty ? said : law]).toEqual([view.path, said]);
        if (!empty) parameters.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 14));
        expect(view.history).toMatchObject({ provenance: { byDefault: true, version: view.history!.version } });
      }
    }
  });

  it('leaves no layer of the package out', () => {
    const classes = (Object.entries(nn) as [string, new (...sizes: number[]) => nn.Module][]).filter(
      ([, { prototype }]) => (prototype as unknown) instanceof nn.Module,
    );
    const others = classes.filter(([name]) => !(name in layers));
    expect(others.length).toBeGreaterThan(60);
    for (const [name, Layer] of others) {
      const made = [[], [2], [2, 2], [2, 2, 2]].flatMap((sizes) => {
        try {
          return [new Layer(...sizes)];
        } catch {
          return [];
        }
      });
      const bare = made
        .flatMap((layer) => [...layer.parameterViews()])
        .filter(({ spec }) => spec?.default === undefined);
      expect([name, bare.map(({ path }) => path)]).toEqual([name, []]);
    }
  });

  it.each<[string, () => nn.Module, () => nn.Module]>([
    ['LazyLinear', () => new nn.LazyLinear(8), () => new nn.Linear(4, 8)],
    ['LazyConv2d', () => new nn.LazyConv2d(4, 3, { groups: 2 }), () => new nn.Conv2d(6, 4, 3, { groups: 2 })],
    ['LazyConvTranspose1d', () => new nn.LazyConvTranspose1d(4, 3), () => new nn.ConvTranspose1d(6, 4, 3)],
    ['LazyBatchNorm1d', () => new nn.LazyBatchNorm1d(), () => new nn.BatchNorm1d(3)],
  ])('%s says what it becomes', (_, lazy, eager) => {
    const told = (layer: nn.Module): unknown[] =>
      Array.from(layer.parameterViews(), ({ path, owners, spec }) => [path, owners, spec]);
    expect(told(lazy())).toEqual(told(eager()));
  });
});

describe('what a module says of those below', () => {
  const specsOf = (net: nn.Module): Record<string, ParameterView['spec']> =>
    Object.fromEntries(Array.from(net.parameterViews(), ({ path, spec }) => [path, spec]));

  it('attention draws its output bias otherwise than a Linear', () => {
    const specs = specsOf(new nn.MultiheadAttention(8, 2));
    expect(specs['out_proj.bias']!.default).toEqual({ law: 'constant', value: 0 });
    expect(specs['out_proj.weight']!.default).toEqual({ law: 'uniform', fanInOf: 'weight' });
    expect(specs['in_proj_weight']).toMatchObject({ blocks: ['q', 'k', 'v'], default: { law: 'xavierUniform' } });
  });

  it('a layer of a transformer tells what follows its first map, and which maps end a branch', () => {
    const specs = specsOf(new nn.TransformerDecoderLayer(8, 2, { dimFeedforward: 16, activation: 'gelu' }));
    expect(specs['linear1.weight']!.activation).toEqual({ name: 'gelu' });
    const ends = Object.keys(specs).filter((path) => specs[path]!.tags?.includes('residual'));
    expect(ends).toEqual(['self_attn.out_proj.weight', 'multihead_attn.out_proj.weight', 'linear2.weight']);
    const custom = (activation: nn.TransformerActivation): unknown =>
      specsOf(new nn.TransformerEncoderLayer(8, 2, { activation }))['linear1.weight']!.activation;
    expect(custom(new nn.LeakyReLU(0.2))).toEqual({ name: 'leaky_relu', param: 0.2 });
    expect(custom((x) => x.tanh())).toBeUndefined();
  });

  it('a whole transformer draws every matrix anew', () => {
    const net = new nn.Transformer({ dModel: 8, nhead: 2, numEncoderLayers: 1, numDecoderLayers: 1 });
    for (const { path, shape, spec } of net.parameterViews())
      expect([path, spec!.default!.law === 'xavierUniform']).toEqual([path, shape!.length > 1]);
  });

  it('recurrent layers tell their nonlinearity, where there is only one', () => {
    const rnn = specsOf(new nn.RNN(2, 3, { nonlinearity: 'relu' }));
    expect(rnn['weight_hh_l0']!.activation).toEqual({ name: 'relu' });
    expect(rnn['bias_hh_l0']!.activation).toBeUndefined();
    expect(specsOf(new nn.RNNCell(2, 3))['weight_ih']!.activation).toEqual({ name: 'tanh' });
    expect(specsOf(new nn.LSTM(2, 3))['weight_ih_l0']!.activation).toBeUndefined();
  });

  it('a Sequential tells the activation right behind a map', () => {
    const net = new nn.Sequential(
      new nn.Linear(2, 3),
      new nn.LeakyReLU(0.1),
      new nn.Conv1d(1, 1, 1),
      new nn.BatchNorm1d(3),
      new nn.ReLU(),
      new nn.Linear(2, 2),
      new nn.Softmax(-1),
      new nn.Sequential({
        hidden: new nn.LazyLinear(3),
        act: new nn.PReLU(1, { init: 0.5 }),
        out: new nn.Linear(3, 1),
      }),
      new nn.Tanh(),
    );
    const activations = Object.entries(specsOf(net)).flatMap(([path, spec]) =>
      spec!.activation === undefined ? [] : [[path, spec!.activation]],
    );
    expect(activations).toEqual([
      ['0.weight', { name: 'leaky_relu', param: 0.1 }],
      ['7.hidden.weight', { name: 'leaky_relu', param: 0.5 }],
    ]);
  });

  it('outer modules have the last word', () => {
    class Outer extends nn.Module {
      attention = new nn.MultiheadAttention(4, 2);
      override refineSpec(path: string, spec: ParamSpec): ParamSpec {
        return path === 'attention.out_proj.bias' ? { ...spec, tags: [spec.default!.law] } : spec;
      }
      override forward(): void {}
    }
    expect(specsOf(new Outer())['attention.out_proj.bias']!.tags).toEqual(['constant']);
  });
});
