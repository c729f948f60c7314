import { conv2d, gelu, layerNorm } from '@nn/nn';
import type { Prepare } from '../workload.js';
import { forward } from './forward.js';
import { inputTensor } from './tensors.js';

/** `a @ b`, of two matrices or of a matrix and a vector. */
export const product: Prepare = (_, data) => {
  const [a, b] = [inputTensor(data, 'a'), inputTensor(data, 'b')];
  return forward(() => a.matmul(b));
};

export const reluChain: Prepare = (_, data) => {
  const [x, w, b] = [inputTensor(data, 'x'), inputTensor(data, 'w'), inputTensor(data, 'b')];
  return forward(() => x.mul(w).add(b).relu());
};

export const geluOf: Prepare = (_, data) => {
  const x = inputTensor(data, 'x');
  return forward(() => gelu(x));
};

export const softmaxRows: Prepare = (_, data) => {
  const x = inputTensor(data, 'x');
  return forward(() => x.softmax(-1));
};

export const layerNormRows: Prepare = (_, data) => {
  const [x, weight, bias] = [inputTensor(data, 'x'), inputTensor(data, 'g'), inputTensor(data, 'h')];
  return forward(() => layerNorm(x, weight.shape, { weight, bias }));
};

export const sumOf: Prepare = (_, data) => {
  const x = inputTensor(data, 'x');
  return forward(() => x.sum());
};

export const convolution: Prepare = (_, data) => {
  const [x, k] = [inputTensor(data, 'x'), inputTensor(data, 'k')];
  return forward(() => conv2d(x, k, null, { padding: 1 }));
};
