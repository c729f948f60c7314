import { glorotUniform } from '../initializers/glorot-uniform.js';
import { lstmForgetBias } from '../initializers/lstm-forget-bias.js';
import { ones } from '../initializers/ones.js';
import { orthogonal } from '../initializers/orthogonal.js';
import { uniform } from '../initializers/uniform.js';
import { zeros } from '../initializers/zeros.js';
import type { Policy } from '../policy/policy.js';
import { optionsOf, readyPolicy, type ReadyPolicyOptions } from './ready-policy.js';
import { recurrentLayers, recurrentWeights } from './recurrent.js';

export interface KerasPolicyOptions extends ReadyPolicyOptions {
  /** Forget gates of LSTMs begin open, with a bias of 1, as Keras's `unit_forget_bias` has it. @default true */
  readonly unitForgetBias?: boolean;
}

/**
 * What Keras's layers begin with.
 *
 * | parameter | law |
 * | --- | --- |
 * | kernels of linear maps | U(±√(6 / (in + out))), Glorot's |
 * | kernels of convolutions, transposed ones too | the same with fans field · in / groups and field · out: of a grouped kernel, the filters of all groups count |
 * | attention: q, k, v and output | Glorot's, each as the matrix that it is |
 * | recurrent layers: of the input | Glorot's for the packed kernel: out is that of all gates |
 * | recurrent layers: of the state | orthogonal, the packed kernel in one: std 1/√(gates · hidden) |
 * | biases | 0; the forget gate of an LSTM 1, in one of its two biases |
 * | embeddings | U(±0.05), padding rows 0 |
 * | norms | gain 1, bias 0 |
 * | PReLU | 0 |
 *
 * Keras's `MultiHeadAttention` before its pull request 22789 takes the number of heads for a fan; here the fans are those of the matrices. A
 * depthwise convolution is taken for `Conv2D` with groups; `DepthwiseConv2D` counts field · in and field · multiplier, which is the same for a
 * multiplier of 1.
 *
 * Source: the layers of Keras 3, and `compute_fans` in `keras/src/initializers/random_initializers.py`.
 *
 * @throws NnError 'POLICY' for what is no option, or no rule
 * @example
 * import { init, LSTM } from '@nn/nn';
 *
 * const plan = init.plan(new LSTM(4, 8), init.kerasPolicy(), { seed: 0 });
 * plan.entry('weight_ih_l0').law; // U(-0.4082, 0.4082)
 * plan.values('bias_ih_l0', { start: [7], size: [2] }); // Float32Array(2) [0, 1]
 */
export function kerasPolicy(given: KerasPolicyOptions = {}): Policy {
  const { unitForgetBias = true, ...options } = optionsOf('kerasPolicy', given);
  return readyPolicy(
    'keras',
    [
      { id: 'biases', match: { role: 'bias' }, use: zeros() },
      { id: 'gains', match: { role: 'gain' }, use: ones() },
      { id: 'slopes', match: { role: 'slope' }, use: zeros() },
      { id: 'embeddings', match: { role: 'embedding' }, use: uniform({ low: -0.05, high: 0.05 }) },
      { id: 'kernels', match: { role: 'weight' }, use: glorotUniform() },
      // PyTorch's guess of fans is Keras's: both read the shape, and the shapes are the same but for the order of their axes.
      {
        id: 'convolutions',
        match: { owner: 'ConvolutionLayer', role: 'weight' },
        use: glorotUniform({ fans: 'torch' }),
      },
      {
        id: 'packed kernels',
        match: { owner: recurrentLayers, role: 'weight' },
        use: glorotUniform(),
        packing: 'whole',
      },
      { id: 'recurrent kernels', match: recurrentWeights, use: orthogonal(), packing: 'whole' },
      ...(unitForgetBias
        ? [{ id: 'forget gates', match: { owner: ['LSTM', 'LSTMCell'], role: 'bias' }, use: lstmForgetBias() } as const]
        : []),
    ],
    options,
  );
}
