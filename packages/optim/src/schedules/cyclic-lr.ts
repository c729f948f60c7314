import { NnError } from '@nn/core';
import type { ActiveGroup } from '../optimizer.js';
import {
  checkFinite,
  checkOptimizer,
  checkWhole,
  LRScheduler,
  perGroup,
  type ScheduledOptimizer,
  type ScheduleOptions,
} from './lr-scheduler.js';

export interface CyclicLROptions extends ScheduleOptions {
  /** Over how many steps the rate rises. @default 2000 */
  readonly stepSizeUp?: number;
  /** Over how many it falls. @default as many */
  readonly stepSizeDown?: number;
  /** Every cycle alike, each half as high as the one before, or each step lower by `gamma`. @default 'triangular' */
  readonly mode?: 'triangular' | 'triangular2' | 'exp_range';
  /** For `'exp_range'`. @default 1 */
  readonly gamma?: number;
  /** How high a cycle is, in place of what the mode says. */
  readonly scaleFn?: (x: number) => number;
  /** What `scaleFn` is given: the number of the cycle, from 1, or of the step. @default 'cycle' */
  readonly scaleMode?: 'cycle' | 'iterations';
  /** Let the momentum fall while the rate rises. @default true */
  readonly cycleMomentum?: boolean;
  /** The lowest momentum, for all groups or for each. @default 0.8 */
  readonly baseMomentum?: number | readonly number[];
  /** The highest momentum, for all groups or for each. @default 0.9 */
  readonly maxMomentum?: number | readonly number[];
}

/**
 * Lets the rate rise and fall between two bounds (Smith 2017), and the momentum against it. Call `step()` after every batch.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { CyclicLR, SGD, tensor } from '@nn/nn';
 *
 * const optimizer = new SGD([tensor([1])], { lr: 1 });
 * const schedule = new CyclicLR(optimizer, 0, 1, { stepSizeUp: 2, cycleMomentum: false });
 * const rates = [1, 2, 3, 4, 5].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.5, 1, 0.5, 0, 0.5]
 */
export class CyclicLR extends LRScheduler {
  readonly maxLrs: readonly number[];
  readonly totalSize: number;
  readonly stepRatio: number;
  readonly cycleMomentum: boolean;
  private readonly scale: (epoch: number, cycle: number) => number;
  private readonly baseMomenta: readonly number[];
  private readonly maxMomenta: readonly number[];

  constructor(
    optimizer: ScheduledOptimizer,
    baseLr: number | readonly number[],
    maxLr: number | readonly number[],
    options: CyclicLROptions = {},
  ) {
    const { stepSizeUp = 2000, stepSizeDown = stepSizeUp, gamma = 1, cycleMomentum = true } = options;
    checkOptimizer(optimizer);
    const baseLrs = perGroup('base_lr', baseLr, optimizer, 'CyclicLR');
    const maxLrs = perGroup('max_lr', maxLr, optimizer, 'CyclicLR');
    checkWhole('stepSizeUp', stepSizeUp, 1, 'CyclicLR');
    checkWhole('stepSizeDown', stepSizeDown, 1, 'CyclicLR');
    checkFinite('gamma', gamma, 'CyclicLR');
    const scale = scaleOf(options, gamma);
    if (cycleMomentum && !('momentum' in optimizer.defaults)) {
      throw new NnError('OPTION', 'optimizer must support momentum with `cycle_momentum` option enabled', {
        op: 'CyclicLR',
      });
    }
    const baseMomenta = perGroup('base_momentum', options.baseMomentum ?? 0.8, optimizer, 'CyclicLR');
    const maxMomenta = perGroup('max_momentum', options.maxMomentum ?? 0.9, optimizer, 'CyclicLR');
    if ((options.lastEpoch ?? -1) === -1) optimizer.paramGroups.forEach((group, i) => (group.lr = baseLrs[i]!));
    super(optimizer, options);
    this.baseLrs = [...baseLrs];
    this.maxLrs = maxLrs;
    this.totalSize = stepSizeUp + stepSizeDown;
    this.stepRatio = stepSizeUp / this.totalSize;
    this.cycleMomentum = cycleMomentum;
    this.scale = scale;
    this.baseMomenta = baseMomenta;
    this.maxMomenta = maxMomenta;
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    const rates = {
      max_lrs: 'maxLrs',
      total_size: 'totalSize',
      step_ratio: 'stepRatio',
      cycle_momentum: 'cycleMomentum',
    };
    return this.cycleMomentum ? { ...rates, base_momentums: 'baseMomenta', max_momentums: 'maxMomenta' } : rates;
  }

  protected override rate(_lr: number, baseLr: number, epoch: number, index: number): number {
    return baseLr + this.height(epoch, baseLr, this.maxLrs[index]!);
  }

  /** @internal */
  protected override moveTo(epoch: number, rateOf: Parameters<LRScheduler['moveTo']>[1]): void {
    super.moveTo(epoch, rateOf);
    if (!this.cycleMomentum) return;
    this.optimizer.paramGroups.forEach((group: ActiveGroup<{ readonly lr: number }> & { momentum?: number }, i) => {
      group.momentum = this.maxMomenta[i]! - this.height(epoch, this.baseMomenta[i]!, this.maxMomenta[i]!);
    });
  }

  /** How far above the lower bound. */
  private height(epoch: number, lower: number, upper: number): number {
    const { totalSize, stepRatio } = this;
    const cycle = Math.floor(1 + epoch / totalSize);
    const x = 1 + epoch / totalSize - cycle;
    return (upper - lower) * (x <= stepRatio ? x / stepRatio : (x - 1) / (stepRatio - 1)) * this.scale(epoch, cycle);
  }
}

function scaleOf(
  { mode = 'triangular', scaleFn, scaleMode = 'cycle' }: CyclicLROptions,
  gamma: number,
): (epoch: number, cycle: number) => number {
  if (scaleFn !== undefined) return (epoch, cycle) => scaleFn(scaleMode === 'cycle' ? cycle : epoch);
  switch (mode) {
    case 'triangular':
      return () => 1;
    case 'triangular2':
      return (_, cycle) => 1 / 2 ** (cycle - 1);
    case 'exp_range':
      return (epoch) => gamma ** epoch;
    default:
      throw new NnError('OPTION', 'mode is invalid and scale_fn is None', {
        op: 'CyclicLR',
        details: { mode },
        advice: "Use 'triangular', 'triangular2' or 'exp_range'.",
      });
  }
}
