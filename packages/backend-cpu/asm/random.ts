/* PyTorch's random fills of float32, in its order and to its bits. */
export { bernoulli } from './bernoulli';
export { normal } from './normal';
export { multiplyAddOf } from './probe';
export { truncNormal } from './trunc-normal';
export { uniform } from './uniform';
