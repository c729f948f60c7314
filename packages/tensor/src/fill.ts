import { type Fill, type FillRequest, provenanceOf, type RandomSource, type Storage, type View } from '@nn/core';
import { executeKeyed, spansFor } from './fill-keyed.js';
import { checkNoOverlap, wrote } from './in-place.js';
import type { Tensor } from './tensor.js';
import { write } from './write-values.js';

/** Carries out an initialization on a tensor: outside the tape, one write, nothing changed where it is refused. */
export function fillTensor(target: Tensor, request: FillRequest): void {
  if (request.kind === 'keyed') {
    executeKeyed(target, spansFor(target, request));
  } else {
    const { law, parameters, source } = request;
    law.check(parameters);
    const fill = law.resolve(parameters, target.shape, target.dtype);
    checkNoOverlap(target, law.name);
    executeFill(target, fill, source);
  }
  wrote(target);
  const { storage } = target;
  storage.provenance = provenanceOf(request, storage.version);
}

/** Writes what `fill` says. Draws go by memory order, whole-tensor laws by row-major order. */
export function executeFill(target: Tensor, fill: Fill, source: RandomSource): void {
  const { kernels, name } = target.storage.backend;
  // Nothing is drawn for values that nobody has.
  if (name === 'meta') return;
  if (fill.kind === 'constant') {
    kernels.fill([], { value: fill.value }, [target]);
    return;
  }
  const contiguous = target.isContiguous();
  const direct = contiguous && target.dtype === 'float32';
  if (fill.kind === 'values') {
    if (!direct || fill.computeOn?.(kernels, target, source) !== true) write(target, fill.compute(source));
    return;
  }
  if (direct && kernels.random !== undefined) {
    const { law, parameters, reference } = fill;
    kernels.random([], { law, parameters, source, reference }, [target]);
    return;
  }
  const out = target.dtype === 'float64' ? new Float64Array(target.numel()) : new Float32Array(target.numel());
  fill.reference(out, source, contiguous);
  write(contiguous ? target : inMemoryOrder(target), out);
}

/** The same elements with axes ordered by falling stride: walking it row by row walks memory. */
export function inMemoryOrder(x: Tensor): View & { readonly storage: Storage } {
  const axes = x.shape.map((_, axis) => axis).sort((a, b) => x.strides[b]! - x.strides[a]! || a - b);
  return {
    storage: x.storage,
    dtype: x.dtype,
    shape: axes.map((axis) => x.shape[axis]!),
    strides: axes.map((axis) => x.strides[axis]!),
    offset: x.offset,
  };
}
