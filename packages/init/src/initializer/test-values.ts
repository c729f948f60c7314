import type { DType, ParamSpec, Shape } from '@nn/core';
import { StreamKey } from '@nn/random';
import type { Initializer } from './initializer.js';
import { type Packing, partsOf, regionOfParts } from './parts.js';
import { type Region, wholeOf } from './region.js';
import { unknownSource } from './spec-of.js';

export interface ValueOptions {
  readonly dtype?: DType;
  readonly region?: Region;
  readonly spec?: ParamSpec | null;
  readonly packing?: Packing;
  readonly key?: StreamKey;
}

/** The values of a region, or of all, as a plan would ask for them. */
export function valuesOf(of: Initializer, shape: Shape, options: ValueOptions = {}): Float32Array | Float64Array {
  const { dtype = 'float32', region = wholeOf(shape), spec = null, packing = 'per-block' } = options;
  const { key = StreamKey.fromSeed(7).fold('w') } = options;
  const parts = partsOf(of, { ...unknownSource, spec }, shape, dtype, key, packing);
  const length = region.size.reduce((product, size) => product * size, 1);
  const out = dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
  regionOfParts(of, parts, shape, spec?.zeroRows ?? [], region, out);
  return out;
}

/** A region of values in row-major order, element by element. */
export function sliceOf<A extends Float32Array | Float64Array>(values: A, shape: Shape, { start, size }: Region): A {
  return values.filter((_, position) => {
    let rest = position;
    return shape
      .toReversed()
      .map((length) => {
        const index = rest % length;
        rest = (rest - index) / length;
        return index;
      })
      .toReversed()
      .every((index, axis) => index >= start[axis]! && index < start[axis]! + size[axis]!);
  }) as A;
}
