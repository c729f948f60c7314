/**
 * `torch.nn.init` as initializers: PyTorch's names, defaults and guess of the fans, values from keyed streams. (The functions that end in `_` give
 * PyTorch's own bits.)
 */
export { torchDefault as layerDefault } from '../initializers/torch-default.js';
export {
  constant,
  kaimingNormal,
  type KaimingChoice,
  kaimingUniform,
  normal,
  ones,
  truncNormal,
  uniform,
  xavierNormal,
  xavierUniform,
  zeros,
} from './elementwise.js';
export { dirac, eye, orthogonal, sparse } from './structured.js';
