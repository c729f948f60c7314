import { checkFactor } from './linear-lr.js';
import { checkWhole, LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

export interface ConstantLROptions extends ScheduleOptions {
  /** What the rate is multiplied by. @default 1 / 3 */
  readonly factor?: number;
  /** For how many epochs. @default 5 */
  readonly totalIters?: number;
}

/**
 * Multiplies the rate by `factor` for the first epochs, and no more after them.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { ConstantLR, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new ConstantLR(new SGD([tensor([1])], { lr: 1 }), { factor: 0.5, totalIters: 2 });
 * schedule.getLastLr(); // [0.5]
 * const rates = [1, 2, 3].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.5, 1, 1]
 */
export class ConstantLR extends LRScheduler {
  readonly factor: number;
  readonly totalIters: number;

  constructor(optimizer: ScheduledOptimizer, options: ConstantLROptions = {}) {
    const { factor = 1 / 3, totalIters = 5 } = options;
    checkFactor(factor, 'Constant multiplicative', 'ConstantLR');
    checkWhole('totalIters', totalIters, 0, 'ConstantLR');
    super(optimizer, options);
    this.factor = factor;
    this.totalIters = totalIters;
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { factor: 'factor', total_iters: 'totalIters' };
  }

  protected override rate(lr: number, _baseLr: number, epoch: number): number {
    if (epoch === 0) return lr * this.factor;
    return epoch === this.totalIters ? lr * (1 / this.factor) : lr;
  }

  protected override closedRate(_lr: number, baseLr: number, epoch: number): number {
    return baseLr * (this.factor + (epoch >= this.totalIters ? 1 - this.factor : 0));
  }
}
