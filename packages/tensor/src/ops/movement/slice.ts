import { NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';
import { defineEmbed, type Embed } from './embed.js';

interface SliceAttributes {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly step: number;
}

const embed: Embed = /* @__PURE__ */ defineEmbed('sliceBackward');

const sliceView: (x: Tensor, attributes: SliceAttributes) => Tensor = /* @__PURE__ */ defineView<SliceAttributes>({
  name: 'slice',
  geometry: (x, { axis, start, length, step }) => ({
    shape: x.shape.with(axis, length),
    strides: x.strides.with(axis, x.strides[axis]! * step),
    offset: x.offset + start * x.strides[axis]!,
  }),
  vjp: ({ dy, shapes, attributes }) => [embed(dy, shapes[0]!, (whole) => sliceView(whole, attributes))],
});

export interface SliceOptions {
  /** @default 0 */
  readonly dim?: number;
  /** @default 1 */
  readonly step?: number;
}

/**
 * A view of the places from `start` up to, not including, `stop` along an axis. Negative places count from the end; places beyond an
 * end mean that end, as in Python.
 *
 * @throws NnError 'AXIS', 'INDEX' for fractions, and for a step that is not positive
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 1, 2, 3, 4]).slice(1, -1).toArraySync(); // [1, 2, 3]
 * tensor([0, 1, 2, 3, 4]).slice(0, 5, { step: 2 }).toArraySync(); // [0, 2, 4]
 */
export function slice(x: Tensor, start?: number, stop?: number, options: SliceOptions = {}): Tensor {
  const { dim = 0, step = 1 } = options;
  if (x.ndim === 0) throw new NnError('INDEX', 'slice() cannot be applied to a 0-dim tensor.', { op: 'slice' });
  const axis = normalizeAxis(dim, x.ndim, 'slice');
  if (!(step > 0))
    throw new NnError('INDEX', 'slice step must be positive', {
      op: 'slice',
      details: { step },
      advice: 'Use flip() to walk backwards.',
    });
  const size = x.shape[axis]!;
  const from = place(start ?? 0, size);
  const to = Math.max(place(stop ?? size, size), from);
  for (const value of [from, to, step]) {
    if (!Number.isInteger(value))
      throw new NnError('INDEX', 'slice indices must be integers', { op: 'slice', details: { start, stop, step } });
  }
  return sliceView(x, { axis, start: from, length: Math.ceil((to - from) / step), step });
}

/** A place counted from the front, within the axis. */
function place(index: number, size: number): number {
  return Math.min(Math.max(index < 0 ? index + size : index, 0), size);
}

/**
 * A view of `length` places from `start` along an axis.
 *
 * @throws NnError 'AXIS', 'INDEX' where they do not lie within the axis
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 1, 2, 3, 4]).narrow(0, 1, 3).toArraySync(); // [1, 2, 3]
 */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  const refuse = (sentence: string): NnError =>
    new NnError('INDEX', sentence, { op: 'narrow', details: { shape: x.shape, dim, start, length } });
  if (x.ndim === 0) throw refuse('narrow() cannot be applied to a 0-dim tensor.');
  const axis = normalizeAxis(dim, x.ndim, 'narrow');
  const size = x.shape[axis]!;
  if (!Number.isInteger(start) || !Number.isInteger(length))
    throw refuse('narrow(): start and length must be integers');
  if (length < 0) throw refuse('narrow(): length must be non-negative.');
  if (start < -size || start > size)
    throw refuse(`Dimension out of range (expected to be in range of [${-size}, ${size - 1}], but got ${start})`);
  const from = start < 0 ? start + size : start;
  if (from + length > size) throw refuse(`start (${from}) + length (${length}) exceeds dimension size (${size}).`);
  return sliceView(x, { axis, start: from, length, step: 1 });
}
