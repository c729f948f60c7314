import { type DType, fillTarget, type KeyedFill, type KeyedRequest, NnError, type ParamSpec } from '@nn/core';
import { initialSeed, StreamKey } from '@nn/random';
import { readOptionsOfFixed } from '../options.js';
import { type BareArray, checkBareArray, type InitTarget, isFillTarget } from '../target.js';
import { checkInitializer } from './check-initializer.js';
import type { Initializer } from './initializer.js';
import { keyedRequest } from './keyed-request.js';
import type { Packing } from './parts.js';
import { unknownSource } from './spec-of.js';

export interface FillOptions {
  /** Names the stream, together with `seed`. A plan takes the parameter's path. @default '' */
  readonly path?: string;
  /** @default the seed of the last `manualSeed`; nothing is drawn from its stream */
  readonly seed?: number | bigint;
  /** What the shape does not tell: axes for fans, blocks, role. @default nothing */
  readonly spec?: ParamSpec | null;
  /** @default 'per-block' */
  readonly packing?: Packing;
}

/**
 * Fills one tensor by an initializer, from a keyed stream: the same seed and path give the same values, whatever was drawn before, on every
 * backend. `null` is the bias that a layer does not have. For a whole network, make a `plan`.
 *
 * @param target a tensor or parameter (one that waits for its shape remembers), or a bare `{ data, shape }`
 * @returns `target`
 * @throws NnError 'INITIALIZER' where the initializer is not for such a tensor, 'OPTION' for numbers that the dtype cannot hold, 'DTYPE' for
 * integers; nothing has changed then
 * @example
 * import { init, zeros } from '@nn/nn';
 *
 * const weight = init.fill_(zeros([2, 3]), init.normal({ std: 0.02 }), { seed: 0, path: 'weight' });
 * weight.shape; // [2, 3]
 */
export function fill_<T extends InitTarget | null>(target: T, of: Initializer, options: FillOptions = {}): T {
  checkInitializer('fill_', of);
  const { path, seed, spec, packing } = readOptionsOfFixed<Chosen>('fill_', options, defaults);
  if (packing !== 'per-block' && packing !== 'whole') throw wrongPacking(packing);
  const key = StreamKey.fromSeed(seed ?? initialSeed()).fold(path);
  const request = keyedRequest(of, { ...unknownSource, spec }, { key, packing, path });
  if (isFillTarget(target)) target[fillTarget](request);
  else if (target !== null) fillBareArray(target, request);
  return target;
}

interface Chosen {
  readonly path: string;
  readonly seed: number | bigint | null;
  readonly spec: ParamSpec | null;
  readonly packing: Packing;
}

const defaults: Chosen = { path: '', seed: null, spec: null, packing: 'per-block' };

function wrongPacking(packing: unknown): NnError {
  return new NnError('OPTION', `fill_ expects 'per-block' or 'whole' as packing, but got ${String(packing)}`, {
    op: 'fill_',
    details: { packing },
  });
}

function fillBareArray(target: BareArray, request: KeyedRequest): void {
  const dtype: DType = checkBareArray(target, request.origin.use);
  const { data } = target;
  // What an initializer computes by itself is there before anything is written.
  const ready = request.resolve(target.shape, dtype).map(({ offset, length, fill }) => {
    const part = data.subarray(offset, offset + length);
    return { part, fill: fill.kind === 'values' ? computed(fill, part) : fill };
  });
  for (const { part, fill } of ready) {
    if (fill instanceof Float32Array || fill instanceof Float64Array) part.set(fill);
    else if (fill.kind === 'constant') part.fill(fill.value);
    else fill.write(0, part);
  }
}

function computed(fill: Extract<KeyedFill, { readonly kind: 'values' }>, like: BareArray['data']): BareArray['data'] {
  const values = like instanceof Float64Array ? new Float64Array(like.length) : new Float32Array(like.length);
  fill.compute(values);
  return values;
}
