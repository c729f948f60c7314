import { formatShape, NnError, normalizeAxis } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';
import { defineEmbed, type Embed } from '../movement/embed.js';

interface PartAttributes {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
}

type Part = (x: Tensor, attributes: PartAttributes) => Tensor;

const embed: Embed = /* @__PURE__ */ defineEmbed('splitBackward');

/** A view of some places of an axis, under PyTorch's name for the way in which it was asked for. */
function definePart(name: string): Part {
  const part: Part = defineView<PartAttributes>({
    name,
    geometry: (x, { axis, start, length }) => ({
      shape: x.shape.with(axis, length),
      strides: x.strides,
      offset: x.offset + start * x.strides[axis]!,
    }),
    vjp: ({ dy, shapes, attributes }) => [embed(dy, shapes[0]!, (whole) => part(whole, attributes))],
  });
  return part;
}

const evenPart: Part = /* @__PURE__ */ definePart('split');
const sizedPart: Part = /* @__PURE__ */ definePart('splitWithSizes');

/**
 * Views of the parts of an axis, each `size` long (the last may be shorter), or of the given sizes, which add up to the axis.
 *
 * @throws NnError 'AXIS', 'SHAPE'
 * @example
 * import { arange } from '@nn/nn';
 *
 * arange(5).split(2).map((part) => part.toArraySync()); // [[0, 1], [2, 3], [4]]
 */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  const details = { shape: x.shape, size, dim };
  if (x.ndim === 0)
    throw new NnError('SHAPE', 'split expects at least a 1-dimensional tensor', { op: 'split', details });
  const axis = normalizeAxis(dim, x.ndim, 'split');
  const length = x.shape[axis]!;
  return typeof size === 'number' ? evenly(x, axis, length, size) : sized(x, axis, length, size);
}

function evenly(x: Tensor, axis: number, length: number, size: number): Tensor[] {
  const refuse = (sentence: string): NnError =>
    new NnError('SHAPE', sentence, { op: 'split', details: { shape: x.shape, size, axis } });
  if (!Number.isInteger(size)) throw refuse(`split: the size must be a whole number, got ${size}`);
  if (size < 0) throw refuse(`split expects split_size be non-negative, but got split_size=${size}`);
  if (size === 0 && length > 0)
    throw refuse(`split_size can only be 0 if dimension size is 0, but got dimension size of ${length}`);
  const count = size === 0 ? 1 : Math.max(Math.ceil(length / size), 1);
  return Array.from({ length: count }, (_, i) =>
    evenPart(x, { axis, start: i * size, length: Math.min(size, length - i * size) }),
  );
}

function sized(x: Tensor, axis: number, length: number, sizes: readonly number[]): Tensor[] {
  const refuse = (sentence: string): NnError =>
    new NnError('SHAPE', sentence, { op: 'split', details: { shape: x.shape, sizes, axis } });
  if (sizes.some((size) => !Number.isInteger(size) || size < 0)) {
    throw refuse(
      `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${formatShape(sizes)}`,
    );
  }
  if (sizes.reduce((sum, size) => sum + size, 0) !== length) {
    throw refuse(
      `split_with_sizes expects split_sizes to sum exactly to ${length} (input tensor's size at dimension ${axis}), but got split_sizes=${formatShape(sizes)}`,
    );
  }
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return sizedPart(x, { axis, start: start - size, length: size });
  });
}

/**
 * Views of at most `chunks` parts of an axis, all of one length but the last.
 *
 * @throws NnError 'AXIS', 'SHAPE'
 * @example
 * import { arange } from '@nn/nn';
 *
 * arange(5).chunk(2).map((part) => part.toArraySync()); // [[0, 1, 2], [3, 4]]
 */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  const details = { shape: x.shape, chunks, dim };
  if (x.ndim === 0)
    throw new NnError('SHAPE', 'chunk expects at least a 1-dimensional tensor', { op: 'chunk', details });
  if (!Number.isInteger(chunks) || chunks <= 0)
    throw new NnError('SHAPE', `chunk expects \`chunks\` to be greater than 0, got: ${chunks}`, {
      op: 'chunk',
      details,
    });
  const axis = normalizeAxis(dim, x.ndim, 'chunk');
  const length = x.shape[axis]!;
  if (length === 0) return sized(x, axis, 0, new Array<number>(chunks).fill(0));
  return evenly(x, axis, length, Math.ceil(length / chunks));
}

/**
 * Views of exactly so many parts of an axis, the first ones longer by one where it does not divide; or of the parts between the given
 * places, as slices.
 *
 * @throws NnError 'AXIS', 'SHAPE'
 * @example
 * import { arange } from '@nn/nn';
 *
 * arange(5).tensorSplit([1, 3]).map((part) => part.toArraySync()); // [[0], [1, 2], [3, 4]]
 */
export function tensorSplit(x: Tensor, sections: number | readonly number[], dim = 0): Tensor[] {
  const details = { shape: x.shape, sections, dim };
  if (x.ndim === 0) {
    throw new NnError('SHAPE', 'tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims', {
      op: 'tensorSplit',
      details,
    });
  }
  const axis = normalizeAxis(dim, x.ndim, 'tensorSplit');
  const length = x.shape[axis]!;
  if (typeof sections === 'object') {
    const starts = [0, ...sections];
    return starts.map((start, i) => x.slice(start, sections[i] ?? length, { dim: axis }));
  }
  if (!Number.isInteger(sections) || sections <= 0) {
    throw new NnError('SHAPE', `number of sections must be larger than 0, got ${sections}`, {
      op: 'tensorSplit',
      details,
    });
  }
  const least = Math.floor(length / sections);
  const longer = length % sections;
  return Array.from({ length: sections }, (_, i) => {
    const start = i * least + Math.min(i, longer);
    return x.slice(start, start + least + (i < longer ? 1 : 0), { dim: axis });
  });
}
