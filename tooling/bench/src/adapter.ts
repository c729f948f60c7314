/*
 * The library as a peer of the workspace's measuring stick, which runs tensor libraries side by side on the same work. Its
 * groups of cases, each with what does them.
 */
import { initialization } from './work/initialization.js';
import { convolution, geluOf, layerNormRows, product, reluChain, softmaxRows, sumOf } from './work/math.js';
import {
  encoderForward,
  encoderGradients,
  leNetForward,
  leNetStep,
  lstmForward,
  lstmGradients,
  perceptronForward,
  perceptronStep,
  tinyStep,
} from './work/networks.js';
import type { Prepare } from './workload.js';

export const cases: Readonly<Record<string, Prepare>> = {
  W1: initialization,
  W2: product,
  'W3.chain': reluChain,
  'W3.gelu': geluOf,
  'W3.softmax': softmaxRows,
  'W3.layernorm': layerNormRows,
  'W3.sum': sumOf,
  'W4.step': tinyStep,
  'W5.step': perceptronStep,
  'W5.fwd': perceptronForward,
  'W6.step': leNetStep,
  'W6.fwd': leNetForward,
  'W6.conv': convolution,
  'W7.fwdbwd': lstmGradients,
  'W7.fwd': lstmForward,
  'W8.fwdbwd': encoderGradients,
  'W8.fwd': encoderForward,
};

export function load(): string {
  return '@nn/nn, sources of the working tree';
}
