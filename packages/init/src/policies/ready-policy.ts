import { NnError } from '@nn/core';
import type { Initializer } from '../initializer/initializer.js';
import { ones } from '../initializers/ones.js';
import { zeros } from '../initializers/zeros.js';
import { definePolicy } from '../policy/define-policy.js';
import type { Policy, PolicyChoices } from '../policy/policy.js';
import type { RuleOptions } from '../policy/rule.js';
import { kindOf } from '../target.js';

/** What every ready policy may be told beside. */
export interface ReadyPolicyOptions extends Partial<PolicyChoices> {
  /** For what a network has that the policy does not know, or shall have otherwise: they win over the policy's own. */
  readonly rules?: readonly RuleOptions[];
}

/** Options of a ready policy, if that is what they are. Names that are none are refused by `definePolicy`. */
export function optionsOf<O extends object>(op: string, options: O): O {
  if (kindOf(options) === 'Object') return options;
  throw new NnError('POLICY', `${op} takes its options as an object, but got ${kindOf(options)}`, { op });
}

/** A policy for networks that have some of the layers that it knows: its rules may match nothing, and parameters that none reaches are an error. */
export function readyPolicy(
  name: string,
  own: readonly RuleOptions[],
  { rules = [], ...choices }: ReadyPolicyOptions,
): Policy {
  // By themselves first, so that what is wrong with them is told by their place in the user's list.
  const theirs = definePolicy({ name, rules, ...choices }).rules;
  return definePolicy({ name, rules: [...own.map((rule) => ({ optional: true, ...rule })), ...theirs], ...choices });
}

/** What the policies of language models have in common: one law for maps and tables, biases 0, gains of norms 1. */
export function rulesOfTransformers(weights: Initializer): RuleOptions[] {
  return [
    { id: 'weights', match: { role: ['weight', 'embedding'] }, use: weights },
    { id: 'biases', match: { role: 'bias' }, use: zeros() },
    { id: 'gains', match: { role: 'gain' }, use: ones() },
  ];
}
