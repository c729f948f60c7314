import { NnError } from '@nn/core';
import { checkFinite, LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

export interface CosineAnnealingWarmRestartsOptions extends ScheduleOptions {
  /** What the number of epochs between restarts is multiplied by at each. @default 1 */
  readonly tMult?: number;
  /** The lowest rate. @default 0 */
  readonly etaMin?: number;
}

/**
 * Lets the rate fall to `etaMin` along half a cosine, starts again after `t0` epochs, then after `t0·tMult`, and so on: SGDR (Loshchilov and
 * Hutter 2017). `step(epoch)` takes fractions too, so that the rate moves batch by batch.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { CosineAnnealingWarmRestarts, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new CosineAnnealingWarmRestarts(new SGD([tensor([1])], { lr: 1 }), 2);
 * const rates = [1, 2, 3].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.5, 1, 0.5]
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly tMult: number;
  readonly etaMin: number;
  /** Epochs from the last restart to the next. */
  tI: number;
  /** Epochs since the last restart. */
  tCur: number;

  constructor(
    optimizer: ScheduledOptimizer,
    readonly t0: number,
    options: CosineAnnealingWarmRestartsOptions = {},
  ) {
    const { tMult = 1, etaMin = 0, lastEpoch = -1 } = options;
    if (!Number.isSafeInteger(t0) || t0 <= 0)
      throw refusal(`Expected positive integer T_0, but got ${String(t0)}`, { t0 });
    if (!Number.isSafeInteger(tMult) || tMult < 1)
      throw refusal(`Expected integer T_mult >= 1, but got ${String(tMult)}`, { tMult });
    checkFinite('etaMin', etaMin, 'CosineAnnealingWarmRestarts');
    super(optimizer, options);
    this.tMult = tMult;
    this.etaMin = etaMin;
    this.tI = t0;
    this.tCur = lastEpoch;
    this.start();
  }

  /**
   * Goes on by one epoch, or to the given one.
   *
   * @throws NnError 'OPTION' for a negative epoch
   */
  override step(epoch?: number): void {
    if (epoch !== undefined) this.stepTo(epoch);
    else if (this.lastEpoch < 0) this.stepTo(0);
    else {
      const over = this.tCur + 1 >= this.tI;
      this.tCur = over ? this.tCur + 1 - this.tI : this.tCur + 1;
      if (over) this.tI *= this.tMult;
      this.set(this.lastEpoch + 1);
    }
  }

  /** @internal */
  override stepTo(epoch: number): void {
    const { t0, tMult } = this;
    if (!(epoch >= 0 && epoch < Number.POSITIVE_INFINITY))
      throw refusal(`Expected non-negative epoch, but got ${String(epoch)}`, { epoch });
    if (epoch < t0) [this.tI, this.tCur] = [t0, epoch];
    else if (tMult === 1) this.tCur = epoch % t0;
    else {
      const restarts = Math.trunc(Math.log((epoch / t0) * (tMult - 1) + 1) / Math.log(tMult));
      this.tCur = epoch - (t0 * (tMult ** restarts - 1)) / (tMult - 1);
      this.tI = t0 * tMult ** restarts;
    }
    this.set(Math.floor(epoch));
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { T_0: 't0', T_i: 'tI', T_mult: 'tMult', eta_min: 'etaMin', T_cur: 'tCur' };
  }

  protected override rate(_lr: number, baseLr: number): number {
    return this.etaMin + ((baseLr - this.etaMin) * (1 + Math.cos((Math.PI * this.tCur) / this.tI))) / 2;
  }

  private set(epoch: number): void {
    this.moveTo(epoch, (group, i) => this.rate(group.lr, this.baseLrs[i]!));
  }
}

function refusal(sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError('OPTION', sentence, { op: 'CosineAnnealingWarmRestarts', details });
}
