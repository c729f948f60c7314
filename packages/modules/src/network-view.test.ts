import { fillTarget, type KeyedRequest, type ParameterView, type ParamSpecs } from '@nn/core';
import { normal_, xavierUniform_ } from '@nn/init';
import { getRngState, ones, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { ModuleList } from './containers/module-list.js';
import { ParameterList } from './containers/parameter-list.js';
import { Sequential } from './containers/sequential.js';
import { TransformerDecoder } from './layers/attention/transformer-decoder.js';
import { TransformerDecoderLayer } from './layers/attention/transformer-decoder-layer.js';
import { TransformerEncoder } from './layers/attention/transformer-encoder.js';
import { TransformerEncoderLayer } from './layers/attention/transformer-encoder-layer.js';
import { Conv2d } from './layers/conv/conv.js';
import { ConvTranspose2d } from './layers/conv/conv-transpose.js';
import { LazyConv2d } from './layers/conv/lazy-conv.js';
import { Embedding } from './layers/embedding/embedding.js';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { BatchNorm1d } from './layers/norm/batch-norm.js';
import { LayerNorm } from './layers/norm/layer-norm.js';
import { LazyBatchNorm1d } from './layers/norm/lazy-norm.js';
import { LSTM } from './layers/recurrent/lstm.js';
import { Module } from './module.js';
import { Buffer, Parameter } from './parameter.js';
import { tag } from './tags.js';
import { refusal, valuesOf } from './test-support.js';
import { orthogonal } from './utils/parametrize/orthogonal.js';
import { registerParametrization } from './utils/parametrize/register-parametrization.js';
import { removeParametrizations } from './utils/parametrize/remove-parametrizations.js';
import { spectralNorm } from './utils/parametrize/spectral-norm.js';
import { weightNorm } from './utils/parametrize/weight-norm.js';
import { skipInit } from './utils/skip-init.js';

const viewsOf = (net: Module): ParameterView[] => [...net.parameterViews()];
const viewAt = (net: Module, path: string): ParameterView => viewsOf(net).find((view) => view.path === path)!;

/** Any fields. */
class Net extends Module {
  [field: string]: unknown;

  constructor(fields: Readonly<Record<string, unknown>>) {
    super();
    Object.assign(this, fields);
  }

  override forward(): void {}
}

/** Ones in every element, as a plan would ask for them. */
const keyedOnes: KeyedRequest = {
  kind: 'keyed',
  origin: { use: 'test:ones', version: 1, params: {}, key: '0'.repeat(32), packed: 'whole' },
  resolve: (shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return [{ offset: 0, length, fill: { kind: 'constant', value: 1 } }];
  },
};

describe('parameter views', () => {
  it('say of every parameter what an initializer needs to know, own before those of children', () => {
    const own = new Parameter(zeros([5]));
    const child = new Linear(2, 3, { dtype: 'float64' });
    const views = viewsOf(new Net({ child, own }));
    expect(views.map(({ path, owners, shape, dtype }) => [path, owners, shape, dtype])).toEqual([
      ['own', ['Net'], [5], 'float32'],
      ['child.weight', ['Linear'], [3, 2], 'float64'],
      ['child.bias', ['Linear'], [3], 'float64'],
    ]);
    expect(views[0]!.spec).toBeNull();
    expect(views.map(({ target }) => target)).toEqual([own, child.weight, child.bias]);
    expect(views[1]!.history).toBe(child.weight.storage);
    expect(views[2]!.sibling('weight')).toEqual([3, 2]);
    expect(views[2]!.sibling('other')).toBeNull();
  });

  it('wait for the shapes of lazy layers', () => {
    const net = new Sequential(new LazyLinear(8), new LazyConv2d(4, 3));
    xavierUniform_(net[0].weight);
    const before = viewsOf(net);
    expect(before.map(({ shape, history, sibling }) => [shape, history, sibling('weight')])).toEqual(
      before.map(() => [null, null, null]),
    );
    expect(before.map(({ remembered }) => remembered?.kind)).toEqual(['sequential', undefined, undefined, undefined]);
    net[0].forward(ones([1, 3]));
    const [weight] = viewsOf(net);
    expect([weight!.shape, weight!.target, weight!.remembered]).toEqual([[8, 3], before[0]!.target, null]);
    expect(weight!.sibling('bias')).toEqual([8]);
  });

  it('list a tied parameter once, under the first of its paths', () => {
    const table = new Embedding(10, 4);
    const head = new Linear(4, 10, { bias: false });
    head.weight = table.weight;
    const [view, ...rest] = viewsOf(new Net({ table, head }));
    expect([view!.path, view!.aliases, view!.owners, view!.spec!.role]).toEqual([
      'table.weight',
      ['head.weight'],
      ['Embedding'],
      'embedding',
    ]);
    expect(rest).toEqual([]);
  });

  it('list a module that stands at two places once', () => {
    const shared = new Sequential(new Linear(2, 2));
    expect(viewsOf(new Net({ a: shared, b: shared })).map(({ path, aliases }) => [path, aliases])).toEqual([
      ['a.0.weight', ['b.0.weight']],
      ['a.0.bias', ['b.0.bias']],
    ]);
  });

  it('show by their history which parameters share memory', () => {
    const flat = zeros([6]);
    const [a, b, c] = viewsOf(
      new Net({
        a: new Parameter(flat.narrow(0, 0, 3)),
        b: new Parameter(flat.narrow(0, 3, 3)),
        c: new Parameter(zeros([3])),
      }),
    );
    expect(a!.history).toBe(b!.history);
    expect(a!.history).not.toBe(c!.history);
  });

  it('refuse a module inside itself', () => {
    const net = new Net({ child: new Net({}) });
    (net['child'] as Net)['back'] = net;
    expect(refusal(() => net.parameterViews()).code).toBe('MODULE_TREE');
  });

  it('come of containers of parameters too', () => {
    const net = new Net({ gains: new ParameterList([new Parameter(ones([2])), new Parameter(ones([3]))]) });
    expect(viewsOf(net).map(({ path, owners, spec }) => [path, owners[0], spec])).toEqual([
      ['gains.0', 'ParameterList', null],
      ['gains.1', 'ParameterList', null],
    ]);
    expect(viewsOf(net)[0]!.sibling('1')).toEqual([3]);
  });
});

describe('owners', () => {
  const ownersOf = (net: Module): readonly string[] => viewsOf(net)[0]!.owners;

  it('are the class and those that it extends, so that a rule for one reaches the others', () => {
    class Dense extends Linear {}
    class Named extends Dense {
      static override readonly logicalName: string = 'Projection';
    }
    expect(ownersOf(new Dense(1, 1))).toEqual(['Dense', 'Linear']);
    expect(ownersOf(new Named(1, 1))).toEqual(['Projection', 'Dense', 'Linear']);
    expect(ownersOf(new Conv2d(1, 1, 1))).toEqual(['Conv2d', 'ConvLayer', 'ConvolutionLayer']);
    expect(ownersOf(new LSTM(1, 1))).toEqual(['LSTM', 'RecurrentLayer']);
  });

  it('count a lazy class as what it becomes', () => {
    class Mine extends LazyLinear {}
    expect(ownersOf(new Mine(2))).toEqual(['Linear']);
    expect(ownersOf(new LazyConv2d(2, 1))).toEqual(['Conv2d', 'ConvLayer', 'ConvolutionLayer']);
  });

  it('count a parametrized class as what it was', () => {
    class Dense extends Linear {}
    expect(ownersOf(weightNorm(new Linear(2, 2)))).toEqual(['Linear']);
    expect(ownersOf(weightNorm(new Dense(2, 2)))).toEqual(['Dense', 'Linear']);
    const layer = spectralNorm(weightNorm(new ConvTranspose2d(2, 3, 1)), { name: 'bias', dim: 0 });
    expect(ownersOf(layer)[0]).toBe('ConvTranspose2d');
  });
});

describe('buffer views', () => {
  it('tell of each buffer once what became of it, but of none that waits for its length', () => {
    const shared = new Buffer(ones([2]), { persistent: false });
    const net = new Net({
      norm: skipInit(() => new BatchNorm1d(3)),
      shared,
      lazy: new LazyBatchNorm1d(),
      again: shared,
    });
    const views = [...net.bufferViews()];
    expect(views.map(({ path, shape, history }) => [path, shape, history.provenance?.law ?? null])).toEqual([
      ['shared', [2], null],
      ['norm.running_mean', [3], 'empty'],
      ['norm.running_var', [3], 'empty'],
      ['norm.num_batches_tracked', [], 'empty'],
      ['lazy.num_batches_tracked', [], null],
    ]);
    expect(views[0]!.history).toBe(shared.storage);
  });
});

describe('depth', () => {
  const depths = (net: Module): unknown[] => viewsOf(net).map(({ spec }) => spec?.depth ?? null);

  class Stacked extends Net {
    override stacks(): readonly string[] {
      return ['blocks'];
    }
  }

  it('is told in the stacks of transformers', () => {
    const encoder = new TransformerEncoder(new TransformerEncoderLayer(4, 2, { dimFeedforward: 4 }), 3, {
      norm: new LayerNorm(4),
    });
    for (const { path, spec } of encoder.parameterViews()) {
      const index = path.startsWith('norm') ? null : Number(path.split('.')[1]);
      expect([path, spec!.depth]).toEqual([path, index === null ? undefined : { index, total: 3 }]);
    }
    const decoder = new TransformerDecoder(new TransformerDecoderLayer(4, 2, { dimFeedforward: 4 }), 2);
    expect(viewsOf(decoder).at(-1)!.spec!.depth).toEqual({ index: 1, total: 2 });
  });

  it("is told by modules of one's own, in a ModuleList, a Sequential or any module", () => {
    const block = (): Linear => new Linear(2, 2, { bias: false });
    const two = [
      { index: 0, total: 2 },
      { index: 1, total: 2 },
    ];
    expect(depths(new Stacked({ blocks: new ModuleList([block(), block()]), head: block() }))).toEqual([...two, null]);
    expect(depths(new Stacked({ blocks: new Sequential(block(), block()) }))).toEqual(two);
    expect(depths(new Stacked({ blocks: new Net({ first: block(), second: block() }) }))).toEqual(two);
    expect(depths(new Stacked({ blocks: null, head: block() }))).toEqual([null]);
    const layers = viewsOf(new Net({ a: new Stacked({ blocks: new Sequential(block(), block()), head: block() }) }));
    expect(layers.map(({ layer }) => layer)).toEqual(['a.blocks.0', 'a.blocks.1', null]);
  });

  it('is that of the innermost stack', () => {
    const inner = new Stacked({ blocks: new ModuleList([new Linear(1, 1, { bias: false })]), own: new Linear(1, 1) });
    expect(depths(new Stacked({ blocks: new ModuleList([inner, new Linear(1, 1)]) }))).toEqual([
      { index: 0, total: 1 },
      { index: 0, total: 2 },
      { index: 0, total: 2 },
      { index: 1, total: 2 },
      { index: 1, total: 2 },
    ]);
  });

  it('reaches parameters of which nobody has said anything else', () => {
    const net = new Stacked({ blocks: new ModuleList([new Net({ raw: new Parameter(ones([2])) })]) });
    expect(viewsOf(net)[0]!.spec).toEqual({ role: 'other', depth: { index: 0, total: 1 } });
  });

  it('counts applications: a block that stands in its stack three times is one of three', () => {
    const block = new Linear(2, 2, { bias: false });
    const [view] = viewsOf(new Stacked({ blocks: new ModuleList([block, block, block]) }));
    expect([view!.spec!.depth, view!.aliases.length]).toEqual([{ index: 0, total: 3 }, 2]);
  });

  it('refuses a stack that is not there', () => {
    const error = refusal(() => new Stacked({ block: new ModuleList([]) }).parameterViews());
    expect(error.code).toBe('MODULE_TREE');
    expect(error.message).toContain("stacks() of Stacked names 'blocks', which is no module in it");
  });
});

describe('tags', () => {
  const tags = (net: Module): unknown[] => viewsOf(net).map(({ spec }) => spec?.tags ?? []);

  it('reach everything below a module, in the order in which they were given', () => {
    const net = new Sequential(new Linear(1, 1), tag(new Sequential(new Linear(1, 1, { bias: false })), 'head'));
    tag(net, 'all');
    tag(net[1].at(0)!, 'last', 'head');
    expect(tags(net)).toEqual([['all'], ['all'], ['all', 'head', 'last']]);
  });

  it('of a parameter show where nobody has said anything else', () => {
    const position = tag(new Parameter(zeros([4, 2])), 'position');
    expect(viewsOf(new Net({ position }))[0]!.spec).toEqual({ role: 'other', tags: ['position'] });
  });

  it('join those that the module says', () => {
    class Residual extends Linear {
      override paramSpecs(): ParamSpecs {
        const { weight, ...rest } = super.paramSpecs();
        return { ...rest, weight: { ...weight!, tags: ['residual'] } };
      }
    }
    expect(tags(tag(new Residual(1, 1), 'mine'))).toEqual([['residual', 'mine'], ['mine']]);
  });

  it('reach a tied parameter by every place', () => {
    const shared = new Linear(1, 1, { bias: false });
    expect(tags(new Net({ a: tag(new Sequential(shared), 'a'), b: tag(new Sequential(shared), 'b') }))).toEqual([
      ['a', 'b'],
    ]);
  });

  it('survive the first batch, parametrization and copies', () => {
    const layer = tag(new LazyLinear(2), 'lazy');
    tag(layer.weight, 'weight');
    layer.forward(ones([1, 3]));
    expect(tags(layer)).toEqual([['lazy', 'weight'], ['lazy']]);
    expect(tags(layer.clone())).toEqual([['lazy', 'weight'], ['lazy']]);
    const { parametrizations } = spectralNorm(layer);
    expect(viewAt(layer, 'weight').spec!.tags).toEqual(['lazy', 'weight']);
    tag(parametrizations['weight']!, 'computed');
    expect(viewAt(layer, 'weight').spec!.tags).toEqual(['lazy', 'weight', 'computed']);
  });

  it('refuse what they would not reach', () => {
    const layer = weightNorm(new Linear(2, 2));
    expect(refusal(() => tag(layer.weight, 'a')).code).toBe('OPTION');
    expect(refusal(() => tag(null as never, 'a')).code).toBe('OPTION');
    expect(refusal(() => tag(layer)).code).toBe('OPTION');
    expect(refusal(() => tag(layer, '')).code).toBe('OPTION');
  });
});

describe('parametrized parameters', () => {
  const parametrized: readonly (readonly [string, () => Module])[] = [
    ['weightNorm', () => weightNorm(new Linear(3, 4))],
    ['spectralNorm', () => spectralNorm(new Linear(3, 4))],
    ['orthogonal', () => orthogonal(new Linear(3, 4))],
    ['two of them', () => spectralNorm(weightNorm(new Linear(3, 4)))],
  ];

  it.each(parametrized)('appear under the name of what is computed, nothing else: %s', (_, make) => {
    const net = new Sequential(make());
    const views = viewsOf(net);
    expect(views.map(({ path }) => path)).toEqual(['0.bias', '0.weight']);
    const view = views[1]!;
    expect(view).toMatchObject({ shape: [4, 3], dtype: 'float32', owners: ['Linear'], remembered: null });
    expect(view.spec).toEqual(new Linear(3, 4).paramSpecs()['weight']);
    expect(views[0]!.sibling('weight')).toEqual([4, 3]);
    expect(view.sibling('bias')).toEqual([4]);
  });

  it.each(parametrized)('are looked at without being computed: %s', (_, make) => {
    const layer = make();
    const before = [...layer.stateDict()].map(([key, value]) => [key, valuesOf(value), value.version]);
    const state = getRngState();
    viewsOf(layer);
    expect([...layer.stateDict()].map(([key, value]) => [key, valuesOf(value), value.version])).toEqual(before);
    expect(getRngState()).toEqual(state);
  });

  it('are filled through the right inverse, and remember by whom', () => {
    const layer = weightNorm(new Linear(3, 4));
    viewAt(layer, 'weight').target[fillTarget](keyedOnes);
    for (const value of valuesOf(layer.weight)) expect(value).toBeCloseTo(1, 6);
    const { history } = viewAt(layer, 'weight');
    expect(history!.provenance).toMatchObject({
      law: 'test:ones',
      version: history!.version,
      origin: keyedOnes.origin,
    });
  });

  it('tell when one of their originals was written to', () => {
    const layer = weightNorm(new Linear(3, 4));
    const { original0, original1 } = layer.parametrizations['weight']!;
    expect(viewAt(layer, 'weight').history).toBe(original0.storage);
    expect(viewAt(layer, 'weight').history!.provenance).toMatchObject({ law: 'kaimingUniform_', byDefault: true });
    original1.data.mul_(2);
    expect(viewAt(layer, 'weight').history).toBe(original1.storage);
    expect(viewAt(layer, 'weight').history!.version).toBeGreaterThan(original1.storage.provenance!.version);
  });

  it.each(parametrized)('keep the history of the plain parameter, there and back: %s', (_, make) => {
    const layer = make() as Linear;
    const accounted = (): void => {
      const { provenance, version } = viewAt(layer, 'weight').history!;
      expect([provenance?.law, provenance?.version]).toEqual(['kaimingUniform_', version]);
    };
    accounted();
    removeParametrizations(layer, 'weight');
    accounted();
  });

  it('move to another dtype', () => {
    const layer = spectralNorm(new Linear(3, 4)).to('float64');
    const { dtype, target } = viewAt(layer, 'weight');
    expect(dtype).toBe('float64');
    target[fillTarget](keyedOnes);
    expect(new Set(valuesOf(layer.parametrizations['weight']!.original))).toEqual(new Set([1]));
  });

  it('are listed with what their parametrizations learn, without buffers', () => {
    class Scale extends Module {
      factor = new Parameter(ones([1]));
      override forward(x: Tensor): Tensor {
        return x.mul(this.factor);
      }
    }
    const layer = registerParametrization(new Linear(2, 2), 'weight', new Scale());
    expect(viewsOf(layer).map(({ path }) => path)).toEqual(['bias', 'weight', 'parametrizations.weight.0.factor']);
    const net = new Net({ mask: new Buffer(ones([2])) });
    registerParametrization(net, 'mask', new Scale());
    expect(viewsOf(net).map(({ path }) => path)).toEqual(['parametrizations.mask.0.factor']);
  });

  it('keep their name when tied', () => {
    const shared = weightNorm(new Linear(2, 2, { bias: false }));
    const [view, ...rest] = viewsOf(new Net({ a: shared, b: shared }));
    expect([view!.path, view!.aliases, rest]).toEqual(['a.weight', ['b.weight'], []]);
  });

  it('refuse where a parametrization has no right inverse', () => {
    class Double extends Module {
      override forward(x: Tensor): Tensor {
        return x.mul(2);
      }
    }
    const layer = registerParametrization(new Linear(2, 2), 'weight', new Double());
    expect(refusal(() => viewAt(layer, 'weight').target[fillTarget](keyedOnes)).code).toBe('OPTION');
    expect(refusal(() => normal_(layer.weight)).code).toBe('OPTION');
  });
});

describe('large networks', () => {
  it('are listed in microseconds a parameter', () => {
    const net = skipInit(() => new Sequential(...Array.from({ length: 5000 }, () => new Linear(2, 2))), {
      device: 'meta',
    });
    const before = process.cpuUsage().user;
    expect(viewsOf(net).length).toBe(10_000);
    // Of this process alone, whatever else the machine does; a quiet one takes a tenth of it.
    expect(process.cpuUsage().user - before).toBeLessThan(500_000);
  });

  it('of a billion elements cost nothing on the meta device', () => {
    const net = skipInit(() => new Sequential(...Array.from({ length: 10 }, () => new Linear(10_000, 10_000))), {
      device: 'meta',
    });
    const elements = viewsOf(net).reduce((sum, { shape }) => sum + shape!.reduce((a, b) => a * b, 1), 0);
    expect(elements).toBeGreaterThan(1e9);
  });
});
