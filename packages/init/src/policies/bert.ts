import { normal } from '../initializers/normal.js';
import { truncNormalRelative } from '../initializers/trunc-normal-relative.js';
import type { Policy } from '../policy/policy.js';
import { optionsOf, readyPolicy, type ReadyPolicyOptions, rulesOfTransformers } from './ready-policy.js';

export interface BertPolicyOptions extends ReadyPolicyOptions {
  /** @default 0.02 */
  readonly std?: number;
  /** Cut at two standard deviations and not made up for, as the original: the values have 0.8796 · std then. @default false */
  readonly truncated?: boolean;
}

/**
 * BERT's.
 *
 * | parameter | law |
 * | --- | --- |
 * | maps and tables of embeddings | N(0, std²), or cut at ±2 std; padding rows 0 |
 * | biases | 0 |
 * | norms | gain 1, bias 0 |
 *
 * Source: J. Devlin and others, *BERT* (2018): `create_initializer` in `modeling.py` of google-research/bert, which truncates; `_init_weights` of
 * Hugging Face's `modeling_bert.py`, which does not.
 *
 * @throws NnError 'POLICY' for what is no option, or no rule; 'OPTION' for a std that is none
 * @example
 * import { Embedding, init } from '@nn/nn';
 *
 * const table = new Embedding(1000, 64, { paddingIdx: 0 });
 * init.plan(table, init.bertPolicy({ truncated: true }), { seed: 0 }).entry('weight').std?.toFixed(5); // '0.01759'
 */
export function bertPolicy(given: BertPolicyOptions = {}): Policy {
  const { std = 0.02, truncated = false, ...options } = optionsOf('bertPolicy', given);
  const weights = truncated ? truncNormalRelative({ std }) : normal({ std });
  return readyPolicy('bert', rulesOfTransformers(weights), options);
}
