import { NnError } from '@nn/core';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import { fromHost } from '../../from-host.js';
import { gradNameOf, type Op, type Operand, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';

/** column − row ≤ diagonal */
const below: Elementwise<readonly [row: Operand, column: Operand, diagonal: Operand]> =
  /* @__PURE__ */ defineElementwise({
    name: 'below',
    result: 'compare',
    expression: (row, column, diagonal) => column.sub(row).le(diagonal),
  });

function defineTriangle(name: 'tril' | 'triu'): Op<number> {
  return {
    name,
    gradName: gradNameOf(name),
    saves: 'none',
    forward: (inputs, diagonal) => {
      const x = (inputs[0] as Tensor).detach();
      const count = (length: number, shape: readonly number[]): Tensor =>
        fromHost(
          x,
          x.storage.backend,
          'int32',
          shape,
          Int32Array.from({ length }, (_, i) => i),
        );
      const [rows, columns] = x.shape.slice(-2) as [number, number];
      // The part that goes: what is above the lower triangle, or below the upper one.
      const kept = below(count(rows, [rows, 1]), count(columns, [columns]), name === 'tril' ? diagonal : diagonal - 1);
      return x.maskedFill(name === 'tril' ? kept.logicalNot() : kept, 0);
    },
    vjp: ({ dy, attributes }) => [name === 'tril' ? dy.tril(attributes) : dy.triu(attributes)],
  };
}

const trilOp: Op<number> = /* @__PURE__ */ defineTriangle('tril');
const triuOp: Op<number> = /* @__PURE__ */ defineTriangle('triu');

/**
 * The lower triangle of matrices, zeros above. With `diagonal` k, up to the k-th diagonal above the main one.
 *
 * @throws NnError 'AXIS' for fewer than two axes
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).tril().toArraySync(); // [[1, 0], [3, 4]]
 */
export function tril(x: Tensor, diagonal = 0): Tensor {
  return run(trilOp, [x], check(x, diagonal, 'tril'));
}

/**
 * The upper triangle of matrices, zeros below. With `diagonal` k, from the k-th diagonal above the main one.
 *
 * @throws NnError 'AXIS' for fewer than two axes
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([[1, 2], [3, 4]]).triu(1).toArraySync(); // [[0, 2], [0, 0]]
 */
export function triu(x: Tensor, diagonal = 0): Tensor {
  return run(triuOp, [x], check(x, diagonal, 'triu'));
}

function check(x: Tensor, diagonal: number, op: string): number {
  if (x.ndim < 2)
    throw new NnError('AXIS', `${op}: input tensor must have at least 2 dimensions`, {
      op,
      details: { shape: x.shape },
    });
  if (!Number.isSafeInteger(diagonal))
    throw new NnError('INDEX', `${op}: the diagonal must be a whole number, got ${diagonal}`, {
      op,
      details: { diagonal },
    });
  return diagonal;
}
