import { checkFinite, LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

/**
 * Multiplies the rate by `gamma` every epoch.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { ExponentialLR, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new ExponentialLR(new SGD([tensor([1])], { lr: 1 }), 0.5);
 * const rates = [1, 2, 3].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.5, 0.25, 0.125]
 */
export class ExponentialLR extends LRScheduler {
  constructor(
    optimizer: ScheduledOptimizer,
    readonly gamma: number,
    options: ScheduleOptions = {},
  ) {
    checkFinite('gamma', gamma, 'ExponentialLR');
    super(optimizer, options);
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { gamma: 'gamma' };
  }

  protected override rate(lr: number, _baseLr: number, epoch: number): number {
    return epoch === 0 ? lr : lr * this.gamma;
  }

  protected override closedRate(_lr: number, baseLr: number, epoch: number): number {
    return baseLr * this.gamma ** epoch;
  }
}
