import { gradcheck } from '@nn/autograd/gradcheck';
import { getRngState, manualSeed, ones, rand, tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../../index.js';
import { bitsOf, refusal, valuesOf } from '../../test-support.js';

const layers: readonly (readonly [string, (inplace: boolean) => nn.Layer & { readonly inplace?: boolean }])[] = [
  ['ReLU', (inplace) => new nn.ReLU({ inplace })],
  ['ReLU6', (inplace) => new nn.ReLU6({ inplace })],
  ['SiLU', (inplace) => new nn.SiLU({ inplace })],
  ['Mish', (inplace) => new nn.Mish({ inplace })],
  ['ELU', (inplace) => new nn.ELU(0.5, { inplace })],
  ['CELU', (inplace) => new nn.CELU(0.5, { inplace })],
  ['SELU', (inplace) => new nn.SELU({ inplace })],
  ['LeakyReLU', (inplace) => new nn.LeakyReLU(0.2, { inplace })],
  ['Hardtanh', (inplace) => new nn.Hardtanh({ minVal: -0.5, inplace })],
  ['Hardsigmoid', (inplace) => new nn.Hardsigmoid({ inplace })],
  ['Hardswish', (inplace) => new nn.Hardswish({ inplace })],
  ['Threshold', (inplace) => new nn.Threshold(0.1, 20, { inplace })],
  ['RReLU', (inplace) => new nn.RReLU({ inplace }).eval()],
  ['Dropout', (inplace) => new nn.Dropout(0.5, { inplace })],
  ['Dropout1d', (inplace) => new nn.Dropout1d(0.5, { inplace })],
  ['Dropout2d', (inplace) => new nn.Dropout2d(0.5, { inplace })],
  ['Dropout3d', (inplace) => new nn.Dropout3d(0.5, { inplace })],
  ['AlphaDropout', (inplace) => new nn.AlphaDropout(0.5, { inplace })],
  ['FeatureAlphaDropout', (inplace) => new nn.FeatureAlphaDropout(0.5, { inplace })],
  ['RReLU in training', (inplace) => new nn.RReLU({ inplace })],
];

describe('in place', () => {
  it.each(layers)('%s writes over its input what it gives else, with the same gradient', (_name, make) => {
    const values = [-3, -0.7, 0, 0.05, 0.4, 1, 4, 8];
    const run = (
      inplace: boolean,
    ): { readonly y: readonly number[]; readonly gradient: readonly number[]; readonly same: boolean } => {
      const leaf = tensor(values, { shape: [1, 2, 2, 2], requiresGrad: true });
      const x = leaf
        .mul(1)
        .at(_name === 'Dropout1d' ? 0 : ':')
        .at('...', 0);
      manualSeed(7);
      const y = make(inplace).forward(x);
      y.sum().backward();
      return { y: bitsOf(y), gradient: bitsOf(leaf.grad!), same: y.storage === x.storage };
    };
    const [plain, over] = [run(false), run(true)];
    expect(over.y).toEqual(plain.y);
    expect(over.gradient).toEqual(plain.gradient);
    expect([plain.same, over.same]).toEqual([false, true]);
    expect(String(make(true))).toContain('inplace=true');
  });

  it('is refused on a leaf, and nothing is drawn', () => {
    for (const [, make] of layers) {
      const leaf = ones([2, 2], { requiresGrad: true });
      expect(refusal(() => make(true).forward(leaf)).code).toBe('IN_PLACE');
      expect(valuesOf(leaf)).toEqual([1, 1, 1, 1]);
    }
  });
});

describe('PReLU', () => {
  it('begins with 0.25 by default, and says so', () => {
    const layer = new nn.PReLU(3);
    expect(valuesOf(layer.weight)).toEqual([0.25, 0.25, 0.25]);
    expect(layer.weight.storage.provenance).toMatchObject({ law: 'constant_', byDefault: true });
    expect([...layer.parameterViews()][0]!.spec).toEqual({ role: 'slope', default: { law: 'constant', value: 0.25 } });
    expect(new nn.PReLU(1, { init: 0.5, dtype: 'float64' }).weight.dtype).toBe('float64');
  });

  it('has right derivatives, of either operand, and none that is no number where infinities are passed on', () => {
    const points = [-2.2, 1.7, -0.3, 0.4, 2.5, -1.1];
    const x = tensor(points, { dtype: 'float64', shape: [1, 3, 2], requiresGrad: true });
    const slope = tensor([0.25, -0.5, 2], { dtype: 'float64', requiresGrad: true });
    expect(gradcheck((a, w) => nn.prelu(a!, w!), [x, slope])).toBe(true);
    expect(gradcheck((a, w) => nn.prelu(a!, w!), [x, tensor([0.5], { dtype: 'float64', requiresGrad: true })])).toBe(
      true,
    );
    const weight = tensor([0.5], { requiresGrad: true });
    nn.prelu(tensor([Infinity, 1]), weight)
      .sum()
      .backward();
    expect(valuesOf(weight.grad!)).toEqual([0]);
  });

  it.each([
    [
      ones([2, 4]),
      ones([3]),
      'SHAPE',
      'Mismatch of parameter numbers and input channel size. Found parameter numbers = 3 and channel size = 4.',
    ],
    [ones([4]), ones([4]), 'SHAPE', 'Found parameter numbers = 4 and channel size = 1.'],
    [tensor(1), ones([3]), 'SHAPE', 'Not allow zero-dim input tensor.'],
    [ones([2, 4]), ones([4, 1]), 'SHAPE', 'prelu: Expected `weight` to be a scalar or 1D tensor, but got ndim = 2'],
    [ones([2, 4], { dtype: 'float64' }), ones([4]), 'DTYPE', 'Found dtype Float but expected Double'],
  ])('refuses what does not meet: %#', (x, slope, code, sentence) => {
    const error = refusal(() => nn.prelu(x, slope));
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
  });

  it('takes scalars', () => {
    expect(nn.prelu(tensor(-1), tensor([0.5])).itemSync()).toBe(-0.5);
    expect(nn.prelu(ones([2, 4]).neg(), tensor(0.5)).shape).toEqual([2, 4]);
  });
});

describe('RReLU', () => {
  const input = [-1, 2, -3, 0, -0.5, 4];

  it('draws what PyTorch draws, and passes the slope back', () => {
    manualSeed(3);
    const x = tensor(input, { shape: [2, 3], requiresGrad: true });
    const y = new nn.RReLU().forward(x);
    y.sum().backward();
    expect(bitsOf(y)).toEqual([-0.13210587203502655, 2, -0.5542126297950745, 0, -0.08072156459093094, 4]);
    expect(bitsOf(x.grad!)).toEqual([
      0.13210587203502655, 1, 0.18473754823207855, 0.28602394461631775, 0.16144312918186188, 1,
    ]);
    expect(bitsOf(rand([1]))).toEqual([0.5944212079048157]);
  });

  it('draws in the order of the elements, whatever their layout, and in float64', () => {
    manualSeed(3);
    const transposed = new nn.RReLU().forward(tensor(input, { shape: [2, 3] }).t());
    expect(bitsOf(transposed)).toEqual([-0.13210587203502655, 0, 2, -0.14301197230815887, -0.4843294024467468, 4]);
    manualSeed(3);
    const double = new nn.RReLU({ lower: 0.1, upper: 0.9 }).forward(tensor(input, { dtype: 'float64', shape: [2, 3] }));
    expect(bitsOf(double)).toEqual([-0.1272865565204164, 2, -0.9881765441311368, 0, -0.11997081171251787, 4]);
  });

  it('draws nothing in evaluation, and refuses what it cannot take', () => {
    const before = getRngState();
    expect(valuesOf(new nn.RReLU({ lower: 0.25, upper: 0.75 }).eval().forward(tensor([2, -2])))).toEqual([2, -1]);
    expect(Buffer.compare(getRngState(), before)).toBe(0);
    expect(refusal(() => new nn.RReLU({ lower: 0.5, upper: 0.1 }).forward(zeros([3]))).message).toContain(
      'Lower bound should be less than or equal to the upper bound',
    );
    expect(refusal(() => new nn.RReLU().forward(zeros([3], { dtype: 'int64' }))).code).toBe('DTYPE');
  });
});

describe('what other activations refuse', () => {
  it.each([
    [() => new nn.Hardtanh({ minVal: 1, maxVal: -1 }), 'OPTION', 'maxVal must be greater than minVal'],
    [
      () => new nn.GELU({ approximate: 'erf' as 'tanh' }),
      'OPTION',
      'approximate argument must be either none or tanh.',
    ],
    [() => new nn.PReLU(-1), 'OPTION', 'numParameters'],
    [() => new nn.GLU().forward(zeros([3, 3])), 'SHAPE', 'Halving dimension must be even, but dimension 1 is size 3'],
    [() => new nn.GLU().forward(tensor(1)), 'SHAPE', 'glu does not support scalars'],
    [() => new nn.GLU(5).forward(zeros([2, 2])), 'AXIS', 'Dimension out of range'],
    [() => new nn.Softmax2d().forward(zeros([2, 2])), 'SHAPE', 'Softmax2d requires a 3D or 4D tensor as input'],
    [() => new nn.Softshrink(-1).forward(zeros([2])), 'VALUE', 'lambda must be greater or equal to 0'],
    [() => new nn.Softmin(1).forward(zeros([2])), 'AXIS', 'Dimension out of range'],
    [() => new nn.SiLU().forward(zeros([2], { dtype: 'int64' })), 'DTYPE', "not implemented for 'Long'"],
  ] as const)('%#', (run, code, sentence) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
  });
});

