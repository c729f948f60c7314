import type { ParamSpec, Shape } from '@nn/core';
import * as init from '../index.js';
import type { Initializer } from '../index.js';

/** An initializer by its printed name, a tensor that it is for, and what is known of it. */
export interface BuiltInCase {
  readonly name: string;
  readonly of: Initializer;
  readonly shape: Shape;
  readonly spec: ParamSpec | null;
}

const linear: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] } };
const packed: ParamSpec = { ...linear, blocks: ['q', 'k', 'v'] };
const known = (of: Initializer, spec: ParamSpec | null): BuiltInCase => ({ name: String(of), of, shape: [6, 4], spec });
const plain = (of: Initializer): BuiltInCase => known(of, null);
const fanned = (of: Initializer): BuiltInCase => known(of, linear);

const data = Float64Array.from({ length: 24 }, (_, i) => i / 8 - 1);

/** One of every elementwise initializer and every composition; some with other parameters once more. */
export const cases: readonly BuiltInCase[] = [
  plain(init.zeros()),
  plain(init.ones()),
  plain(init.constant({ value: 0.1 })),
  plain(init.nan()),
  plain(init.values({ data, shape: [6, 4] })),
  plain(init.uniform({ low: -0.3, high: 0.7 })),
  plain(init.normal({ mean: 1, std: 0.02 })),
  plain(init.truncNormal({ std: 0.5, a: -1, b: 0.2 })),
  plain(init.truncNormalRelative({ mean: -1, std: 0.02 })),
  plain(init.truncNormalCorrected({ mean: 2, std: 0.1, low: -1, high: 3 })),
  plain(init.sign({ size: 0.25, p: 0.3 })),
  fanned(init.varianceScaling()),
  fanned(init.varianceScaling({ scale: 3, mode: 'fan_geo_avg', distribution: 'uniform' })),
  fanned(init.varianceScaling({ scale: 0.5, mode: 'fan_out', distribution: 'normal' })),
  plain(init.varianceScaling({ mode: 'fan_avg', axes: { in: [-1], out: [0] } })),
  fanned(init.lecunNormal()),
  fanned(init.lecunUniform()),
  fanned(init.glorotNormal()),
  fanned(init.glorotUniform()),
  fanned(init.heNormal()),
  plain(init.heUniform({ fans: 'torch' })),
  fanned(init.xavierNormal({ gain: 5 / 3 })),
  fanned(init.xavierUniform()),
  fanned(init.kaimingNormal({ nonlinearity: 'relu', mode: 'fan_out' })),
  plain(init.kaimingUniform({ a: 2, fans: 'torch' })),
  known(init.torchDefault(), { role: 'weight', default: { law: 'xavierUniform' } }),
  known(init.residualNormal({ std: 0.1 }), { ...linear, depth: { index: 2, total: 6 } }),
  known(init.residualNormal(), { role: 'weight', depth: { index: 3, total: 12 } }),
  fanned(init.scale({ of: init.heNormal(), factor: -0.1 })),
  plain(init.shift({ of: init.normal({ std: 0.02 }), by: 1 })),
  plain(init.clamp({ of: init.normal(), low: -0.5, high: 1.5 })),
  fanned(init.truncate({ of: init.xavierNormal(), low: -0.1 })),
  plain(init.truncate({ of: init.uniform({ low: -2, high: 2 }), low: 0.5, high: 1 })),
  plain(init.mask({ of: init.uniform({ low: -10, high: 10 }), atLeast: 5 })),
  plain(
    init.mixture({
      parts: [
        { weight: 0.25, of: init.uniform({ low: 5, high: 10 }) },
        { weight: 0.5, of: init.zeros() },
        { weight: 0.25, of: init.uniform({ low: -10, high: -5 }) },
      ],
    }),
  ),
  plain(
    init.oneOf({
      parts: [
        { weight: 0.5, of: init.normal() },
        { weight: 0.5, of: init.values({ data, shape: [6, 4] }) },
      ],
    }),
  ),
  known(init.perBlock({ blocks: { q: init.lecunNormal(), v: init.zeros() }, otherwise: init.uniform() }), packed),
  known(init.normal(), packed),
  known(init.glorotUniform(), { ...packed, zeroRows: [1, 4] }),
  plain(init.cast({ of: init.normal({ std: 0.02 }), dtype: 'float16' })),
  plain(init.cast({ of: init.uniform({ low: -1, high: 1 }), dtype: 'bfloat16' })),
];
