import { broadcastShapes, dtypes, NnError, numelOf, sameShape } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { lu, luSolve } from './host/lu.js';
import { batchElement, batchOf, checkFloat, checkSquare, runOnHost } from './host/run-on-host.js';

export interface SolveOptions {
  /** Solve A·X = B, or X·A = B. @default true */
  readonly left?: boolean;
}

/** A·X = B; the batches are alike. */
const solveOp: Op<null> = {
  name: 'solve',
  gradName: 'LinalgSolveExBackward0',
  saves: 'both',
  forward: (inputs) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    const [n, columns] = [b.shape.at(-2)!, b.shape.at(-1)!];
    const packed = runOnHost('solve', [a, b], numelOf(batchOf(b)), [b.shape], ([matrix, right], [x], batch) => {
      const factors = lu(matrix!, n);
      if (factors.singularAt >= 0) {
        throw new NnError(
          'VALUE',
          `torch.linalg.solve: ${batchElement(a, batch)}The solver failed because the input matrix is singular.`,
          { op: 'solve', details: { batch } },
        );
      }
      luSolve(factors, n, right!, columns, x!);
    });
    return packed.reshape(b.shape);
  },
  vjp: ({ a, y, dy, needs }) => {
    const db = run(solveOp, [a.mT, dy], null);
    return [needs[0] ? db.matmul(y.mT).neg() : null, db];
  },
};

/**
 * The X of A·X = B, or of X·A = B. B is a matrix, or a vector (or a batch of vectors, of A's batch). Batches broadcast. Computed in float64 on the
 * host.
 *
 * @throws NnError 'VALUE' for a singular A, 'SHAPE' where the shapes do not fit, 'DTYPE' for two dtypes and for all but float32 and float64,
 * 'SYNC_READ' on devices that cannot be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.solve(tensor([[2, 0], [0, 4]]), tensor([2, 2])).toArraySync(); // [1, 0.5]
 */
export function solve(a: Tensor, b: Tensor, options: SolveOptions = {}): Tensor {
  const { left = true } = options;
  checkSquare(a, 'solve');
  checkFloat(b, 'solve');
  if (a.dtype !== b.dtype) {
    throw new NnError(
      'DTYPE',
      `linalg.solve: Expected A and B to have the same dtype, but found A of type ${dtypes[a.dtype].torchName} and B of type ${dtypes[b.dtype].torchName} instead`,
      {
        op: 'solve',
        details: { dtypes: [a.dtype, b.dtype] },
        advice: `Convert one with .to('${a.dtype}').`,
      },
    );
  }
  // PyTorch's rule: a vector, or a batch of them that looks like A without its last axis.
  const isVector = b.ndim === 1 || (b.ndim === a.ndim - 1 && sameShape(b.shape, a.shape.slice(0, -1)));
  if (isVector && !left)
    throw new NnError(
      'SHAPE',
      'linalg.solve: Vector broadcasting of the left hand side is not supported for left=False. In this case linalg.solve is equivalent to B / A.squeeze(-1)',
      { op: 'solve' },
    );
  if (isVector) return matrices(a, b.unsqueeze(-1)).squeeze(-1);
  return left ? matrices(a, b) : matrices(a, b, 'XA = B');
}

function matrices(a: Tensor, b: Tensor, equation: 'AX = B' | 'XA = B' = 'AX = B'): Tensor {
  const n = a.shape.at(-1)!;
  const left = equation === 'AX = B';
  if (b.shape.at(left ? -2 : -1) !== n) {
    throw new NnError(
      'SHAPE',
      `linalg.solve: Incompatible shapes of A and B for the equation ${equation} (${n}x${n} and ${b.shape.at(-2)}x${b.shape.at(-1)})`,
      {
        op: 'solve',
        details: { shapes: [a.shape, b.shape], left },
      },
    );
  }
  const batch = broadcastShapes([batchOf(a), batchOf(b)], 'solve');
  const wideA = a.expand([...batch, n, n]);
  const wideB = b.expand([...batch, b.shape.at(-2)!, b.shape.at(-1)!]);
  return left ? run(solveOp, [wideA, wideB], null) : run(solveOp, [wideA.mT, wideB.mT], null).mT;
}
