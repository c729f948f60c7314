/**
 * Keras's initializers under Keras's names and with its defaults, as initializers of ours: plain functions of options. Facts from Keras 3,
 * `keras/src/initializers`.
 */
export { constant, ones, zeros } from './constants.js';
export { type NormalOptions, randomNormal, randomUniform, truncatedNormal, type UniformOptions } from './random.js';
export { type GainOptions, identity, orthogonal } from './structured.js';
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
  type VarianceScalingOptions,
} from './variance-scaling.js';
