import { NnError } from '@nn/core';
import { checkWhole, LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

export interface LinearLROptions extends ScheduleOptions {
  /** What the rate is multiplied by in the first epoch. @default 1 / 3 */
  readonly startFactor?: number;
  /** What the rate is multiplied by in the end. @default 1 */
  readonly endFactor?: number;
  /** How many epochs it takes from the one to the other. @default 5 */
  readonly totalIters?: number;
}

/**
 * Moves the factor of the rate from `startFactor` to `endFactor` in equal steps: a warm-up.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { LinearLR, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new LinearLR(new SGD([tensor([1])], { lr: 1 }), { startFactor: 0.5, totalIters: 2 });
 * schedule.getLastLr(); // [0.5]
 * const rates = [1, 2, 3].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.75, 1, 1]
 */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(optimizer: ScheduledOptimizer, options: LinearLROptions = {}) {
    const { startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = options;
    checkFactor(startFactor, 'Starting multiplicative', 'LinearLR');
    checkFactor(endFactor, 'Ending multiplicative', 'LinearLR');
    checkWhole('totalIters', totalIters, 0, 'LinearLR');
    super(optimizer, options);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { start_factor: 'startFactor', end_factor: 'endFactor', total_iters: 'totalIters' };
  }

  protected override rate(lr: number, _baseLr: number, epoch: number): number {
    const { startFactor, endFactor, totalIters } = this;
    if (epoch === 0) return lr * startFactor;
    if (epoch > totalIters) return lr;
    return lr * (1 + (endFactor - startFactor) / (totalIters * startFactor + (epoch - 1) * (endFactor - startFactor)));
  }

  protected override closedRate(_lr: number, baseLr: number, epoch: number): number {
    const { startFactor, endFactor, totalIters } = this;
    return baseLr * (startFactor + ((endFactor - startFactor) * Math.min(totalIters, epoch)) / totalIters);
  }
}

/** @internal */
export function checkFactor(factor: number, which: string, op: string): void {
  if (factor >= 0 && factor <= 1) return;
  throw new NnError('OPTION', `${which} factor expected to be between 0 and 1.`, { op, details: { factor } });
}
