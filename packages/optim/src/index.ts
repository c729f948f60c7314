export { Adadelta, type AdadeltaOptions } from './adadelta.js';
export { Adagrad, type AdagradOptions } from './adagrad.js';
export { Adam, type AdamOptions } from './adam.js';
export { Adamax, type AdamaxOptions } from './adamax.js';
export { AdamW, type AdamWOptions } from './adamw.js';
export { NAdam, type NAdamOptions } from './nadam.js';
export {
  type ActiveGroup,
  Optimizer,
  type ParamGroup,
  type Params,
  type ScheduleFields,
  type ZeroGradOptions,
} from './optimizer.js';
export { RAdam, type RAdamOptions } from './radam.js';
export { RMSprop, type RMSpropOptions } from './rmsprop.js';
export { SGD, type SGDOptions } from './sgd.js';
export type { OptimizerStateDict, ParamState, SavedGroup, Slots } from './state.js';
export { ChainedScheduler } from './schedules/chained-scheduler.js';
export { ConstantLR, type ConstantLROptions } from './schedules/constant-lr.js';
export { CosineAnnealingLR, type CosineAnnealingLROptions } from './schedules/cosine-annealing-lr.js';
export {
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsOptions,
} from './schedules/cosine-annealing-warm-restarts.js';
export { ExponentialLR } from './schedules/exponential-lr.js';
export { LambdaLR, type LRLambda, MultiplicativeLR } from './schedules/lambda-lr.js';
export { LinearLR, type LinearLROptions } from './schedules/linear-lr.js';
export { CyclicLR, type CyclicLROptions } from './schedules/cyclic-lr.js';
export { LRScheduler, type Schedule, type ScheduledOptimizer, type ScheduleOptions } from './schedules/lr-scheduler.js';
export { MultiStepLR, type MultiStepLROptions } from './schedules/multi-step-lr.js';
export { OneCycleLR, type OneCycleLROptions } from './schedules/one-cycle-lr.js';
export { PolynomialLR, type PolynomialLROptions } from './schedules/polynomial-lr.js';
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './schedules/reduce-lr-on-plateau.js';
export type { ScheduleState } from './schedules/schedule-state.js';
export { SequentialLR } from './schedules/sequential-lr.js';
export { StepLR, type StepLROptions } from './schedules/step-lr.js';
