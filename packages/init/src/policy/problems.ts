import { NnError, prepareFill, type WriteHistory } from '@nn/core';
import { isFilled, stateOf } from '../coverage/state.js';
import { checkNeeds } from '../initializer/accepts.js';
import type { Overlap, Reach } from './overlaps.js';
import type { PlanEntry } from './plan-entry.js';
import type { Policy } from './policy.js';
import { holds, type Rule } from './rule.js';
import { whyUnused } from './why-unused.js';

/** What stands in the way of carrying out a plan. */
export interface PlanProblem {
  readonly kind:
    /** No rule reaches a parameter. */
    | 'missed'
    /** A rule matches nothing. */
    | 'unused'
    /** Later rules take all that a rule matches. */
    | 'overridden'
    /** A rule matches fewer or more parameters than it expects. */
    | 'expected'
    /** The initializer, or the parameter, would refuse. */
    | 'refused'
    /** Two parameters are the same memory. */
    | 'shared'
    /** A parameter has values that are not to be overwritten. */
    | 'initialized';
  readonly message: string;
  readonly rule: string | null;
  readonly paths: readonly string[];
  readonly cause: NnError | null;
}

/** Everything that is wrong, rules first. */
export function problemsOf(
  policy: Policy,
  entries: readonly PlanEntry[],
  reaches: readonly Reach[],
  overlaps: readonly Overlap[],
): PlanProblem[] {
  return [
    ...reaches.flatMap((reach) => [...unused(reach, entries), ...unexpected(reach, entries)]),
    ...(policy.overridden === 'allow' ? [] : overlaps.flatMap((overlap) => overridden(overlap, reaches))),
    ...entries.flatMap((entry) => [...missed(entry), ...refused(entry)]),
    ...(policy.initialized === 'error' ? entries.flatMap(initialized) : []),
    ...shared(entries),
  ];
}

function problem(kind: PlanProblem['kind'], message: string, facts: Partial<PlanProblem>): PlanProblem {
  return { kind, message, rule: null, paths: [], cause: null, ...facts };
}

function unused({ rule, matched }: Reach, entries: readonly PlanEntry[]): PlanProblem[] {
  if (matched.length > 0 || rule.optional) return [];
  const why = whyUnused(
    rule.match,
    entries.map(({ view }) => view),
  );
  return [problem('unused', `rule '${rule.id}' matches nothing. ${why}`, { rule: rule.id })];
}

function unexpected({ rule, matched }: Reach, entries: readonly PlanEntry[]): PlanProblem[] {
  const { expect, id } = rule;
  // That a rule matches nothing is said elsewhere.
  if (expect === null || matched.length === 0) return [];
  const fault = 'perLayer' in expect ? offPerLayer(expect.perLayer, rule, matched, entries) : offRange(expect, matched);
  if (fault === null) return [];
  return [
    problem('expected', `rule '${id}' is to match ${fault}`, { rule: id, paths: matched.map(({ path }) => path) }),
  ];
}

function offRange(
  { min, max }: { readonly min: number; readonly max: number },
  matched: Reach['matched'],
): string | null {
  const count = matched.length;
  if (count >= min && count <= max) return null;
  const wanted = min === max ? String(min) : max === Infinity ? `at least ${min}` : `${min} to ${max}`;
  return `${wanted}, but matches ${count}: ${listed(matched.map(({ path }) => path))}`;
}

/** Also a layer in which nothing matches counts: all that have parameters and that the rule may be for. */
function offPerLayer(
  wanted: number,
  { match }: Rule,
  matched: Reach['matched'],
  entries: readonly PlanEntry[],
): string | null {
  const outside = matched.filter(({ view }) => view.layer === null).map(({ path }) => path);
  if (outside.length > 0)
    return `${wanted} in each layer, but matches ${listed(outside)} outside of any stack. Modules declare theirs by stacks()`;
  const meant = entries.filter(({ view }) => match.some(({ layer }) => layer === null || holds.layer(layer, view)));
  const counts = new Map(meant.flatMap(({ view }) => (view.layer === null ? [] : [[view.layer, 0]])));
  for (const { view } of matched) counts.set(view.layer!, counts.get(view.layer!)! + 1);
  const wrong = [...counts].filter(([, count]) => count !== wanted).map(([layer, count]) => `${count} in '${layer}'`);
  return wrong.length === 0 ? null : `${wanted} in each layer, but matches ${someOf(wrong)}`;
}

function overridden({ rule, by, paths, kind }: Overlap, reaches: readonly Reach[]): PlanProblem[] {
  if (kind === 'partial' || reaches.find((reach) => reach.rule.id === rule)!.rule.optional) return [];
  const others = by.map((id) => `'${id}'`).join(', ');
  const message =
    kind === 'contradictory'
      ? `rules '${rule}' and ${others} match the same, but say different things`
      : `nothing is left of rule '${rule}': later ones (${others}) take all that it matches. Put it after them, or take it out`;
  return [problem('overridden', message, { rule, paths })];
}

function missed({ action, path, owners, view }: PlanEntry): PlanProblem[] {
  if (action !== 'none') return [];
  const known = [owners[0], view.spec?.role].filter((word) => word !== undefined);
  const about = known.length === 0 ? '' : ` (${known.join(', ')})`;
  return [problem('missed', `no rule reaches '${path}'${about}`, { paths: [path] })];
}

/** Asks the initializer and the target; nothing is computed. What has no shape yet is asked what can be known without one. */
function refused({ action, fill, initializer, path, rule, view }: PlanEntry): PlanProblem[] {
  if (fill === null || initializer === null) return [];
  try {
    const { axes, blocks, depth, default: own } = view.spec ?? {};
    if (action === 'remember') checkNeeds(initializer, { fans: axes, blocks, depth, default: own });
    fill.target[prepareFill](fill.request);
    return [];
  } catch (error) {
    if (!(error instanceof NnError)) throw error;
    const { sentence, advice } = error;
    const message = `'${path}': ${advice === undefined ? sentence : `${sentence}. ${advice}`}`;
    return [problem('refused', message, { rule, paths: [path], cause: error })];
  }
}

function initialized({ fill, path, rule, view }: PlanEntry): PlanProblem[] {
  const state = stateOf(view);
  if (fill === null || !isFilled(state)) return [];
  return [problem('initialized', `'${path}' has values already (${state.state})`, { rule, paths: [path] })];
}

/** Ties are one parameter at several places. Several parameters on one block of memory are another thing: each fill would undo the others. */
function shared(entries: readonly PlanEntry[]): PlanProblem[] {
  const byMemory = new Map<WriteHistory, string[]>();
  for (const { action, path, view } of entries) {
    if (action !== 'fill' || view.history === null) continue;
    byMemory.set(view.history, [...(byMemory.get(view.history) ?? []), path]);
  }
  return [...byMemory.values()]
    .filter((paths) => paths.length > 1)
    .map((paths) => {
      const message = `${listed(paths)} are several parameters on the same memory. Tie them (one Parameter at both places), or let a rule keep all but one`;
      return problem('shared', message, { paths });
    });
}

/** A few of them, and how many more. */
export function listed(paths: readonly string[], most = 5): string {
  return someOf(
    paths.map((path) => `'${path}'`),
    most,
  );
}

function someOf(words: readonly string[], most = 5): string {
  const shown = words.slice(0, most).join(', ');
  return words.length <= most ? shown : `${shown} and ${words.length - most} more`;
}
