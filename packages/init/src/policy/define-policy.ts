import { type Json, NnError } from '@nn/core';
import { choice } from '../schema/choice.js';
import { list } from '../schema/list.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';
import { fieldsOf, refusedAs } from './format.js';
import { Policy, type PolicyChoices, policyFormat } from './policy.js';
import { describeMatch, Rule, type RuleOptions } from './rule.js';
import { type ParsedRule, rule } from './rule-schema.js';
import { text } from './texts.js';

export interface PolicyOptions extends Partial<PolicyChoices> {
  readonly name: string;
  /** General ones first: of all that match a parameter, the last wins. */
  readonly rules: readonly (RuleOptions | Rule)[];
}

const policySchema = object({
  name: text,
  rules: list(rule),
  unmatched: optional(choice(['error', 'default', 'keep']), 'error'),
  overridden: optional(choice(['error', 'allow']), 'error'),
  initialized: optional(choice(['overwrite', 'skip', 'error']), 'overwrite'),
});

/**
 * A policy: rules that say which initializer goes where. Of all rules that match a parameter the last wins, so general ones come first.
 *
 * A rule matches by paths, classes, roles or tags, and says what fills what it matches. Strict unless told otherwise: a `plan` reports rules that
 * match nothing, rules of which nothing is left, and parameters that no rule reaches.
 *
 * @throws NnError 'POLICY' for what is no policy, with the path of the part that is wrong (`rules[2].match.role`); what initializers throw for
 * their JSON
 * @example
 * import { init, Linear } from '@nn/nn';
 *
 * const policy = init.definePolicy({
 *   name: 'example',
 *   rules: [
 *     { match: '**', use: 'default' },
 *     { match: { owner: Linear, role: 'weight' }, use: init.normal({ std: 0.02 }) },
 *     { match: [{ role: 'bias' }, 'head.**'], use: init.constant({ value: 0 }), id: 'zero at first' },
 *   ],
 * });
 * policy.rules.map(({ id }) => id); // ['**', 'owner=Linear role=weight', 'zero at first']
 */
export function definePolicy(options: PolicyOptions): Policy {
  return read(options, 'definePolicy');
}

/**
 * The policy that JSON tells of: what `JSON.stringify(policy)` has written. Initializers must be registered by their names.
 *
 * @throws NnError 'POLICY' for another format, a newer version of this one, or what is no policy; 'INITIALIZER' and 'OPTION' for initializers that
 * are not at hand in that version, or whose parameters do not fit
 * @example
 * import { init } from '@nn/nn';
 *
 * const policy = init.definePolicy({ name: 'keep', rules: [{ match: '**', use: 'keep' }] });
 * init.policyFromJSON(JSON.parse(JSON.stringify(policy))).name; // keep
 */
export function policyFromJSON(json: Json): Policy {
  const op = 'policyFromJSON';
  return read(fieldsOf(json, policyFormat, 'POLICY', op), op);
}

function read(options: unknown, op: string): Policy {
  const { name, rules, ...choices } = refusedAs('POLICY', op, () => policySchema.parse(options, { op, path: '' }));
  return new Policy(name, named(rules, op), choices);
}

/** Rules without an id take what they match as one. */
function named(rules: readonly ParsedRule[], op: string): Rule[] {
  const given = rules.flatMap(({ id }) => id ?? []);
  const twice = given.find((id, i) => given.indexOf(id) !== i);
  if (twice !== undefined) {
    throw new NnError('POLICY', `two rules are called '${twice}'`, {
      op,
      details: { id: twice },
      advice: 'Give each its own id.',
    });
  }
  const taken = new Set(given);
  return rules.map((rule) => {
    const id = rule.id ?? free(describeMatch(rule.match), taken);
    taken.add(id);
    return new Rule(id, rule);
  });
}

function free(name: string, taken: ReadonlySet<string>): string {
  let id = name;
  for (let n = 2; taken.has(id); n++) id = `${name} (${n})`;
  return id;
}
