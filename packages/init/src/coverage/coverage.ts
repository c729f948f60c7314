import { type BufferView, formatShape, type NetworkView, NnError, type ParameterView, type Shape } from '@nn/core';
import { inspect } from '../policy/inspect.js';
import type { Plan } from '../policy/plan.js';
import type { PlanEntry } from '../policy/plan-entry.js';
import { viewsOf } from '../policy/views-of.js';
import { kindOf } from '../target.js';
import { collapsed, type PathRow, table } from '../table.js';
import { isDone, shownFiller } from './filler.js';
import { type CoverageState, isFilled, type ParameterState, stateOf } from './state.js';

/** What has become of one parameter; or a buffer that nobody has written to. */
export interface CoverageEntry {
  readonly kind: 'parameter' | 'buffer';
  readonly path: string;
  readonly aliases: readonly string[];
  readonly shape: Shape | null;
  readonly state: CoverageState;
  /** What made its values, also those that were overwritten or trained since: `normal_(mean=0, std=0.01)`. `null` where that is not known. */
  readonly by: string | null;
  /** Of a plan that was given: its values are those of the plan, it leaves them alone, they are yet to come, or it does not know the parameter. */
  readonly plan: 'done' | 'kept' | 'to do' | 'unknown' | null;
  /** Whether somebody has seen to it, as against its layer's default or nobody at all. */
  readonly covered: boolean;
}

/** What has become of every parameter of a network, and which buffers have no values. */
export class Coverage {
  /** @internal Made by `coverage`. */
  constructor(readonly entries: readonly CoverageEntry[]) {}

  /** How many there are of each state. */
  get counts(): Readonly<Partial<Record<CoverageState, number>>> {
    const counts: Partial<Record<CoverageState, number>> = {};
    for (const { state } of this.entries) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  /** The paths of all that nobody has seen to: never written, left at their layer's default, or about to be. */
  get uncovered(): readonly string[] {
    return this.entries.filter(({ covered }) => !covered).map(({ path }) => path);
  }

  /** A table: path, shape, state, by whom; alike layers share a line. */
  toString(): string {
    const withPlan = this.entries.some(({ plan }) => plan !== null);
    const header: PathRow = ['path', 'shape', 'state', 'by', ...(withPlan ? ['plan'] : [])];
    const rows = this.entries.map(({ kind, path, aliases, shape, state, by, plan }): PathRow => [
      [path, ...aliases].join(' = '),
      shape === null ? '?' : formatShape(shape),
      state,
      kind === 'buffer' ? '(a buffer)' : (by ?? ''),
      ...(withPlan ? [plan ?? ''] : []),
    ]);
    const counts = Object.entries(this.counts).map(([state, n]) => `${n} ${state}`);
    return [table([header, ...collapsed(rows)]), counts.join(', ')].join('\n');
  }

  [inspect](): string {
    return this.toString();
  }
}

/**
 * Tells for every parameter what has become of its values: what made them, and whether they were written to or trained since. It sees plans,
 * `init.*_` calls, layers' defaults, state dicts and assignments alike.
 *
 * Buffers, such as running means, are initialized by whoever makes them, and no plan fills them. Those that nobody has written to, after `skipInit`
 * or `toEmpty`, are listed as `'never'`, the others not at all. A state dict sets them, or `resetRunningStats()` of a norm, or a write.
 *
 * @param plan tells also whether its values are there
 * @throws NnError 'PLAN' for what is no network, or no plan
 * @example
 * import { init, Linear } from '@nn/nn';
 *
 * const layer = new Linear(4, 2);
 * init.normal_(layer.weight, { std: 0.01 });
 * init.coverage(layer).entries.map(({ state }) => state); // ['initialized', 'default']
 */
export function coverage(net: NetworkView, plan?: Plan): Coverage {
  if (plan !== undefined && !Array.isArray((plan as Partial<Plan> | null)?.entries)) throw noPlan(plan);
  const planned = new Map(plan?.entries.map((entry) => [entry.path, entry]));
  const parameters = viewsOf(net, 'coverage').map((view) =>
    entryOf(view, plan === undefined ? null : standing(view, planned.get(view.path))),
  );
  return new Coverage([...parameters, ...blankBuffers(net)]);
}

function noPlan(given: unknown): NnError {
  return new NnError('PLAN', `coverage tells how far a plan is carried out, but got ${kindOf(given)}`, {
    op: 'coverage',
    advice: 'Pass what plan(net, policy) gives.',
  });
}

/** Buffers that nobody has written to. */
function blankBuffers(net: NetworkView): CoverageEntry[] {
  const blank = ({ history }: BufferView): boolean => stateOf({ history, remembered: null }).state === 'never';
  return [...(net.bufferViews?.() ?? [])].filter(blank).map(({ path, shape }) => {
    return { kind: 'buffer', path, aliases: [], shape, state: 'never', by: null, plan: null, covered: false };
  });
}

function entryOf(view: ParameterView, plan: CoverageEntry['plan']): CoverageEntry {
  const { path, aliases, shape } = view;
  const found = stateOf(view);
  const covered = plan === 'kept' || plan === 'done' || isCovered(found);
  return { kind: 'parameter', path, aliases, shape, state: found.state, by: shownFiller(found), plan, covered };
}

/** Training goes on from what was there: from nothing, where nobody had written anything. */
function isCovered(found: ParameterState): boolean {
  return isFilled(found) && !(found.state === 'trained' && found.by?.law === 'empty');
}

function standing(view: ParameterView, entry: PlanEntry | undefined): CoverageEntry['plan'] {
  if (entry === undefined) return 'unknown';
  if (entry.initializer === null) return entry.action === 'keep' ? 'kept' : 'to do';
  return isDone(stateOf(view), entry.request()!.origin) ? 'done' : 'to do';
}
