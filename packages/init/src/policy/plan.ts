import { type NetworkView, NnError } from '@nn/core';
import { initialSeed, keyedStreamVersion, StreamKey } from '@nn/random';
import { closest } from '../closest.js';
import type { Region } from '../initializer/region.js';
import { readOptionsOfFixed } from '../options.js';
import { kindOf } from '../target.js';
import { fillAll } from './fill-all.js';
import { definePolicy, type PolicyOptions } from './define-policy.js';
import { differences } from './differences.js';
import { entriesOf } from './entries.js';
import { explain } from './explain.js';
import { inspect } from './inspect.js';
import { type Overlap, overlapsOf, reachesOf } from './overlaps.js';
import type { PlanEntry } from './plan-entry.js';
import { type PlanJSON, planFormat, recordOf } from './plan-json.js';
import { Policy } from './policy.js';
import { type PlanProblem, problemsOf } from './problems.js';
import { planTable } from './plan-table.js';
import { valuesOf } from './values-of.js';
import { viewsOf } from './views-of.js';

export interface PlanOptions {
  /** The root of all streams: each parameter's is that of the seed and its path. @default the seed of the last `manualSeed` */
  readonly seed?: number | bigint;
}

/**
 * What a policy does to a network, parameter by parameter, before it is done. Making one is a dry run: nothing is drawn, allocated or written, and
 * what is wrong is listed in `problems` instead of thrown.
 */
export class Plan {
  readonly policy: Policy;
  /** As 64 bits without sign. */
  readonly seed: bigint;
  readonly entries: readonly PlanEntry[];
  readonly overlaps: readonly Overlap[];
  readonly problems: readonly PlanProblem[];
  private readonly byPath: ReadonlyMap<string, PlanEntry>;

  /** @internal Made by `plan`. */
  constructor(
    private readonly net: NetworkView,
    policy: Policy,
    seed: number | bigint,
  ) {
    const seedKey = StreamKey.fromSeed(seed);
    this.policy = policy;
    this.seed = BigInt.asUintN(64, BigInt(seed));
    this.entries = entriesOf(viewsOf(net, 'plan'), policy, seedKey);
    this.byPath = new Map(this.entries.flatMap((entry) => [entry.path, ...entry.aliases].map((path) => [path, entry])));
    const reaches = reachesOf(policy.rules, this.entries);
    this.overlaps = overlapsOf(reaches);
    this.problems = problemsOf(policy, this.entries, reaches, this.overlaps);
  }

  /** The paths of parameters that no rule reaches, where the policy says that this is a mistake. */
  get missed(): readonly string[] {
    return this.entries.filter(({ action }) => action === 'none').map(({ path }) => path);
  }

  /** Rules that match nothing, optional ones included. */
  get unusedRules(): readonly string[] {
    const used = new Set(this.entries.flatMap(({ matched }) => matched));
    return this.policy.rules.map(({ id }) => id).filter((id) => !used.has(id));
  }

  /** True where nothing stands in the way of `apply`. */
  get ok(): boolean {
    return this.problems.length === 0;
  }

  /**
   * @returns the plan
   * @throws NnError 'PLAN' for everything that is wrong, in one error whose details list the problems
   */
  check(): this {
    if (this.ok) return this;
    const { problems, policy } = this;
    const most = 10;
    const shown = problems.slice(0, most).map(({ message }) => `\n- ${message}`);
    const more = problems.length > most ? `\n- … and ${problems.length - most} more` : '';
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    throw new NnError('PLAN', `plan '${policy.name}' has ${count}:${shown.join('')}${more}`, {
      op: 'plan',
      details: { problems },
    });
  }

