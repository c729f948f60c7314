import { NnError, type Shape } from '@nn/core';

/** The sizes of a matrix; a coded error for any other number of dimensions. */
export function matrixShape(op: string, shape: Shape): [rows: number, columns: number] {
  const [rows, columns] = shape;
  if (shape.length === 2) return [rows!, columns!];
  throw new NnError('SHAPE', 'Only tensors with 2 dimensions are supported', {
    op,
    details: { shape },
    advice: `The shape is [${shape.join(', ')}].`,
  });
}
