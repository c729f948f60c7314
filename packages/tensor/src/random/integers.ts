import { type DType, dtypes } from '@nn/core';
import { checkRandint, fillRandint, fillRandom, type FillableArray } from '@nn/random';
import type { Tensor } from '../tensor.js';
import { drawInMemoryOrder, type DrawOptions, generatorOf, overwrite } from './draw.js';

/** The host array in which integers of a dtype are drawn: 16-bit floats are written as float32. */
function arrayFor(dtype: DType, length: number): FillableArray {
  return dtypes[dtype].bytes === 2 ? new Float32Array(length) : (dtypes[dtype].allocate(length) as FillableArray);
}

/**
 * Overwrites the tensor with whole numbers: below `high`, from `low` up to below `high`, or, without bounds, all that the dtype holds from 0.
 *
 * @throws NnError 'OPTION' for low ≥ high and bounds that the dtype cannot hold; nothing is drawn then
 * @example
 * import { manualSeed, zeros } from '@nn/nn';
 *
 * manualSeed(0);
 * zeros([3]).random_(0, 10).toArraySync(); // [4, 9, 3]
 */
export function random_(x: Tensor, ...args: RandomArguments): Tensor {
  const { bounds, options } = split(args);
  const generator = generatorOf(options);
  if (bounds === null) {
    return overwrite(x, 'random', (target) =>
      drawInMemoryOrder(target, (length) => {
        const out = arrayFor(target.dtype, length);
        fillRandom(out, generator, target.dtype);
        return out;
      }),
    );
  }
  const [low, high] = bounds;
  checkRandint({ low, high }, x.dtype);
  return overwrite(x, 'random', (target) => drawIntegers(target, low, high, generator));
}

/** Bounds, then options: every one may be left out. */
export type RandomArguments =
  | readonly [options?: DrawOptions]
  | readonly [high: number | bigint, options?: DrawOptions]
  | readonly [low: number | bigint, high: number | bigint, options?: DrawOptions];

/** @internal */
export function drawIntegers(
  target: Tensor,
  low: number | bigint,
  high: number | bigint,
  generator: ReturnType<typeof generatorOf>,
): void {
  drawInMemoryOrder(target, (length) => {
    const out = arrayFor(target.dtype, length);
    fillRandint(out, { low, high }, generator, target.dtype);
    return out;
  });
}

function split(args: RandomArguments): {
  bounds: readonly [number | bigint, number | bigint] | null;
  options: DrawOptions;
} {
  const [first, second, third] = args;
  if (first === undefined || typeof first === 'object') return { bounds: null, options: first ?? {} };
  if (second === undefined || typeof second === 'object') return { bounds: [0, first], options: second ?? {} };
  return { bounds: [first, second], options: third ?? {} };
}
