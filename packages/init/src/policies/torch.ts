import type { Policy } from '../policy/policy.js';
import { optionsOf, readyPolicy, type ReadyPolicyOptions } from './ready-policy.js';

/**
 * What every layer draws by itself in PyTorch, here from keyed streams: the law of each, but values that depend on nothing that was drawn before.
 *
 * | parameter | law |
 * | --- | --- |
 * | weight and bias of linear maps and convolutions | U(±1/√fan in), the fan that of the weight's shape |
 * | weights and biases of recurrent layers | U(±1/√hidden) |
 * | embeddings | N(0, 1), padding rows 0 |
 * | attention: packed q/k/v, or each of them | Xavier-uniform over all rows; biases 0 |
 * | attention: output | the weight as a linear map, the bias 0 |
 * | norms | gain 1, bias 0 |
 * | PReLU | `init`, 0.25 |
 *
 * Source: `reset_parameters` of PyTorch's layers.
 *
 * @throws NnError 'POLICY' for what is no option, or no rule
 * @example
 * import { init, Linear, ReLU, Sequential } from '@nn/nn';
 *
 * const plan = init.plan(new Sequential(new Linear(16, 8), new ReLU()), init.torchPolicy(), { seed: 0 });
 * plan.entry('0.bias').law; // U(-0.25, 0.25)
 */
export function torchPolicy(options: ReadyPolicyOptions = {}): Policy {
  return readyPolicy('torch', [{ id: 'defaults', match: '**', use: 'default' }], optionsOf('torchPolicy', options));
}
