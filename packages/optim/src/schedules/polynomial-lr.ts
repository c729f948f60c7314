import { checkFinite, checkWhole, LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

export interface PolynomialLROptions extends ScheduleOptions {
  /** How many epochs it takes to come to 0. @default 5 */
  readonly totalIters?: number;
  /** The degree. @default 1 */
  readonly power?: number;
}

/**
 * Lets the rate fall to 0 along (1 − epoch / totalIters)^power.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { PolynomialLR, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new PolynomialLR(new SGD([tensor([1])], { lr: 1 }), { totalIters: 2, power: 2 });
 * const rates = [1, 2, 3].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.25, 0, 0]
 */
export class PolynomialLR extends LRScheduler {
  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: ScheduledOptimizer, options: PolynomialLROptions = {}) {
    const { totalIters = 5, power = 1 } = options;
    checkWhole('totalIters', totalIters, 0, 'PolynomialLR');
    checkFinite('power', power, 'PolynomialLR');
    super(optimizer, options);
    this.totalIters = totalIters;
    this.power = power;
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { total_iters: 'totalIters', power: 'power' };
  }

  protected override rate(lr: number, _baseLr: number, epoch: number): number {
    const { totalIters, power } = this;
    if (epoch === 0 || epoch > totalIters) return lr;
    return lr * ((1 - epoch / totalIters) / (1 - (epoch - 1) / totalIters)) ** power;
  }

  protected override closedRate(_lr: number, baseLr: number, epoch: number): number {
    return baseLr * (1 - Math.min(this.totalIters, epoch) / this.totalIters) ** this.power;
  }
}