  /**
   * Fills every parameter of the plan; those that wait for their shapes remember it. All or nothing: all that initializers compute by themselves is
   * computed before the first parameter is written, and if a write fails nevertheless, those before it are taken back: values, versions,
   * provenance and what was remembered are then what they were. That takes a copy of what is overwritten, on its own device, until the last write;
   * memory that nobody has written to is not copied.
   *
   * @throws NnError 'PLAN' for what `check` reports, and for a network that is not the one that was planned any more; what initializers and devices
   * throw
   */
  apply(): void {
    const now = new Plan(this.net, this.policy, this.seed);
    const changes = differences(this.records(), now.records());
    if (changes.length > 0) {
      throw new NnError(
        'PLAN',
        `the network has changed since plan '${this.policy.name}' was made:\n- ${changes.join('\n- ')}`,
        {
          op: 'apply',
          details: { changes },
          advice: 'Make a new plan.',
        },
      );
    }
    now.check();
    fillAll(now.entries.flatMap(({ fill }) => fill ?? []));
  }

  /**
   * The values of one parameter, or of a region of it, without touching the network: a shard made alone has the bits of the whole. What is 16 bits
   * wide is rounded to them.
   *
   * @throws NnError 'PLAN' for a parameter that the plan does not fill, or does not have; 'UNINITIALIZED' for one that waits for its shape; 'SHAPE'
   * for a region that is not within it
   */
  values(path: string, region?: Region): Float32Array | Float64Array {
    return valuesOf(this.entry(path), region);
  }

  /** Why a parameter is filled as it is: every rule that matches, the one that wins, the law, the key. */
  explain(path: string): string {
    return explain(this.entry(path), this.policy);
  }

  /** The line of a parameter, also by the path of a tie. Throws NnError 'PLAN' where there is none. */
  entry(path: string): PlanEntry {
    const found = this.byPath.get(path);
    if (found !== undefined) return found;
    const known = this.entries.map((entry) => entry.path);
    const asked = typeof path === 'string' ? path : kindOf(path);
    const meant = closest(asked, known);
    throw new NnError('PLAN', `plan '${this.policy.name}' has no parameter '${asked}'`, {
      op: 'plan',
      details: { path },
      ...(meant === null ? {} : { advice: `Did you mean '${meant}'?` }),
    });
  }

  toJSON(): PlanJSON {
    const { policy, seed } = this;
    return {
      format: planFormat,
      stream: keyedStreamVersion,
      seed: String(seed),
      policy: policy.toJSON(),
      entries: this.records(),
    };
  }

  /** A table: path, shape, rule, initializer, law, standard deviation; alike layers share a line. Then what is wrong. */
  toString(): string {
    return planTable(this);
  }

  [inspect](): string {
    return this.toString();
  }

  private records(): PlanJSON['entries'] {
    return this.entries.map(recordOf);
  }
}

/**
 * Says what a policy would do to a network. A dry run: it draws nothing, allocates nothing and never throws for what is wrong with the network; look
 * at `ok` and `problems`, or print it.
 *
 * A parameter's values depend on the seed, its path and its initializer, and on nothing else: adding, renaming or reordering other layers
 * changes none of them. Buffers are not planned: `coverage` names those without values.
 *
 * @throws NnError 'POLICY' for what is no policy, 'PLAN' for what is no network, 'SEED' for what is no seed, 'OPTION' for what is no option
 * @example
 * import { init, Linear, ReLU, Sequential } from '@nn/nn';
 *
 * const net = new Sequential(new Linear(4, 8), new ReLU(), new Linear(8, 2));
 * const plan = init.plan(net, {
 *   name: 'example',
 *   rules: [
 *     { match: '**.weight', use: init.normal({ std: 0.02 }) },
 *     { match: '**.bias', use: init.constant({ value: 0 }) },
 *   ],
 * }, { seed: 0 });
 * plan.ok; // true
 * plan.apply();
 */
export function plan(net: NetworkView, policy: Policy | PolicyOptions, options: PlanOptions = {}): Plan {
  const { seed } = readOptionsOfFixed<{ readonly seed: number | bigint }>('plan', options, { seed: initialSeed() });
  return new Plan(net, policy instanceof Policy ? policy : definePolicy(policy), seed);
}
