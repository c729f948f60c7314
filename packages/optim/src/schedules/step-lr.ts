import { checkFinite, checkWhole, LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

export interface StepLROptions extends ScheduleOptions {
  /** What the rate is multiplied by. @default 0.1 */
  readonly gamma?: number;
}

/**
 * Multiplies the rate by `gamma` every `stepSize` epochs.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { SGD, StepLR, tensor } from '@nn/nn';
 *
 * const schedule = new StepLR(new SGD([tensor([1])], { lr: 1 }), 2, { gamma: 0.5 });
 * const rates = [1, 2, 3, 4].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [1, 0.5, 0.5, 0.25]
 */
export class StepLR extends LRScheduler {
  readonly gamma: number;

  constructor(
    optimizer: ScheduledOptimizer,
    readonly stepSize: number,
    options: StepLROptions = {},
  ) {
    checkWhole('stepSize', stepSize, 1, 'StepLR');
    checkFinite('gamma', options.gamma ?? 0.1, 'StepLR');
    super(optimizer, options);
    this.gamma = options.gamma ?? 0.1;
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { step_size: 'stepSize', gamma: 'gamma' };
  }

  protected override rate(lr: number, _baseLr: number, epoch: number): number {
    return epoch === 0 || epoch % this.stepSize !== 0 ? lr : lr * this.gamma;
  }

  protected override closedRate(_lr: number, baseLr: number, epoch: number): number {
    return baseLr * this.gamma ** Math.floor(epoch / this.stepSize);
  }
}
