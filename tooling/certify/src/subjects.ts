import type { ParamSpec, Shape } from '@nn/core';
import * as init from '@nn/init';
import type { ConformanceCase, ConformanceSubject } from '@nn/init/conformance';

/** A subject whose parameters nobody looks into. */
export interface BuiltIn {
  readonly name: string;
  readonly subject: ConformanceSubject<unknown, unknown>;
}

function builtIn<P, I>(factory: init.InitializerFactory<P, I>, ...cases: readonly ConformanceCase<I>[]): BuiltIn {
  const subject = { factory, cases: cases.length === 0 ? [{}] : cases };
  return { name: factory.definition.name, subject: subject as unknown as ConformanceSubject<unknown, unknown> };
}

const linear: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] } };
const packed: ParamSpec = { ...linear, blocks: ['q', 'k', 'v'] };
const gates: ParamSpec = { role: 'bias', blocks: ['i', 'f', 'g', 'o'] };
const kernels: readonly Shape[] = [
  [4, 4, 3],
  [6, 6, 3, 3],
  [4, 2, 3, 2],
  [3, 3, 2, 2, 3],
];
const grouped = (shape: Shape): ParamSpec => ({
  role: 'weight',
  axes: { in: [1], out: [0], field: shape.slice(2).map((_, axis) => axis + 2) },
  groups: 2,
});

const data = Float64Array.from({ length: 24 }, (_, i) => i / 8 - 1);

/** The chapter's custom law: U(5, 10) with probability 1/4, 0 with 1/2, U(-10, -5) with 1/4. */
const chapter = {
  parts: [
    { weight: 0.25, of: init.uniform({ low: 5, high: 10 }) },
    { weight: 0.5, of: init.zeros() },
    { weight: 0.25, of: init.uniform({ low: -10, high: -5 }) },
  ],
};

/** Every element for itself. */
const elementwise: readonly BuiltIn[] = [
  builtIn(init.zeros),
  builtIn(init.ones),
  builtIn(init.constant, { params: { value: 0.1 } }, { params: { value: -3 } }),
  builtIn(init.nan),
  builtIn(init.values, { params: { data, shape: [6, 4] }, shapes: [[6, 4]] }, { params: { data: [1] }, shapes: [[1]] }),

  builtIn(init.uniform, {}, { params: { low: -0.3, high: 0.7 } }),
  builtIn(init.normal, {}, { params: { mean: 1, std: 0.02 } }),
  builtIn(init.truncNormal, {}, { params: { std: 0.5, a: -1, b: 0.2 } }),
  builtIn(init.truncNormalRelative, { params: { std: 0.02 } }),
  builtIn(init.truncNormalCorrected, {}, { params: { mean: 2, std: 0.1, low: -1, high: 3 } }),
  builtIn(init.sign, {}, { params: { size: 0.25, p: 0.3 } }),
];

/** A variance by fans. */
const scaling: readonly BuiltIn[] = [
  builtIn(
    init.varianceScaling,
    {},
    { params: { scale: 3, mode: 'fan_geo_avg', distribution: 'uniform' } },
    { params: { scale: 0.5, mode: 'fan_out', distribution: 'normal' } },
  ),
  builtIn(init.lecunNormal),
  builtIn(init.lecunUniform),
  builtIn(init.glorotNormal),
  builtIn(init.glorotUniform),
  builtIn(
    init.heNormal,
    {},
    {
      spec: packed,
      shapes: [
        [192, 64],
        [48, 16],
      ],
    },
  ),
  builtIn(init.heUniform),
  builtIn(init.xavierNormal, { params: { gain: 5 / 3 } }),
  builtIn(init.xavierUniform),
  builtIn(init.kaimingNormal, { params: { nonlinearity: 'relu', mode: 'fan_out' } }),
  builtIn(init.kaimingUniform, { params: { a: 2, fans: 'torch' } }),
  builtIn(init.residualNormal, { spec: { ...linear, depth: { index: 3, total: 8 } } }),
  builtIn(
    init.torchDefault,
    { spec: { role: 'weight', default: { law: 'xavierUniform' } } },
    { spec: { role: 'bias', default: { law: 'uniform', fanInOf: 'weight' } }, siblings: { weight: [48, 16] } },
  ),
];

/** Tensors as a whole, and gates. */
const structured: readonly BuiltIn[] = [
  builtIn(init.identity, {}, { params: { gain: -0.1 } }),
  builtIn(
    init.dirac,
    { shapes: kernels },
    {
      spec: grouped,
      shapes: [
        [4, 3, 3],
        [6, 2, 3, 2],
      ],
    },
  ),
  builtIn(init.bilinear, { shapes: kernels }),
  builtIn(init.orthogonal, {}, { params: { gain: Math.SQRT2, rows: 'declared' } }),
  builtIn(init.deltaOrthogonal, { params: { gain: 0.5 }, shapes: kernels }),
  builtIn(init.sparse, { params: { sparsity: 0.3 } }, { params: { sparsity: 0.5, std: 1 } }),
  builtIn(
    init.icnr,
    {
      params: { of: init.normal({ std: 0.1 }), factor: 2 },
      shapes: [
        [8, 2],
        [4, 3, 3],
        [16, 2, 2, 1],
      ],
    },
    {
      params: { of: init.orthogonal(), factor: 2 },
      shapes: [
        [8, 3],
        [16, 4],
      ],
    },
  ),
  builtIn(
    init.lstmForgetBias,
    { spec: gates, shapes: [[12], [8]] },
    { params: { value: 2 }, spec: { ...gates, addedTo: 'bias_ih' }, shapes: [[8]] },
  ),
  builtIn(init.chrono, { params: { tmax: 50 }, spec: gates, shapes: [[20], [8], [64]] }),
  builtIn(init.priorBias, { params: { probability: 0.01 } }),
  builtIn(init.zeroGamma, { spec: { role: 'gain' } }),
];

/** Made of other initializers. */
const composed: readonly BuiltIn[] = [
  builtIn(init.scale, { params: { of: init.heNormal(), factor: -0.1 } }, { params: { of: init.uniform(), factor: 3 } }),
  builtIn(init.shift, { params: { of: init.normal({ std: 0.02 }), by: 1 } }),
  builtIn(init.clamp, { params: { of: init.normal(), low: -0.5, high: 1.5 } }),
  builtIn(
    init.truncate,
    { params: { of: init.xavierNormal(), low: -0.1 } },
    { params: { of: init.uniform({ low: -2, high: 2 }), low: 0.5, high: 1 } },
  ),
  builtIn(init.mask, { params: { of: init.uniform({ low: -10, high: 10 }), atLeast: 5 } }),
  builtIn(init.mixture, { params: chapter }),
  builtIn(init.oneOf, {
    params: {
      parts: [
        { weight: 0.5, of: init.normal() },
        { weight: 0.5, of: init.uniform({ low: 2, high: 3 }) },
      ],
    },
  }),
  builtIn(init.perBlock, {
    params: { blocks: { q: init.lecunNormal(), v: init.zeros() }, otherwise: init.uniform() },
    spec: packed,
    shapes: [
      [192, 64],
      [12, 8],
    ],
  }),
  builtIn(
    init.cast,
    { params: { of: init.normal({ std: 0.02 }), dtype: 'float16' } },
    { params: { of: init.uniform({ low: -1, high: 1 }), dtype: 'bfloat16' } },
  ),
];

/** Every initializer of the package with the parameters to try it with. Whoever adds one adds it here: a test looks. */
export const builtIns = { elementwise, scaling, structured, composed } as const;
