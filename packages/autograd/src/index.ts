export { backward } from './backward.js';
export { grad, type GradOptions } from './grad.js';
export { enableGrad, isGradEnabled, noGrad } from './mode.js';
export { recorder } from './recorder.js';