describe('every activation', () => {
  const makes = Object.entries(nn).flatMap(([name, value]) => {
    if (typeof value !== 'function' || !(value.prototype instanceof nn.Activation)) return [];
    if (['InplaceActivation', 'RReLU'].includes(name)) return [];
    const type = value as unknown as new (...args: number[]) => nn.Activation;
    return [
      [
        name,
        () =>
          name === 'Threshold'
            ? new type(0.1, 20)
            : (name.startsWith('Soft') && name.endsWith('max')) || name === 'Softmin' || name === 'LogSoftmax'
              ? new type(-1)
              : new type(),
      ] as const,
    ];
  });

  it.each(makes)('%s has the derivative that difference quotients have', (name, make) => {
    const x = tensor([-4.3, -1.7, -0.71, -0.22, 0.31, 0.83, 1.4, 3.9], {
      dtype: 'float64',
      shape: [1, 2, 2, 2],
      requiresGrad: true,
    });
    const layer = make().to('float64');
    expect(gradcheck((a) => layer.forward(a!), [x])).toBe(true);
    expect(layer.constructor.name).toBe(name);
  });

  it.each(makes)('%s knows its shape without values', (_name, make) => {
    const layer = make().to('meta');
    const x = zeros([2, 2, 2, 4], { device: 'meta' });
    expect(layer.forward(x).shape).toEqual(_name === 'GLU' ? [2, 2, 2, 2] : [2, 2, 2, 4]);
  });
});
