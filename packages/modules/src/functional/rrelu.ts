import { dtypes, isFloating, NnError } from '@nn/core';
import { defaultGenerator, fillUniform, type Generator } from '@nn/random';
import { undrawnIfRefused } from '../undrawn-if-refused.js';
import { leakyRelu, leakyRelu_, tensor, type Tensor } from '@nn/tensor';

export interface RreluOptions {
  /** The smallest slope below 0. @default 1/8 */
  readonly lower?: number;
  /** The greatest slope below 0. @default 1/3 */
  readonly upper?: number;
  /** Draw a slope for every element; else all have the mean of the bounds. @default false */
  readonly training?: boolean;
  /** Write the result over the input. @default false */
  readonly inplace?: boolean;
  /** The stream to draw from. @default the one of `manualSeed` */
  readonly generator?: Generator;
}

/**
 * x where it is positive, elsewhere x times a slope that is drawn, uniform between `lower` and `upper`. As PyTorch does on the CPU, only
 * elements that are not positive take a draw; where the values cannot be read at once, every element takes one.
 *
 * @throws NnError 'OPTION' where lower > upper, 'DTYPE' for integers and booleans; nothing is drawn then
 * @example
 * import { rrelu, tensor } from '@nn/nn';
 *
 * rrelu(tensor([2, -2]), { lower: 0.25, upper: 0.75 }).toArraySync(); // [2, -1]
 */
export function rrelu(x: Tensor, options: RreluOptions = {}): Tensor {
  const { lower = 1 / 8, upper = 1 / 3, training = false, inplace = false, generator = defaultGenerator } = options;
  if (!(lower <= upper)) {
    throw new NnError('OPTION', 'Lower bound should be less than or equal to the upper bound', {
      op: 'rrelu',
      details: { lower, upper },
    });
  }
  if (!isFloating(x.dtype)) {
    const sentence = `"rrelu_with_noise_out_cpu" not implemented for '${dtypes[x.dtype].torchName}'`;
    throw new NnError('DTYPE', sentence, { op: 'rrelu', details: { dtype: x.dtype } });
  }
  const mean = (lower + upper) / 2;
  if (!training) return inplace ? leakyRelu_(x, mean) : leakyRelu(x, mean);
  return undrawnIfRefused(generator, () => {
    const slopes = drawSlopes(x, lower, upper, generator);
    return inplace ? x.mul_(slopes) : x.mul(slopes);
  });
}

/** 1 where x is positive, else a draw of 53 bits. */
function drawSlopes(x: Tensor, low: number, high: number, generator: Generator): Tensor {
  const negative = x.storage.backend.capabilities.syncRead ? notPositive(x) : null;
  const count = negative === null ? x.numel() : negative.reduce((sum, value) => sum + value, 0);
  const draws = new Float64Array(count);
  fillUniform(draws, { low, high }, generator);
  let next = 0;
  const slopes = negative === null ? draws : Float64Array.from(negative, (value) => (value === 1 ? draws[next++]! : 1));
  const { dtype, device, shape } = x;
  const values = dtype === 'float64' ? slopes : Float32Array.from(slopes);
  const placed = tensor(values, { shape, device }).to(dtype);
  return negative === null ? placed.maskedFill(x.detach().gt(0), 1) : placed;
}

/** 1 for every element that is not positive, else 0; NaN counts as positive. */
function notPositive(x: Tensor): Uint8Array {
  return x.detach().le(0).toTypedArraySync() as Uint8Array;
}
