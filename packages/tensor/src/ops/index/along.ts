import { NnError, type View } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { isIndexDType, vectorView } from './check-index.js';

/** @internal An index vector, repeated over the other axes of a shape. */
export function along(index: Tensor, shape: readonly number[], axis: number): View {
  return {
    storage: index.storage,
    dtype: index.dtype,
    shape: shape.with(axis, index.numel()),
    strides: shape.map((_, at) => (at === axis ? (index.strides[0] ?? 1) : 0)),
    offset: index.offset,
  };
}

/** @internal Refuses what is no vector of places, in PyTorch's words for the operation. */
export function checkIndexVector(
  index: Tensor,
  op: string,
  words: { readonly dtype: string; readonly rank: string },
): void {
  if (!isIndexDType(index.dtype)) {
    throw new NnError('DTYPE', words.dtype, { op, details: { dtype: index.dtype }, advice: "Use .to('int64')." });
  }
  if (index.ndim > 1) throw new NnError('SHAPE', words.rank, { op, details: { index: index.shape } });
}

/** @internal Runs a kernel that checks places, and words its refusal as PyTorch does for the operation. */
export function inWords(op: string, sentence: (place: unknown) => string, kernel: () => void): void {
  try {
    kernel();
  } catch (error) {
    if (!(error instanceof NnError) || error.code !== 'INDEX') throw error;
    throw new NnError('INDEX', sentence(error.details['index']), { op, details: error.details });
  }
}

/** @internal Writes slices of `source` to the places of an axis that `index` names. */
export function scatterAlong(
  target: Tensor,
  axis: number,
  index: Tensor,
  source: View,
  mode: 'set' | 'add',
  words: { readonly op: string; readonly sentence: (place: unknown) => string },
): void {
  const view = vectorView(target);
  const places = along(index, view.shape, axis);
  if (places.shape.includes(0)) return;
  const { storage, dtype, strides, offset } = source;
  const slices: View = { storage, dtype, shape: places.shape, strides, offset };
  inWords(words.op, words.sentence, () =>
    target.storage.backend.kernels.scatter([places, slices], { axis, mode }, [view]),
  );
}
