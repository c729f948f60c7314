import { askPlugin } from './ask-plugin.js';
import { checkInitializer } from './check-initializer.js';
import type { Claim } from './claim.js';
import type { Initializer } from './initializer.js';
import { checkTensorSpec, type TensorSpec } from './tensor-spec.js';

/** What an initializer claims of its values for such a tensor. */
export function claimOf(of: Initializer, spec: TensorSpec): Claim {
  checkInitializer('claimOf', of);
  checkTensorSpec('claimOf', spec);
  return askPlugin(of, 'claim', () => of.definition.claim(of.params, spec));
}
