import { NnError, type Shape } from '@nn/core';
import { checkRandint, type Generator, randperm as permutation } from '@nn/random';
import { contiguous } from '../copy.js';
import { unset } from '../create/empty.js';
import { fromValues } from '../create/from-values.js';
import { finish, resolveOptions, type TensorOptions } from '../create/options.js';
import type { Tensor } from '../tensor.js';
import { checkFloating, drawFloats, type DrawOptions, generatorOf } from './draw.js';
import { drawIntegers } from './integers.js';
import { laidOutLike } from './laid-out-like.js';
import { normalLaw } from './normal.js';
import { uniformLaw } from './uniform.js';

/** What creation functions that draw take. */
export interface RandomOptions extends TensorOptions, DrawOptions {}

/**
 * Uniform draws from [0, 1), float32 unless told otherwise: PyTorch's bits for the same seed.
 *
 * @throws NnError 'SHAPE', 'DTYPE'
 * @example
 * import { manualSeed, rand } from '@nn/nn';
 *
 * manualSeed(0);
 * rand([2]).toArraySync(); // [0.49625658988952637, 0.7682217955589294]
 */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  return drawn(shape, options, 'rand', 'check_uniform_bounds', (x, generator) =>
    drawFloats(x, uniformLaw(x.dtype, 0, 1), generator),
  );
}

/**
 * Standard normal draws, float32 unless told otherwise: PyTorch's bits for the same seed.
 *
 * @throws NnError 'SHAPE', 'DTYPE'
 * @example
 * import { manualSeed, randn } from '@nn/nn';
 *
 * manualSeed(0);
 * randn([2]).toArraySync(); // [1.5409960746765137, -0.293428897857666]
 */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  return drawn(shape, options, 'randn', 'normal_kernel_cpu', (x, generator) =>
    drawFloats(x, normalLaw(0, 1), generator),
  );
}

/**
 * `rand` in the shape, dtype and device of another tensor, drawn in the order in which that one lies in memory.
 *
 * @example
 * import { randLike, zeros } from '@nn/nn';
 *
 * randLike(zeros([2, 3])).shape; // [2, 3]
 */
export function randLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return drawnLike(x, options, 'randLike', 'check_uniform_bounds', (y, generator) =>
    drawFloats(y, uniformLaw(y.dtype, 0, 1), generator),
  );
}

/**
 * `randn` in the shape, dtype and device of another tensor, drawn in the order in which that one lies in memory.
 *
 * @example
 * import { randnLike, zeros } from '@nn/nn';
 *
 * randnLike(zeros([2, 3])).shape; // [2, 3]
 */
export function randnLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return drawnLike(x, options, 'randnLike', 'normal_kernel_cpu', (y, generator) =>
    drawFloats(y, normalLaw(0, 1), generator),
  );
}

/**
 * Whole numbers from `low` (0 where left out) up to, not including, `high`; int64 unless told otherwise.
 *
 * @throws NnError 'OPTION' for low ≥ high, fractions, and bounds that the dtype cannot hold; nothing is drawn then
 * @example
 * import { manualSeed, randint } from '@nn/nn';
 *
 * manualSeed(0);
 * randint(10, [3]).toArraySync(); // [4, 9, 3]
 */
export function randint(high: number | bigint, shape: Shape, options?: RandomOptions): Tensor;
export function randint(low: number | bigint, high: number | bigint, shape: Shape, options?: RandomOptions): Tensor;
export function randint(
  first: number | bigint,
  second: number | bigint | Shape,
  third?: Shape | RandomOptions,
  fourth?: RandomOptions,
): Tensor {
  const short = typeof second === 'object';
  const [low, high] = short ? [0, first] : [first, second];
  const shape = (short ? second : third) as Shape;
  const options = ((short ? third : fourth) as RandomOptions | undefined) ?? {};
  const { dtype } = resolveOptions(options, 'int64', 'randint');
  checkRandint({ low, high }, dtype);
  const x = unset(shape, { ...options, dtype, requiresGrad: false });
  drawIntegers(x, low, high, generatorOf(options));
  return finish(x, options);
}

/**
 * `randint` in the shape, dtype and device of another tensor.
 *
 * @example
 * import { randintLike, zeros } from '@nn/nn';
 *
 * randintLike(zeros([2, 3]), 10).shape; // [2, 3]
 */
export function randintLike(x: Tensor, high: number | bigint, options?: RandomOptions): Tensor;
export function randintLike(x: Tensor, low: number | bigint, high: number | bigint, options?: RandomOptions): Tensor;
export function randintLike(
  x: Tensor,
  first: number | bigint,
  second?: number | bigint | RandomOptions,
  third?: RandomOptions,
): Tensor {
  const short = typeof second !== 'number' && typeof second !== 'bigint';
  const [low, high] = short ? [0, first] : [first, second];
  const options = { dtype: x.dtype, device: x.device, ...(short ? second : third) };
  checkRandint({ low, high }, options.dtype);
  const target = laidOutLike(x, unset(x.shape, { ...options, requiresGrad: false }));
  drawIntegers(target, low, high, generatorOf(options));
  return finish(contiguous(target), options);
}

/**
 * The numbers from 0 to n − 1 in random order; int64 unless told otherwise.
 *
 * @throws NnError 'OPTION' for a negative or fractional n
 * @example
 * import { manualSeed, randperm } from '@nn/nn';
 *
 * manualSeed(0);
 * randperm(5).toArraySync(); // [4, 0, 1, 3, 2]
 */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  const { backend, dtype } = resolveOptions(options, 'int64', 'randperm');
  if (dtype === 'bool')
    throw new NnError('DTYPE', '"randperm" not implemented for \'Bool\'', { op: 'randperm', details: { dtype } });
  return finish(fromValues(backend, dtype, [n], permutation(n, generatorOf(options)), 'int64'), options);
}

type Draw = (x: Tensor, generator: Generator) => void;

function drawn(shape: Shape, options: RandomOptions, op: string, kernel: string, draw: Draw): Tensor {
  const { dtype } = resolveOptions(options, 'float32', op);
  checkFloating(dtype, op, kernel);
  const x = unset(shape, { ...options, requiresGrad: false });
  draw(x, generatorOf(options));
  return finish(x, options);
}

function drawnLike(x: Tensor, options: RandomOptions, op: string, kernel: string, draw: Draw): Tensor {
  const own = { dtype: x.dtype, device: x.device, ...options };
  checkFloating(own.dtype, op, kernel);
  const target = laidOutLike(x, unset(x.shape, { ...own, requiresGrad: false }));
  draw(target, generatorOf(options));
  return finish(contiguous(target), options);
}
