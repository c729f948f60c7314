/* Reductions of float32 along an axis, and what needs one for every row. */
export { layerNorm, layerNormBackward } from './layer-norm';
export { largest, smallest, sum } from './reduce';
export { logSoftmax, softmax } from './softmax';
