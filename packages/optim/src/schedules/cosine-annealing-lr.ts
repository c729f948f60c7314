import { checkFinite, checkWhole, LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

export interface CosineAnnealingLROptions extends ScheduleOptions {
  /** The lowest rate. @default 0 */
  readonly etaMin?: number;
}

/**
 * Lets the rate fall to `etaMin` over `tMax` epochs along half a cosine (Loshchilov and Hutter 2017), and rise again over as many.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { CosineAnnealingLR, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new CosineAnnealingLR(new SGD([tensor([1])], { lr: 1 }), 2, { etaMin: 0.5 });
 * const rates = [1, 2, 3, 4].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.75, 0.5, 0.75, 1]
 */
export class CosineAnnealingLR extends LRScheduler {
  readonly etaMin: number;

  constructor(
    optimizer: ScheduledOptimizer,
    readonly tMax: number,
    options: CosineAnnealingLROptions = {},
  ) {
    checkWhole('tMax', tMax, 1, 'CosineAnnealingLR');
    checkFinite('etaMin', options.etaMin ?? 0, 'CosineAnnealingLR');
    super(optimizer, options);
    this.etaMin = options.etaMin ?? 0;
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { T_max: 'tMax', eta_min: 'etaMin' };
  }

  protected override rate(lr: number, baseLr: number, epoch: number): number {
    const { tMax, etaMin } = this;
    if (epoch === 0) return lr;
    if (this.stepCount === 0) return etaMin + ((baseLr - etaMin) * (1 + Math.cos((epoch * Math.PI) / tMax))) / 2;
    // At the bottom the ratio below is 0/0.
    if ((epoch - 1 - tMax) % (2 * tMax) === 0) return lr + ((baseLr - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
    return (
      ((1 + Math.cos((Math.PI * epoch) / tMax)) / (1 + Math.cos((Math.PI * (epoch - 1)) / tMax))) * (lr - etaMin) +
      etaMin
    );
  }

  protected override closedRate(_lr: number, baseLr: number, epoch: number): number {
    return this.etaMin + ((baseLr - this.etaMin) * (1 + Math.cos((Math.PI * epoch) / this.tMax))) / 2;
  }
}
