import { NnError } from '@nn/core';
import {
  checkWhole,
  LRScheduler,
  type Schedule,
  type ScheduledOptimizer,
  type ScheduleOptions,
} from './lr-scheduler.js';
import { loadFields, loadSchedules, type ScheduleState } from './schedule-state.js';

/**
 * One schedule after another: the next begins, at its own epoch 0, where a milestone is reached.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { ConstantLR, ExponentialLR, SequentialLR, SGD, tensor } from '@nn/nn';
 *
 * const optimizer = new SGD([tensor([1])], { lr: 1 });
 * const warmup = new ConstantLR(optimizer, { factor: 0.1, totalIters: 2 });
 * const schedule = new SequentialLR(optimizer, [warmup, new ExponentialLR(optimizer, 0.5)], [2]);
 * const rates = [1, 2, 3].map(() => { schedule.step(); return schedule.getLastLr()[0]; });
 * rates; // [0.1, 1, 0.5]
 */
export class SequentialLR implements Schedule {
  lastEpoch: number;
  private lastLr: number[];

  constructor(
    readonly optimizer: ScheduledOptimizer,
    readonly schedulers: readonly LRScheduler[],
    readonly milestones: readonly number[],
    { lastEpoch = -1 }: ScheduleOptions = {},
  ) {
    const refuse = (sentence: string): never => {
      throw new NnError('OPTION', sentence, { op: 'SequentialLR' });
    };
    schedulers.forEach((scheduler, i) => {
      if (!(scheduler instanceof LRScheduler))
        refuse(`Sequential Schedulers expects schedulers, but got something else at index ${i}.`);
      if (scheduler.optimizer === optimizer) return;
      refuse(
        `Sequential Schedulers expects all schedulers to belong to the same optimizer, but got schedulers at index ${i} to be different than the optimizer passed in.`,
      );
    });
    if (schedulers.length === 0 || milestones.length !== schedulers.length - 1) {
      refuse(
        'Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got ' +
          `number of schedulers ${schedulers.length} and the number of milestones to be equal to ${milestones.length}`,
      );
    }
    for (const milestone of milestones) checkWhole('milestones', milestone, 0, 'SequentialLR');
    checkWhole('lastEpoch', lastEpoch, -1, 'SequentialLR');
    this.lastEpoch = lastEpoch + 1;
    // Every schedule has set its first rate when it was made: that is taken back, for all but the first.
    for (const group of optimizer.paramGroups) group.lr = group.initialLr ?? group.lr;
    for (const scheduler of schedulers) scheduler.lastEpoch--;
    const first = schedulers[0]!;
    first.start();
    this.lastLr = first.getLastLr();
  }

  /** Goes on by one epoch. */
  step(): void {
    const epoch = this.lastEpoch + 1;
    const index = this.milestones.filter((milestone) => milestone <= epoch).length;
    const scheduler = this.schedulers[index]!;
    if (index > 0 && this.milestones[index - 1] === epoch) scheduler.stepTo(0);
    else scheduler.step();
    this.lastEpoch = epoch;
    this.lastLr = scheduler.getLastLr();
  }

  /** The rates that are set now, by group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** What must be kept to go on later, under PyTorch's names. */
  stateDict(): ScheduleState {
    return {
      _milestones: [...this.milestones],
      last_epoch: this.lastEpoch,
      _last_lr: [...this.lastLr],
      _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()),
    };
  }

  /** Goes on where a state dict was made. */
  loadStateDict(saved: ScheduleState): void {
    loadSchedules(this.schedulers, saved);
    loadFields(this, saved, { last_epoch: 'lastEpoch', _last_lr: 'lastLr', _milestones: 'milestones' });
  }
}
