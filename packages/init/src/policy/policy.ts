import type { JsonObject } from '@nn/core';
import { inspect } from './inspect.js';
import type { Rule } from './rule.js';
import { rule as ruleSchema } from './rule-schema.js';

/** The format of a policy's JSON. */
export const policyFormat = 'nn-policy/1';

/** What a policy says beside its rules. */
export interface PolicyChoices {
  /** What becomes of a parameter that no rule reaches: a mistake, what its layer declares, or as it is. @default 'error' */
  readonly unmatched: 'error' | 'default' | 'keep';
  /** Whether it is a mistake that later rules take all that a rule matches. @default 'error' */
  readonly overridden: 'error' | 'allow';
  /** What becomes of a parameter that somebody has filled, loaded, assigned, written to or trained before. @default 'overwrite' */
  readonly initialized: 'overwrite' | 'skip' | 'error';
}

/** Which initializer goes where: a value, made by `definePolicy`, that can be written as JSON and used for any network. */
export class Policy implements PolicyChoices {
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly unmatched: PolicyChoices['unmatched'];
  readonly overridden: PolicyChoices['overridden'];
  readonly initialized: PolicyChoices['initialized'];

  /** @internal Made by `definePolicy`. */
  constructor(name: string, rules: readonly Rule[], { unmatched, overridden, initialized }: PolicyChoices) {
    this.name = name;
    this.rules = rules;
    this.unmatched = unmatched;
    this.overridden = overridden;
    this.initialized = initialized;
  }

  toJSON(): JsonObject {
    const { name, rules, unmatched, overridden, initialized } = this;
    return {
      format: policyFormat,
      name,
      rules: rules.map((rule) => ruleSchema.toJSON(rule)),
      unmatched,
      overridden,
      initialized,
    };
  }

  /** Its rules, one a line, in the order in which they win over each other: the last first. */
  toString(): string {
    const { name, rules, unmatched } = this;
    const lines = rules.toReversed().map(({ id, use }) => `  ${id}: ${String(use)}`);
    return [`Policy '${name}' (the first that matches wins):`, ...lines, `  anything else: ${unmatched}`].join('\n');
  }

  [inspect](): string {
    return this.toString();
  }
}
