/**
 * The initializers of Flax, which are JAX's, under their names and with their defaults, as initializers of ours: plain functions of options.
 * Facts from `jax.nn.initializers`; `flax.linen.initializers` and `flax.nnx.initializers` hand on the same.
 */
export { type Axes, type AxisOptions } from './axes.js';
export { constant, ones, ones as onesInit, zeros, zeros as zerosInit } from './constants.js';
export { normal, truncatedNormal, type TruncatedNormalOptions, uniform } from './random.js';
export { deltaOrthogonal, orthogonal, type ScaleOptions } from './structured.js';
export {
  glorotNormal,
  glorotNormal as xavierNormal,
  glorotUniform,
  glorotUniform as xavierUniform,
  heNormal,
  heNormal as kaimingNormal,
  heUniform,
  heUniform as kaimingUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
  type VarianceScalingOptions,
} from './variance-scaling.js';
