import { broadcastShapes, NnError, numelOf } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { substitute } from './host/lu.js';
import { batchOf, checkMatrix, checkSquare, runOnHost } from './host/run-on-host.js';
import { checkSameDType } from './product.js';

export interface SolveTriangularOptions {
  /** Which triangle of A is read. */
  readonly upper: boolean;
  /** Solve A·X = B, or X·A = B. @default true */
  readonly left?: boolean;
  /** Take the diagonal for ones. @default false */
  readonly unitriangular?: boolean;
}

interface Triangle {
  readonly upper: boolean;
  readonly unit: boolean;
}

/** A·X = B for one triangle of A; the batches are alike. */
const solveOp: Op<Triangle> = {
  name: 'solveTriangular',
  gradName: 'LinalgSolveTriangularBackward0',
  saves: 'both',
  forward: (inputs, { upper, unit }) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    const [n, columns] = [b.shape.at(-2)!, b.shape.at(-1)!];
    const packed = runOnHost('solveTriangular', [a, b], numelOf(batchOf(b)), [b.shape], ([t, from], [to]) => {
      to!.set(from!);
      substitute(t!, n, to!, columns, upper, unit);
    });
    return packed.reshape(b.shape);
  },
  vjp: ({ a, y, dy, attributes: { upper, unit }, needs }) => {
    const db = run(solveOp, [a.mT, dy], { upper: !upper, unit });
    const da = (): Tensor => {
      const all = db.matmul(y.mT).neg();
      const inside = unit ? 1 : 0;
      return upper ? all.triu(inside) : all.tril(-inside);
    };
    return [needs[0] ? da() : null, db];
  },
};

/**
 * The X of A·X = B, or of X·A = B, where A is triangular: only that triangle of it is read. Batches broadcast. Computed in float64 on the host.
 *
 * @throws NnError 'SHAPE' where the shapes do not fit, 'DTYPE' for two dtypes and for all but float32 and float64, 'SYNC_READ' on devices that cannot
 * be read at once
 * @example
 * import { linalg, tensor } from '@nn/nn';
 *
 * linalg.solveTriangular(tensor([[2, 0], [1, 1]]), tensor([[2], [3]]), { upper: false }).toArraySync(); // [[1], [2]]
 */
export function solveTriangular(a: Tensor, b: Tensor, options: SolveTriangularOptions): Tensor {
  const { upper, left = true, unitriangular: unit = false } = options;
  checkSquare(a, 'solve_triangular');
  checkMatrix(b, 'solve_triangular');
  checkSameDType(a, b, 'solveTriangular');
  const n = a.shape.at(-1)!;
  if (b.shape.at(left ? -2 : -1) !== n) {
    const [rows, columns] = [b.shape.at(-2)!, b.shape.at(-1)!];
    throw new NnError(
      'SHAPE',
      `linalg.solve_triangular: Incompatible shapes of A and B for the equation ${left ? 'AX = B' : 'XA = B'} (${n}x${n} and ${rows}x${columns})`,
      {
        op: 'solveTriangular',
        details: { shapes: [a.shape, b.shape], left },
      },
    );
  }
  const batch = broadcastShapes([batchOf(a), batchOf(b)], 'solveTriangular');
  const wideA = a.expand([...batch, n, n]);
  const wideB = b.expand([...batch, b.shape.at(-2)!, b.shape.at(-1)!]);
  return left
    ? run(solveOp, [wideA, wideB], { upper, unit })
    : run(solveOp, [wideA.mT, wideB.mT], { upper: !upper, unit }).mT;
}
