import { NnError, normalizeAxis, type Shape } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';
import { defineEmbed, type Embed } from './embed.js';

interface DiagonalAttributes {
  readonly offset: number;
  readonly axis1: number;
  readonly axis2: number;
}

const embed: Embed = /* @__PURE__ */ defineEmbed('diagonalBackward');

const diagonalView: (x: Tensor, attributes: DiagonalAttributes) => Tensor =
  /* @__PURE__ */ defineView<DiagonalAttributes>({
    name: 'diagonal',
    geometry: (x, { offset, axis1, axis2 }) => {
      const rows = x.shape[axis1]! - Math.max(-offset, 0);
      const columns = x.shape[axis2]! - Math.max(offset, 0);
      const length = Math.max(Math.min(rows, columns), 0);
      const others = <T>(list: readonly T[]): T[] => list.filter((_, axis) => axis !== axis1 && axis !== axis2);
      const start = offset >= 0 ? offset * x.strides[axis2]! : -offset * x.strides[axis1]!;
      return {
        shape: [...others(x.shape), length],
        strides: [...others(x.strides), x.strides[axis1]! + x.strides[axis2]!],
        offset: length === 0 ? x.offset : x.offset + start,
      };
    },
    vjp: ({ dy, shapes, attributes }) => [embed(dy, shapes[0]!, (whole) => diagonalView(whole, attributes))],
  });

export interface DiagonalOptions {
  /** Which diagonal: above the main one where positive, below where negative. @default 0 */
  readonly offset?: number;
  /** @default 0 for `diagonal`, −2 for `diagEmbed` */
  readonly dim1?: number;
  /** @default 1 for `diagonal`, −1 for `diagEmbed` */
  readonly dim2?: number;
}

/**
 * A view of the diagonals of two axes, which become one, the last.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).diagonal().toArraySync(); // [1, 4]
 */
export function diagonal(x: Tensor, options: DiagonalOptions = {}): Tensor {
  return diagonalView(x, attributesOf(options, x.ndim, [0, 1], 'diagonal'));
}

const diagEmbedOf: Embed = /* @__PURE__ */ defineEmbed('diagEmbed');

/**
 * Matrices with the last axis of `x` on a diagonal, zeros elsewhere.
 *
 * @throws NnError 'AXIS'
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).diagEmbed().toArraySync(); // [[1, 0], [0, 2]]
 */
export function diagEmbed(x: Tensor, options: DiagonalOptions = {}): Tensor {
  const attributes = attributesOf(options, x.ndim + 1, [-2, -1], 'diagEmbed');
  normalizeAxis(-1, x.ndim, 'diagEmbed');
  return diagEmbedOf(x, squareOf(x, attributes), (whole) => diagonalView(whole, attributes));
}

/** The shape in which the last axis is a diagonal. */
function squareOf(x: Tensor, { offset, axis1, axis2 }: DiagonalAttributes): Shape {
  const size = x.shape.at(-1)! + Math.abs(offset);
  const low = Math.min(axis1, axis2);
  const high = Math.max(axis1, axis2);
  return x.shape.slice(0, -1).toSpliced(low, 0, size).toSpliced(high, 0, size);
}

const diagOf: Embed = /* @__PURE__ */ defineEmbed('diag');

const diagonalCopy: Op<DiagonalAttributes> = {
  name: 'diag',
  gradName: 'DiagBackward0',
  saves: 'none',
  forward: (inputs, attributes) => diagonalView((inputs[0] as Tensor).detach(), attributes).clone(),
  vjp: ({ dy, shapes, attributes }) => [embed(dy, shapes[0]!, (whole) => diagonalView(whole, attributes))],
};

/**
 * The diagonal of a matrix, or a matrix with a vector on its diagonal. A copy.
 *
 * @throws NnError 'SHAPE' for other ranks
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2]).diag(1).toArraySync(); // [[0, 1, 0], [0, 0, 2], [0, 0, 0]]
 */
export function diag(x: Tensor, offset = 0): Tensor {
  if (x.ndim === 2) return run(diagonalCopy, [x], attributesOf({ offset }, 2, [0, 1], 'diag'));
  if (x.ndim !== 1)
    throw new NnError('SHAPE', 'matrix or a vector expected', { op: 'diag', details: { shape: x.shape } });
  const attributes = { offset: checkOffset(offset, 'diag'), axis1: 0, axis2: 1 };
  return diagOf(x, squareOf(x, attributes), (whole) => diagonalView(whole, attributes));
}

function attributesOf(
  options: DiagonalOptions,
  rank: number,
  defaults: readonly [number, number],
  op: string,
): DiagonalAttributes {
  const { offset = 0, dim1 = defaults[0], dim2 = defaults[1] } = options;
  const axis1 = normalizeAxis(dim1, rank, op);
  const axis2 = normalizeAxis(dim2, rank, op);
  if (axis1 === axis2) {
    throw new NnError('AXIS', `diagonal dimensions cannot be identical ${dim1}, ${dim2}`, {
      op,
      details: { dim1, dim2 },
    });
  }
  return { offset: checkOffset(offset, op), axis1, axis2 };
}

function checkOffset(offset: number, op: string): number {
  if (Number.isSafeInteger(offset)) return offset;
  throw new NnError('INDEX', `${op}: the offset must be a whole number, got ${offset}`, { op, details: { offset } });
}
