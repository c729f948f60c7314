import type { JsonObject } from '@nn/core';
import type { PlanEntry } from './plan-entry.js';
import type { Rule } from './rule.js';
import { rule as ruleSchema } from './rule-schema.js';

/** A rule, some of whose parameters go to later rules. */
export interface Overlap {
  readonly rule: string;
  /** The rules that win over it. */
  readonly by: readonly string[];
  /** The parameters that it loses to them. */
  readonly paths: readonly string[];
  /**
   * - `'partial'`: a general rule with exceptions, as it is meant to be;
   * - `'whole'`: nothing is left of it;
   * - `'contradictory'`: nothing is left, and the rule that takes it all matches the same but says something else.
   */
  readonly kind: 'partial' | 'whole' | 'contradictory';
}

/** What a rule matches, and what of that it wins. */
export interface Reach {
  readonly rule: Rule;
  readonly matched: readonly PlanEntry[];
  readonly won: readonly PlanEntry[];
}

export function reachesOf(rules: readonly Rule[], entries: readonly PlanEntry[]): Reach[] {
  const reaches = new Map(rules.map((rule) => [rule.id, { rule, matched: [] as PlanEntry[], won: [] as PlanEntry[] }]));
  for (const entry of entries) {
    for (const id of entry.matched) reaches.get(id)!.matched.push(entry);
    if (entry.rule !== null) reaches.get(entry.rule)!.won.push(entry);
  }
  return [...reaches.values()];
}

export function overlapsOf(reaches: readonly Reach[]): Overlap[] {
  const rules = new Map(reaches.map(({ rule }) => [rule.id, rule]));
  return reaches.flatMap(({ rule, matched, won }) => {
    const lost = matched.filter((entry) => entry.rule !== rule.id);
    if (lost.length === 0) return [];
    const by = [...new Set(lost.map((entry) => entry.rule!))];
    const contradicts = by.some((id) => contradict(rule, rules.get(id)!));
    const kind = won.length > 0 ? 'partial' : contradicts ? 'contradictory' : 'whole';
    return [{ rule: rule.id, by, paths: lost.map(({ path }) => path), kind }];
  });
}

/** Whether two rules match the same and say different things. */
function contradict(a: Rule, b: Rule): boolean {
  const [one, other] = [a, b].map((rule) => ruleSchema.toJSON(rule) as JsonObject) as [JsonObject, JsonObject];
  const same = (field: string): boolean => JSON.stringify(one[field]) === JSON.stringify(other[field]);
  return same('match') && !(same('use') && same('packing'));
}
