import type { ParamSpec, Shape } from '@nn/core';
import * as init from '../index.js';
import type { Initializer } from '../index.js';
import type { BuiltInCase } from './test-cases.js';

const made = (of: Initializer, shape: Shape, spec: ParamSpec | null = null): BuiltInCase => ({
  name: `${String(of)} of [${shape.join(', ')}]${spec === null ? '' : ` with ${Object.keys(spec).join(', ')}`}`,
  of,
  shape,
  spec,
});

const linear: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] } };
const conv: ParamSpec = { role: 'weight', axes: { in: [1], out: [0], field: [2, 3] } };
const transposed: ParamSpec = { role: 'weight', axes: { in: [0], out: [1], field: [2] } };
const gates: ParamSpec = { role: 'bias', blocks: ['i', 'f', 'g', 'o'] };

/** Every initializer of structured tensors, on each kind of tensor that it treats in its own way. */
export const structures: readonly BuiltInCase[] = [
  made(init.identity(), [4, 4]),
  made(init.identity({ gain: -0.1 }), [3, 5]),
  made(init.identity({ gain: 2 }), [6, 2], { ...linear, blocks: ['r', 'z', 'n'] }),
  made(init.dirac(), [4, 3, 3]),
  made(init.dirac(), [6, 2, 3, 2], { ...conv, groups: 3 }),
  made(init.dirac({ groups: 2 }), [4, 2, 1, 3, 2]),
  made(init.orthogonal(), [4, 4]),
  made(init.orthogonal({ gain: Math.SQRT2 }), [3, 7], linear),
  made(init.orthogonal({ gain: 0.1 }), [7, 3]),
  made(init.orthogonal(), [5, 2, 2, 3], conv),
  made(init.orthogonal(), [1, 1]),
  made(init.orthogonal(), [6, 3], { ...linear, blocks: ['q', 'k'] }),
  made(init.orthogonal({ rows: 'declared' }), [5, 2, 2, 3], conv),
  made(init.orthogonal({ rows: 'declared' }), [6, 2, 2, 2], { ...conv, groups: 3 }),
  made(init.orthogonal({ rows: 'declared', gain: 3 }), [6, 4, 3], transposed),
  made(init.orthogonal({ rows: 'declared' }), [6, 4, 3], { ...transposed, groups: 2 }),
  made(init.orthogonal({ rows: 'declared' }), [2, 5, 3], { role: 'weight', axes: { in: [2], out: [1] } }),
  made(init.deltaOrthogonal(), [5, 3, 3]),
  made(init.deltaOrthogonal({ gain: 0.5 }), [4, 4, 3, 2], conv),
  made(init.deltaOrthogonal(), [6, 3, 1, 3], { ...conv, groups: 2 }),
  made(init.deltaOrthogonal({ groups: 1 }), [2, 4, 2, 1, 3]),
  made(init.sparse({ sparsity: 0.3 }), [10, 4]),
  made(init.sparse({ sparsity: 0, std: 2 }), [3, 4]),
  made(init.sparse({ sparsity: 1 }), [3, 2]),
  made(init.sparse({ sparsity: 0.5, std: 1 }), [1, 6]),
  made(init.bilinear(), [3, 3, 4]),
  made(init.bilinear(), [4, 1, 3, 4], { ...conv, groups: 4 }),
  made(init.bilinear({ groups: 1 }), [2, 3, 2, 2, 3]),
  made(init.icnr({ of: init.normal({ std: 0.1 }), factor: 2 }), [8, 2, 3]),
  made(init.icnr({ of: init.heNormal(), factor: 3 }), [18, 2, 2, 1], { ...conv, groups: 2 }),
  made(init.icnr({ of: init.orthogonal(), factor: 2 }), [8, 3]),
  made(init.icnr({ of: init.sparse({ sparsity: 0.5 }), factor: 2 }), [16, 3]),
  made(init.icnr({ of: init.values({ data: [1, 2] }), factor: 2 }), [8]),
  made(init.lstmForgetBias(), [12], gates),
  made(init.lstmForgetBias({ value: 2 }), [8], { ...gates, blocks: ['f', 'i', 'g', 'o'] }),
  made(init.lstmForgetBias(), [8], { ...gates, addedTo: 'bias_ih' }),
  made(init.chrono({ tmax: 50 }), [20], gates),
  made(init.chrono({ tmax: 3 }), [6], { ...gates, blocks: ['f', 'i'] }),
  made(init.chrono({ tmax: 50 }), [8], { ...gates, addedTo: 'bias_ih' }),
  made(init.priorBias({ probability: 0.01 }), [5], { role: 'bias' }),
  made(init.zeroGamma(), [5], { role: 'gain' }),
];
