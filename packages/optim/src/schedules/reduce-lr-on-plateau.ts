import { NnError } from '@nn/core';
import { Tensor } from '@nn/tensor';
import { checkFinite, checkOptimizer, checkWhole, type ScheduledOptimizer } from './lr-scheduler.js';
import { loadFields, type ScheduleState } from './schedule-state.js';

export interface ReduceLROnPlateauOptions {
  /** Whether lower or higher is better. @default 'min' */
  readonly mode?: 'min' | 'max';
  /** What the rate is multiplied by. @default 0.1 */
  readonly factor?: number;
  /** How many epochs without improvement are borne. @default 10 */
  readonly patience?: number;
  /** How much better counts as better. @default 1e-4 */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best value or a difference to it. @default 'rel' */
  readonly thresholdMode?: 'rel' | 'abs';
  /** How many epochs after a reduction do not count. @default 0 */
  readonly cooldown?: number;
  /** The lowest rate, for all groups or for each. @default 0 */
  readonly minLr?: number | readonly number[];
  /** A smaller change is not made. @default 1e-8 */
  readonly eps?: number;
}

/**
 * Lowers the rate where a measured value has stopped getting better. `step` takes the value.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { ReduceLROnPlateau, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new ReduceLROnPlateau(new SGD([tensor([1])], { lr: 1 }), { patience: 1 });
 * for (const loss of [3, 2, 2, 2]) schedule.step(loss);
 * schedule.getLastLr(); // [0.1]
 */
export class ReduceLROnPlateau {
  mode: 'min' | 'max';
  factor: number;
  patience: number;
  threshold: number;
  thresholdMode: 'rel' | 'abs';
  cooldown: number;
  minLrs: number[];
  eps: number;
  /** The best value so far. */
  best: number;
  lastEpoch = 0;
  private badEpochs = 0;
  private cooldownLeft = 0;
  private lastLr: number[];

  constructor(
    readonly optimizer: ScheduledOptimizer,
    options: ReduceLROnPlateauOptions = {},
  ) {
    const {
      mode = 'min',
      factor = 0.1,
      patience = 10,
      threshold = 1e-4,
      thresholdMode = 'rel',
      cooldown = 0,
      minLr = 0,
      eps = 1e-8,
    } = options;
    checkOptimizer(optimizer);
    if (!(factor < 1)) throw refusal('Factor should be < 1.0.', { factor });
    if (mode !== 'min' && mode !== 'max') throw refusal(`mode ${String(mode)} is unknown!`, { mode });
    if (thresholdMode !== 'rel' && thresholdMode !== 'abs')
      throw refusal(`threshold mode ${String(thresholdMode)} is unknown!`, { thresholdMode });
    checkWhole('patience', patience, 0, 'ReduceLROnPlateau');
    checkWhole('cooldown', cooldown, 0, 'ReduceLROnPlateau');
    checkFinite('threshold', threshold, 'ReduceLROnPlateau');
    checkFinite('eps', eps, 'ReduceLROnPlateau');
    const groups = optimizer.paramGroups;
    const minLrs = typeof minLr === 'number' ? groups.map(() => minLr) : [...minLr];
    if (minLrs.length !== groups.length)
      throw refusal(`expected ${groups.length} min_lrs, got ${minLrs.length}`, { minLr });
    for (const lowest of minLrs) checkFinite('minLr', lowest, 'ReduceLROnPlateau');
    this.mode = mode;
    this.factor = factor;
    this.patience = patience;
    this.threshold = threshold;
    this.thresholdMode = thresholdMode;
    this.cooldown = cooldown;
    this.minLrs = minLrs;
    this.eps = eps;
    this.best = mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    this.lastLr = groups.map((group) => group.lr);
  }

  /**
   * Goes on by one epoch, at whose end `metric` was measured: a number, or a tensor of one element that can be read at once.
   *
   * @throws NnError 'VALUE' for what is no number, 'SYNC_READ' for a tensor whose value must be awaited
   */
  step(metric: number | Tensor): void {
    const value = metric instanceof Tensor ? metric.itemSync() : metric;
    if (typeof value !== 'number')
      throw new NnError('VALUE', `ReduceLROnPlateau: step takes a number, but got ${typeof value}`, {
        op: 'ReduceLROnPlateau',
      });
    this.lastEpoch++;
    if (this.isBetter(value)) {
      this.best = value;
      this.badEpochs = 0;
    } else this.badEpochs++;
    if (this.cooldownLeft > 0) {
      this.cooldownLeft--;
      this.badEpochs = 0;
    }
    if (this.badEpochs > this.patience) {
      this.reduce();
      this.cooldownLeft = this.cooldown;
      this.badEpochs = 0;
    }
    this.lastLr = this.optimizer.paramGroups.map((group) => group.lr);
  }

  /** The rates that are set now, by group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** What must be kept to go on later, under PyTorch's names. */
  stateDict(): ScheduleState {
    const own = this as unknown as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        Array.isArray(own[field]) ? [...(own[field] as number[])] : own[field],
      ]),
    );
  }

  /** Goes on where a state dict was made. */
  loadStateDict(saved: ScheduleState): void {
    loadFields(this, saved, fields);
  }

  private isBetter(value: number): boolean {
    const { best, threshold, mode } = this;
    if (this.thresholdMode === 'rel')
      return mode === 'min' ? value < best * (1 - threshold) : value > best * (threshold + 1);
    return mode === 'min' ? value < best - threshold : value > best + threshold;
  }

  private reduce(): void {
    this.optimizer.paramGroups.forEach((group, i) => {
      const lower = Math.max(group.lr * this.factor, this.minLrs[i] ?? 0);
      if (group.lr - lower > this.eps) group.lr = lower;
    });
  }
}

const fields = {
  factor: 'factor',
  min_lrs: 'minLrs',
  patience: 'patience',
  cooldown: 'cooldown',
  cooldown_counter: 'cooldownLeft',
  mode: 'mode',
  threshold: 'threshold',
  threshold_mode: 'thresholdMode',
  best: 'best',
  num_bad_epochs: 'badEpochs',
  eps: 'eps',
  last_epoch: 'lastEpoch',
  _last_lr: 'lastLr',
} as const;

function refusal(sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError('OPTION', sentence, { op: 'ReduceLROnPlateau', details });
}
