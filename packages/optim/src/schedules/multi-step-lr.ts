import { checkFinite, checkWhole, LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

export interface MultiStepLROptions extends ScheduleOptions {
  /** What the rate is multiplied by. @default 0.1 */
  readonly gamma?: number;
}

/**
 * Multiplies the rate by `gamma` at every milestone, twice where it stands twice.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { MultiStepLR, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new MultiStepLR(new SGD([tensor([1])], { lr: 1 }), [1, 3], { gamma: 0.5 });
 * const rates = [1, 2, 3, 4].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.5, 0.5, 0.25, 0.25]
 */
export class MultiStepLR extends LRScheduler {
  /** How often the rate falls, by epoch. */
  readonly milestones: Readonly<Record<number, number>>;
  readonly gamma: number;

  constructor(optimizer: ScheduledOptimizer, milestones: readonly number[], options: MultiStepLROptions = {}) {
    for (const milestone of milestones) checkWhole('milestones', milestone, 0, 'MultiStepLR');
    checkFinite('gamma', options.gamma ?? 0.1, 'MultiStepLR');
    super(optimizer, options);
    const counts: Record<number, number> = {};
    for (const milestone of milestones) counts[milestone] = (counts[milestone] ?? 0) + 1;
    this.milestones = counts;
    this.gamma = options.gamma ?? 0.1;
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { milestones: 'milestones', gamma: 'gamma' };
  }

  protected override rate(lr: number, _baseLr: number, epoch: number): number {
    const falls = this.milestones[epoch];
    return falls === undefined ? lr : lr * this.gamma ** falls;
  }

  protected override closedRate(_lr: number, baseLr: number, epoch: number): number {
    let falls = 0;
    for (const [milestone, count] of Object.entries(this.milestones)) if (Number(milestone) <= epoch) falls += count;
    return baseLr * this.gamma ** falls;
  }
}
