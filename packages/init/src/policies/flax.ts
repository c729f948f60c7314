import { constant } from '../initializers/constant.js';
import { lecunNormal } from '../initializers/lecun-normal.js';
import { ones } from '../initializers/ones.js';
import { orthogonal } from '../initializers/orthogonal.js';
import { varianceScaling } from '../initializers/variance-scaling.js';
import { zeros } from '../initializers/zeros.js';
import type { Policy } from '../policy/policy.js';
import { optionsOf, readyPolicy, type ReadyPolicyOptions } from './ready-policy.js';
import { recurrentWeights } from './recurrent.js';

/**
 * What the layers of Flax's Linen begin with.
 *
 * | parameter | law |
 * | --- | --- |
 * | kernels of linear maps | normal of std 1/√in, cut at two standard deviations and made up for: LeCun's |
 * | kernels of convolutions, transposed ones too | the same with fan in field · in / groups |
 * | attention: q, k, v and output | LeCun's, each as the matrix that it is |
 * | recurrent layers: of the input | LeCun's, each gate |
 * | recurrent layers: of the state | orthogonal, each gate: std 1/√hidden |
 * | biases | 0, the forget gate's too |
 * | embeddings | N(0, 1/features), padding rows 0 |
 * | norms | gain 1, bias 0 |
 * | PReLU | 0.01 |
 *
 * Source: `flax/linen/{linear,recurrent,attention,normalization,activation}.py`. There, a table is drawn by
 * `variance_scaling(1, 'fan_in', 'normal', out_axis=0)`, whose fan in is the number of features.
 *
 * @throws NnError 'POLICY' for what is no option, or no rule
 * @example
 * import { Conv2d, init } from '@nn/nn';
 *
 * const plan = init.plan(new Conv2d(32, 64, 3, { groups: 2 }), init.flaxPolicy(), { seed: 0 });
 * plan.entry('weight').std?.toFixed(4); // '0.0833', 1/√(9 · 16)
 */
export function flaxPolicy(options: ReadyPolicyOptions = {}): Policy {
  const tables = varianceScaling({ distribution: 'normal', axes: { in: [1], out: [0] } });
  return readyPolicy(
    'flax',
    [
      { id: 'biases', match: { role: 'bias' }, use: zeros() },
      { id: 'gains', match: { role: 'gain' }, use: ones() },
      { id: 'slopes', match: { role: 'slope' }, use: constant({ value: 0.01 }) },
      { id: 'embeddings', match: { role: 'embedding' }, use: tables },
      { id: 'kernels', match: { role: 'weight' }, use: lecunNormal() },
      { id: 'recurrent kernels', match: recurrentWeights, use: orthogonal() },
    ],
    optionsOf('flaxPolicy', options),
  );
}
