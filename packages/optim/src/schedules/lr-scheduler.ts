import { NnError } from '@nn/core';
import { type ActiveGroup, Optimizer } from '../optimizer.js';
import { loadFields, type ScheduleState } from './schedule-state.js';

/** What a schedule works on: any optimizer with a step size. */
export type ScheduledOptimizer = Optimizer<{ readonly lr: number }>;

/** What every schedule of epochs has, combined ones too. */
export interface Schedule {
  readonly optimizer: ScheduledOptimizer;
  /** Goes on by one epoch and sets the rates. */
  step(): void;
  /** The rates that are set now, by group. */
  getLastLr(): number[];
  stateDict(): ScheduleState;
  loadStateDict(saved: ScheduleState): void;
}

export interface ScheduleOptions {
  /** The last epoch of an earlier run that goes on; its optimizer's state dict must be loaded before. @default -1 */
  readonly lastEpoch?: number;
}

/**
 * Sets the step size of every parameter group, epoch by epoch. Call `step()` after the optimizer's.
 *
 * A subclass says the next rate, and calls `start()` as the last thing in its constructor: that sets the rate of epoch 0.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { LRScheduler, type ScheduledOptimizer, SGD, tensor } from '@nn/nn';
 *
 * class Halving extends LRScheduler {
 *   constructor(optimizer: ScheduledOptimizer) { super(optimizer); this.start(); }
 *   protected rate(lr: number, _baseLr: number, epoch: number): number { return epoch === 0 ? lr : lr / 2; }
 * }
 *
 * const schedule = new Halving(new SGD([tensor([1])], { lr: 0.5 }));
 * schedule.step();
 * schedule.getLastLr(); // [0.25]
 */
export abstract class LRScheduler implements Schedule {
  /** The rates before any schedule, by group. */
  baseLrs: number[];
  /** How many epochs are over; -1 before the first rate is set. */
  lastEpoch: number;
  /** @internal How often rates were set. */
  stepCount = 0;
  private lastLr: number[] = [];

  protected constructor(
    readonly optimizer: ScheduledOptimizer,
    { lastEpoch = -1 }: ScheduleOptions = {},
  ) {
    checkOptimizer(optimizer);
    checkWhole('lastEpoch', lastEpoch, -1, this.constructor.name);
    const groups = optimizer.paramGroups;
    groups.forEach((group, i) => {
      if (lastEpoch === -1 || group.initialLr !== undefined) return;
      throw new NnError(
        'OPTION',
        `param 'initial_lr' is not specified in param_groups[${i}] when resuming an optimizer`,
        {
          op: this.constructor.name,
          advice: "Load the optimizer's state dict first.",
        },
      );
    });
    this.baseLrs = groups.map((group) => (group.initialLr ??= group.lr));
    this.lastEpoch = lastEpoch;
  }

  /** The rates that are set now, by group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** Goes on by one epoch and sets the rates. */
  step(): void {
    this.moveTo(this.lastEpoch + 1, (group, i) => this.rate(group.lr, this.baseLrs[i]!, this.lastEpoch + 1, i));
  }

  /** @internal Goes to an epoch whatever came before, as `SequentialLR` does where the next schedule begins. */
  stepTo(epoch: number): void {
    this.moveTo(epoch, (group, i) => this.closedRate(group.lr, this.baseLrs[i]!, epoch, i));
  }

  /** @internal Sets the rate of the first epoch, again where it was set before. */
  start(): void {
    this.stepCount = 0;
    this.step();
  }

  /** What must be kept to go on later, under PyTorch's names. Keep the optimizer's state dict with it. */
  stateDict(): ScheduleState {
    const own = Object.entries(this.fields()).map(
      ([name, field]) => [name, copied((this as unknown as Record<string, unknown>)[field])] as const,
    );
    return {
      ...Object.fromEntries(own),
      base_lrs: [...this.baseLrs],
      last_epoch: this.lastEpoch,
      _step_count: this.stepCount,
      _last_lr: [...this.lastLr],
    };
  }

  /**
   * Goes on where a state dict, PyTorch's or ours, was made. Rates are the optimizer's: load its state dict too.
   *
   * @throws NnError 'STATE_DICT' for values of another kind; nothing is changed then
   */
  loadStateDict(saved: ScheduleState): void {
    const names = {
      ...this.fields(),
      base_lrs: 'baseLrs',
      last_epoch: 'lastEpoch',
      _step_count: 'stepCount',
      _last_lr: 'lastLr',
    };
    loadFields(this, saved, names);
  }

  /** What of the schedule itself is in its state dict: PyTorch's name → field. */
  protected fields(): Readonly<Record<string, string>> {
    return {};
  }

  /** The rate of `epoch`, from the one before it and from the one before any schedule. */
  protected abstract rate(lr: number, baseLr: number, epoch: number, index: number): number;

  /** The same where nothing is known of the epochs before. */
  protected closedRate(lr: number, baseLr: number, epoch: number, index: number): number {
    return this.rate(lr, baseLr, epoch, index);
  }

  /** @internal */
  protected moveTo(
    epoch: number,
    rateOf: (group: ActiveGroup<{ readonly lr: number }>, index: number) => number,
  ): void {
    const groups = this.optimizer.paramGroups;
    const rates = groups.map(rateOf);
    this.lastEpoch = epoch;
    this.stepCount++;
    groups.forEach((group, i) => (group.lr = rates[i]!));
    this.lastLr = rates;
  }
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])];
  return typeof value === 'object' && value !== null ? { ...value } : value;
}

/** @internal */
export function checkOptimizer(optimizer: unknown): void {
  if (optimizer instanceof Optimizer) return;
  const kind =
    optimizer === null
      ? 'null'
      : typeof optimizer === 'object'
        ? (optimizer.constructor?.name ?? 'object')
        : typeof optimizer;
  throw new NnError('OPTION', `${kind} is not an Optimizer`, { op: 'LRScheduler' });
}

/** @internal A coded error unless the value is a whole number, at least `least`. */
export function checkWhole(name: string, value: number, least: number, op: string): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new NnError('OPTION', `${op}: ${name} must be a whole number, at least ${least}, but got ${String(value)}`, {
    op,
    details: { [name]: value },
  });
}

/** @internal A coded error unless the value is a finite number. */
export function checkFinite(name: string, value: number, op: string): void {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new NnError('OPTION', `${op}: ${name} must be a finite number, but got ${String(value)}`, {
    op,
    details: { [name]: value },
  });
}

/** @internal One value a group, from one for all or from a list. */
export function perGroup(
  name: string,
  value: number | readonly number[],
  optimizer: ScheduledOptimizer,
  op: string,
): readonly number[] {
  const count = optimizer.paramGroups.length;
  const values = typeof value === 'number' ? Array.from({ length: count }, () => value) : value;
  if (values.length !== count) {
    throw new NnError('OPTION', `expected ${count} values for ${name}, got ${values.length}`, {
      op,
      details: { [name]: value },
    });
  }
  for (const one of values) checkFinite(name, one, op);
  return values;
}
