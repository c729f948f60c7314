import { NnError } from '@nn/core';
import type { Schedule, ScheduledOptimizer } from './lr-scheduler.js';
import { loadFields, loadSchedules, type ScheduleState } from './schedule-state.js';

/**
 * Several schedules at once: each goes on from the rate that the one before it has set.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { ChainedScheduler, ConstantLR, ExponentialLR, SGD, tensor } from '@nn/nn';
 *
 * const optimizer = new SGD([tensor([1])], { lr: 1 });
 * const schedule = new ChainedScheduler([new ConstantLR(optimizer, { factor: 0.1, totalIters: 2 }), new ExponentialLR(optimizer, 0.5)]);
 * const rates = [1, 2, 3].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.05, 0.25, 0.125]
 */
export class ChainedScheduler implements Schedule {
  readonly optimizer: ScheduledOptimizer;
  private lastLr: number[];

  constructor(readonly schedulers: readonly Schedule[]) {
    const first = schedulers[0];
    if (first === undefined)
      throw new NnError('OPTION', 'ChainedScheduler expects at least one scheduler', { op: 'ChainedScheduler' });
    schedulers.forEach((scheduler, i) => {
      if (typeof (scheduler as Partial<Schedule> | null)?.step !== 'function') {
        throw new NnError('OPTION', `ChainedScheduler expects schedulers, but got something else at index ${i}`, {
          op: 'ChainedScheduler',
        });
      }
      if (scheduler.optimizer === first.optimizer) return;
      throw new NnError(
        'OPTION',
        `ChainedScheduler expects all schedulers to belong to the same optimizer, but got schedulers at index 0 and ${i} to be different`,
        { op: 'ChainedScheduler' },
      );
    });
    this.optimizer = first.optimizer;
    this.lastLr = this.rates();
  }

  /** Lets every schedule go on by one epoch, in order. */
  step(): void {
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.rates();
  }

  /** The rates that are set now, by group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** What must be kept to go on later, under PyTorch's names. */
  stateDict(): ScheduleState {
    return { _last_lr: [...this.lastLr], _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  /** Goes on where a state dict was made. */
  loadStateDict(saved: ScheduleState): void {
    loadSchedules(this.schedulers, saved);
    loadFields(this, saved, { _last_lr: 'lastLr' });
  }

  private rates(): number[] {
    return this.optimizer.paramGroups.map((group) => group.lr);
  }
}
