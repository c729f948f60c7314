import { dtypes, isFloating, NnError, numelOf, type Shape } from '@nn/core';
import { fromHost } from '../../../from-host.js';
import { allocate } from '../../../op.js';
import { toTypedArraySync } from '../../../read.js';
import type { Tensor } from '../../../tensor.js';

/** Works on one matrix of every operand, row by row in float64, and writes one of every result. */
export type OnHost = (inputs: readonly Float64Array[], outputs: readonly Float64Array[], batch: number) => void;

/**
 * Runs an algorithm on the host, in float64, once for every matrix of a batch. The results, of which `shapes` says the axes, stand one after the
 * other in one vector of the operands' dtype. Outside the graph.
 *
 * @param batches how many matrices; operands are read row by row, their first axes are the batch
 * @throws NnError 'SYNC_READ' where the values cannot be read at once
 */
export function runOnHost(
  op: string,
  inputs: readonly Tensor[],
  batches: number,
  shapes: readonly Shape[],
  compute: OnHost,
): Tensor {
  const like = inputs[0]!;
  const { backend } = like.storage;
  const sizes = shapes.map(numelOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (backend.name === 'meta') return allocate(like, backend, like.dtype, [total]);
  if (backend.memory.downloadSync === undefined) {
    throw new NnError(
      'SYNC_READ',
      `${op}: computed on the host, and values on device '${backend.name}' cannot be read without waiting`,
      {
        op,
        details: { device: backend.name },
        advice: "Bring the matrix over first: await toAsync(x, 'cpu').",
      },
    );
  }
  const values = inputs.map((x) => doubles(x, op));
  const results = new Float64Array(total);
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  for (let batch = 0; batch < batches; batch++) {
    const part = (array: Float64Array, start: number, length: number): Float64Array =>
      array.subarray(start + batch * (length / batches), start + (batch + 1) * (length / batches));
    compute(
      values.map((array) => part(array, 0, array.length)),
      sizes.map((size, i) => part(results, starts[i]!, size)),
      batch,
    );
  }
  return fromHost(like, backend, like.dtype, [total], like.dtype === 'float64' ? results : Float32Array.from(results));
}

function doubles(x: Tensor, op: string): Float64Array {
  return Float64Array.from(toTypedArraySync(x.detach(), op) as Float32Array);
}

/** The batch axes of a matrix or a batch of them. */
export function batchOf(x: Tensor): Shape {
  return x.shape.slice(0, -2);
}

/** Refuses what is no matrix or batch of matrices of float32 or float64. */
export function checkMatrix(x: Tensor, op: string): void {
  if (x.ndim < 2)
    throw new NnError('SHAPE', `linalg.${op}: The input tensor A must have at least 2 dimensions.`, {
      op,
      details: { shape: x.shape },
    });
  checkFloat(x, op);
}

/** Refuses all dtypes but float32 and float64. */
export function checkFloat(x: Tensor, op: string): void {
  if (!isFloating(x.dtype)) {
    throw new NnError(
      'DTYPE',
      `linalg.${op}: Expected a floating point or complex tensor as input. Got ${dtypes[x.dtype].torchName}`,
      {
        op,
        details: { dtype: x.dtype },
        advice: "Convert with .to('float32') first.",
      },
    );
  }
  if (x.dtype !== 'float32' && x.dtype !== 'float64') {
    throw new NnError('DTYPE', `linalg.${op}: Low precision dtypes not supported. Got ${dtypes[x.dtype].torchName}`, {
      op,
      details: { dtype: x.dtype },
      advice: "Convert with .to('float32') first.",
    });
  }
}

/** Refuses what is not square too. */
export function checkSquare(x: Tensor, op: string): void {
  checkMatrix(x, op);
  const [m, n] = [x.shape.at(-2)!, x.shape.at(-1)!];
  if (m !== n)
    throw new NnError(
      'SHAPE',
      `linalg.${op}: A must be batches of square matrices, but they are ${m} by ${n} matrices`,
      { op, details: { shape: x.shape } },
    );
}

/** `(Batch element 1): ` where there are several. */
export function batchElement(x: Tensor, batch: number): string {
  return x.ndim > 2 ? `(Batch element ${batch}): ` : '';
}
