import { NnError } from '@nn/core';
import type { ActiveGroup } from '../optimizer.js';
import {
  checkFinite,
  checkOptimizer,
  LRScheduler,
  perGroup,
  type ScheduledOptimizer,
  type ScheduleOptions,
} from './lr-scheduler.js';

export interface OneCycleLROptions extends ScheduleOptions {
  /** How many steps there are in all; else `epochs` times `stepsPerEpoch`. */
  readonly totalSteps?: number;
  readonly epochs?: number;
  readonly stepsPerEpoch?: number;
  /** Which share of the steps the rate rises. @default 0.3 */
  readonly pctStart?: number;
  /** @default 'cos' */
  readonly annealStrategy?: 'cos' | 'linear';
  /** Let the momentum (or β₁) fall while the rate rises. @default true */
  readonly cycleMomentum?: boolean;
  /** The lowest momentum, for all groups or for each. @default 0.85 */
  readonly baseMomentum?: number | readonly number[];
  /** The highest momentum, for all groups or for each. @default 0.95 */
  readonly maxMomentum?: number | readonly number[];
  /** The first rate is `maxLr / divFactor`. @default 25 */
  readonly divFactor?: number;
  /** The last rate is the first over this. @default 1e4 */
  readonly finalDivFactor?: number;
  /** Fall to the first rate as slowly as it rose, then to the last. @default false */
  readonly threePhase?: boolean;
}

type Group = ActiveGroup<{ readonly lr: number }> & { momentum?: number; betas?: readonly [number, number] };
type Bound = 'initialLr' | 'maxLr' | 'minLr';
type MomentumBound = 'maxMomentum' | 'baseMomentum';

interface Phase {
  readonly end: number;
  readonly rates: readonly [from: Bound, to: Bound];
  readonly momenta: readonly [from: MomentumBound, to: MomentumBound];
}

/**
 * The 1cycle policy (Smith and Topin 2018): the rate rises to `maxLr`, then falls far below where it began; momentum does the opposite. Call
 * `step()` after every batch.
 *
 * @throws NnError 'OPTION', also for a step beyond the last
 * @example
 * import { OneCycleLR, SGD, tensor } from '@nn/nn';
 *
 * const optimizer = new SGD([tensor([1])], { lr: 0.1, momentum: 0.9 });
 * const schedule = new OneCycleLR(optimizer, 1, { totalSteps: 4, pctStart: 0.5, annealStrategy: 'linear', divFactor: 10 });
 * schedule.getLastLr(); // [0.1]
 * schedule.step();
 * schedule.getLastLr(); // [1]
 * optimizer.paramGroups[0]?.momentum; // 0.85
 */
export class OneCycleLR extends LRScheduler {
  readonly totalSteps: number;
  readonly cycleMomentum: boolean;
  private readonly linear: boolean;
  private readonly phases: readonly Phase[];

  constructor(optimizer: ScheduledOptimizer, maxLr: number | readonly number[], options: OneCycleLROptions = {}) {
    const {
      pctStart = 0.3,
      annealStrategy = 'cos',
      cycleMomentum = true,
      divFactor = 25,
      finalDivFactor = 1e4,
      threePhase = false,
    } = options;
    checkOptimizer(optimizer);
    const totalSteps = totalOf(options);
    if (!(pctStart >= 0 && pctStart <= 1))
      throw refusal(`Expected float between 0 and 1 pct_start, but got ${pctStart}`, { pctStart });
    if (annealStrategy !== 'cos' && annealStrategy !== 'linear') {
      throw refusal(`anneal_strategy must by one of 'cos' or 'linear', instead got ${String(annealStrategy)}`, {
        annealStrategy,
      });
    }
    checkFinite('divFactor', divFactor, 'OneCycleLR');
    checkFinite('finalDivFactor', finalDivFactor, 'OneCycleLR');
    const maxLrs = perGroup('max_lr', maxLr, optimizer, 'OneCycleLR');
    const highest = perGroup('max_momentum', options.maxMomentum ?? 0.95, optimizer, 'OneCycleLR');
    const lowest = perGroup('base_momentum', options.baseMomentum ?? 0.85, optimizer, 'OneCycleLR');
    if (cycleMomentum && !('momentum' in optimizer.defaults) && !('betas' in optimizer.defaults)) {
      throw refusal('optimizer must support momentum with `cycle_momentum` option enabled', {});
    }
    if ((options.lastEpoch ?? -1) === -1) {
      optimizer.paramGroups.forEach((group, i) => {
        group.initialLr = maxLrs[i]! / divFactor;
        group.maxLr = maxLrs[i]!;
        group.minLr = group.initialLr / finalDivFactor;
        if (cycleMomentum) Object.assign(group, { maxMomentum: highest[i]!, baseMomentum: lowest[i]! });
      });
    }
    super(optimizer, options);
    this.totalSteps = totalSteps;
    this.cycleMomentum = cycleMomentum;
    this.linear = annealStrategy === 'linear';
    this.phases = phasesOf(totalSteps, pctStart, threePhase);
    this.start();
  }

