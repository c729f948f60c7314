import { NnError } from '@nn/core';
import { LRScheduler, type ScheduledOptimizer, type ScheduleOptions } from './lr-scheduler.js';

/** A factor for an epoch. */
export type LRLambda = (epoch: number) => number;

/**
 * The rate is the one before any schedule times a factor of your own: one function for all groups, or one for each. Functions are not in
 * the state dict.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { LambdaLR, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new LambdaLR(new SGD([tensor([1])], { lr: 2 }), (epoch) => 1 / (1 + epoch));
 * const rates = [1, 2, 3].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [1, 0.6666667, 0.5]
 */
export class LambdaLR extends LRScheduler {
  private readonly lambdas: readonly LRLambda[];

  constructor(optimizer: ScheduledOptimizer, lrLambda: LRLambda | readonly LRLambda[], options: ScheduleOptions = {}) {
    super(optimizer, options);
    this.lambdas = lambdasOf(lrLambda, optimizer, 'LambdaLR');
    this.start();
  }

  protected override rate(_lr: number, baseLr: number, epoch: number, index: number): number {
    return baseLr * this.lambdas[index]!(epoch);
  }
}

/**
 * The rate is the one before times a factor of your own: one function for all groups, or one for each. Functions are not in the state dict.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { MultiplicativeLR, SGD, tensor } from '@nn/nn';
 *
 * const schedule = new MultiplicativeLR(new SGD([tensor([1])], { lr: 1 }), () => 0.5);
 * const rates = [1, 2].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.5, 0.25]
 */
export class MultiplicativeLR extends LRScheduler {
  private readonly lambdas: readonly LRLambda[];

  constructor(optimizer: ScheduledOptimizer, lrLambda: LRLambda | readonly LRLambda[], options: ScheduleOptions = {}) {
    super(optimizer, options);
    this.lambdas = lambdasOf(lrLambda, optimizer, 'MultiplicativeLR');
    this.start();
  }

  protected override rate(lr: number, _baseLr: number, epoch: number, index: number): number {
    return epoch > 0 ? lr * this.lambdas[index]!(epoch) : lr;
  }
}

function lambdasOf(
  given: LRLambda | readonly LRLambda[],
  { paramGroups }: ScheduledOptimizer,
  op: string,
): readonly LRLambda[] {
  const lambdas = typeof given === 'function' ? paramGroups.map(() => given) : given;
  if (!Array.isArray(lambdas) || lambdas.some((one) => typeof one !== 'function')) {
    throw new NnError('OPTION', `${op}: a function of the epoch is expected, or a list of them`, { op });
  }
  if (lambdas.length === paramGroups.length) return lambdas;
  throw new NnError('OPTION', `Expected ${paramGroups.length} lr_lambdas, but got ${lambdas.length}`, { op });
}
