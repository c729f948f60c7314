import {
  contiguousStrides,
  type KeyedFill,
  type KeyedRequest,
  type KeyedSpan,
  NnError,
  Storage,
  type View,
} from '@nn/core';
import { checkNoOverlap } from './in-place.js';
import type { Tensor } from './tensor.js';
import { write } from './write-values.js';

type Floats = Float32Array | Float64Array;
type Target = View & { readonly storage: Storage };
type Memory = Pick<Target, 'storage' | 'dtype' | 'offset'>;

type Computed = Extract<KeyedFill, { readonly kind: 'values' }>;

/** @internal A span whose computed values, if it has any, are there, on the host or beside the tensor: what is left to do cannot be refused. */
export type ReadySpan = Omit<KeyedSpan, 'fill'> & {
  readonly fill:
    | Exclude<KeyedFill, Computed>
    | { readonly kind: 'ready'; readonly values: Floats }
    | { readonly kind: 'beside'; readonly row: View };
};

/** Elements drawn at a time on the host: enough to make a call cheap, few enough to stay in the cache. */
const chunk = 1 << 14;

/**
 * @internal What a request says of a tensor, checked.
 *
 * @throws NnError 'INITIALIZER' for spans that leave elements out, or reach beyond the tensor; 'IN_PLACE'
 */
export function spansFor(target: Tensor, request: KeyedRequest): readonly KeyedSpan[] {
  const { use } = request.origin;
  const spans = request.resolve(target.shape, target.dtype);
  checkSpans(spans, target.numel(), use);
  checkNoOverlap(target, use);
  return spans;
}

/** Writes what the spans say, later ones over earlier ones. Everything that an initializer computes itself is computed before anything is written. */
export function executeKeyed(target: Tensor, spans: readonly KeyedSpan[]): void {
  writeSpans(target, computeSpans(target, spans));
}

/** @internal Computes what an initializer computes itself; nothing where there are no values. */
export function computeSpans(target: Tensor, spans: readonly KeyedSpan[]): readonly ReadySpan[] {
  if (target.storage.backend.name === 'meta') return [];
  return spans.map(({ offset, length, fill }) => ({
    offset,
    length,
    fill: fill.kind === 'values' ? compute(target, length, fill) : fill,
  }));
}

/** A kernel writes to a row of its own, so that it can refuse, fail and go astray without harm to the tensor. */
function compute({ dtype, storage: { backend } }: Target, length: number, fill: Computed): ReadySpan['fill'] {
  const lend = (): View => run({ storage: new Storage(backend, dtype, length), dtype, offset: 0 }, 0, length);
  const row = fill.computeOn?.(backend, lend) ?? null;
  if (row !== null) return { kind: 'beside', row };
  const values = floats(dtype, length);
  fill.compute(values);
  return { kind: 'ready', values };
}

/** @internal */
export function writeSpans(target: Tensor, spans: readonly ReadySpan[]): void {
  if (target.isContiguous()) {
    writeRuns(target, spans);
    return;
  }
  // Spans run through the rows of the logical tensor: elsewhere than in contiguous memory they are laid out first.
  const { backend } = target.storage;
  const storage = new Storage(backend, target.dtype, target.numel());
  const { dtype, shape } = target;
  const whole = { storage, dtype, shape, strides: contiguousStrides(shape), offset: 0 };
  writeRuns(whole, spans);
  backend.kernels.copy([whole], {}, [target]);
}

function writeRuns(target: Target, spans: readonly ReadySpan[]): void {
  for (const { offset, length, fill } of spans) if (length > 0) writeSpan(run(target, offset, length), fill);
}

function checkSpans(spans: readonly KeyedSpan[], numel: number, op: string): void {
  const inOrder = spans.toSorted((a, b) => a.offset - b.offset);
  let reached = 0;
  for (const { offset, length } of inOrder) {
    const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
    if (!whole || offset + length > numel || offset > reached) throw wrongSpans(op, { offset, length, reached, numel });
    reached = Math.max(reached, offset + length);
  }
  if (reached < numel) throw wrongSpans(op, { reached, numel });
}

function wrongSpans(op: string, details: Readonly<Record<string, number>>): NnError {
  return new NnError('INITIALIZER', `${op} does not say every element of the tensor, or says more`, {
    op,
    details,
    advice: 'The spans that resolve() returns must cover elements 0 to numel - 1.',
  });
}

function writeSpan(target: Target, fill: ReadySpan['fill']): void {
  const { kernels } = target.storage.backend;
  if (fill.kind === 'constant') kernels.fill([], { value: fill.value }, [target]);
  else if (fill.kind === 'ready') write(target, fill.values);
  else if (fill.kind === 'beside') kernels.copy([fill.row], {}, [target]);
  else if (target.dtype === 'float32' && kernels.keyedRandom !== undefined) {
    kernels.keyedRandom([], { ...fill.draw, first: 0, write: fill.write }, [target]);
  } else drawInChunks(target, fill.write);
}

function drawInChunks(target: Target, draw: (first: number, out: Floats) => void): void {
  const length = target.shape[0]!;
  for (let first = 0; first < length; first += chunk) {
    const values = floats(target.dtype, Math.min(chunk, length - first));
    draw(first, values);
    write(run(target, first, values.length), values);
  }
}

/** Elements `first` to `first + length` of contiguous memory, as a row. */
function run({ storage, dtype, offset }: Memory, first: number, length: number): Target {
  return { storage, dtype, shape: [length], strides: [1], offset: offset + first };
}

/** 16-bit floats are rounded from float32. */
function floats(dtype: Target['dtype'], length: number): Floats {
  return dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
}
