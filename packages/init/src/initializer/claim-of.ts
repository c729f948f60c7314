import { askPlugin } from './ask-plugin.js';
import type { Claim } from './claim.js';
import type { Initializer } from './initializer.js';
import type { TensorSpec } from './tensor-spec.js';

/** What an initializer claims of its values for such a tensor. */
export function claimOf(of: Initializer, spec: TensorSpec): Claim {
  return askPlugin(of, 'claim', () => of.definition.claim(of.params, spec));
}