  protected override fields(): Readonly<Record<string, string>> {
    return { total_steps: 'totalSteps', cycle_momentum: 'cycleMomentum' };
  }

  protected override rate(_lr: number, _baseLr: number, epoch: number, index: number): number {
    const {
      rates: [from, to],
      share,
    } = this.phaseOf(epoch);
    const group = this.optimizer.paramGroups[index]!;
    return this.between(group[from] ?? 0, group[to] ?? 0, share);
  }

  /** @internal */
  protected override moveTo(epoch: number, rateOf: Parameters<LRScheduler['moveTo']>[1]): void {
    const { totalSteps } = this;
    if (epoch > totalSteps)
      throw refusal(`Tried to step ${epoch + 1} times. The specified number of total steps is ${totalSteps}`, {
        totalSteps,
      });
    super.moveTo(epoch, rateOf);
    if (!this.cycleMomentum) return;
    const {
      momenta: [from, to],
      share,
    } = this.phaseOf(epoch);
    for (const group of this.optimizer.paramGroups as readonly Group[]) {
      const momentum = this.between(group[from] ?? 0, group[to] ?? 0, share);
      if (group.betas === undefined) group.momentum = momentum;
      else group.betas = [momentum, group.betas[1]];
    }
  }

  private phaseOf(epoch: number): Phase & { readonly share: number } {
    let start = 0;
    for (const phase of this.phases) {
      if (epoch <= phase.end || phase === this.phases.at(-1))
        return { ...phase, share: (epoch - start) / (phase.end - start) };
      start = phase.end;
    }
    throw refusal('no phase', { epoch });
  }

  private between(from: number, to: number, share: number): number {
    return this.linear ? (to - from) * share + from : to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1);
  }
}

function totalOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleLROptions): number {
  if (totalSteps !== undefined) return positive('total_steps', totalSteps);
  if (epochs === undefined || stepsPerEpoch === undefined) {
    throw refusal('You must define either total_steps OR (epochs AND steps_per_epoch)', {});
  }
  return positive('epochs', epochs) * positive('steps_per_epoch', stepsPerEpoch);
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw refusal(`Expected positive integer ${name}, but got ${String(value)}`, { [name]: value });
}

function phasesOf(totalSteps: number, pctStart: number, threePhase: boolean): Phase[] {
  const rise: Phase = {
    end: pctStart * totalSteps - 1,
    rates: ['initialLr', 'maxLr'],
    momenta: ['maxMomentum', 'baseMomentum'],
  };
  const end = totalSteps - 1;
  if (!threePhase) return [rise, { end, rates: ['maxLr', 'minLr'], momenta: ['baseMomentum', 'maxMomentum'] }];
  return [
    rise,
    { end: 2 * pctStart * totalSteps - 2, rates: ['maxLr', 'initialLr'], momenta: ['baseMomentum', 'maxMomentum'] },
    { end, rates: ['initialLr', 'minLr'], momenta: ['maxMomentum', 'maxMomentum'] },
  ];
}

function refusal(sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError('OPTION', sentence, { op: 'OneCycleLR', details });
}
