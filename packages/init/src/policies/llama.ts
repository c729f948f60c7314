import { normal } from '../initializers/normal.js';
import type { Policy } from '../policy/policy.js';
import { optionsOf, readyPolicy, type ReadyPolicyOptions, rulesOfTransformers } from './ready-policy.js';

export interface LlamaPolicyOptions extends ReadyPolicyOptions {
  /** @default 0.02 */
  readonly std?: number;
}

/**
 * Llama's.
 *
 * | parameter | law |
 * | --- | --- |
 * | maps and tables of embeddings | N(0, std²); padding rows 0 |
 * | biases, where there are any | 0 |
 * | norms | gain 1 |
 *
 * Source: H. Touvron and others, *LLaMA* (2023), do not say how they began; `_init_weights` of Hugging Face's `modeling_llama.py`, whose
 * `initializer_range` is 0.02.
 *
 * @throws NnError 'POLICY' for what is no option, or no rule; 'OPTION' for a std that is none
 * @example
 * import { init, Linear } from '@nn/nn';
 *
 * init.plan(new Linear(16, 8, { bias: false }), init.llamaPolicy(), { seed: 0 }).entry('weight').law; // N(0, 0.02²)
 */
export function llamaPolicy(given: LlamaPolicyOptions = {}): Policy {
  const { std = 0.02, ...options } = optionsOf('llamaPolicy', given);
  return readyPolicy('llama', rulesOfTransformers(normal({ std })), options);
}
