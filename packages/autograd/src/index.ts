export { type AnomalyOptions, detectAnomaly, setDetectAnomaly } from './anomaly.js';
export { backward } from './backward.js';
export { checkpoint, type CheckpointOptions } from './checkpoint.js';
export { defineFunction, Function, type FunctionDefinition } from './function.js';
export type { FunctionContext } from './function-context.js';
export { grad, type GradOptions } from './grad.js';
export { enableGrad, inferenceMode, isGradEnabled, isInferenceModeEnabled, noGrad, setGradEnabled } from './mode.js';
export { recorder } from './recorder.js';
