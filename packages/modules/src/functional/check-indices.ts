import { dtypes, NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';

/** @internal Refuses row numbers that are not int64 or int32, and a table that is not one. */
export function checkTable(input: Tensor, weight: Tensor, op: string, torchOp: string): void {
  if (input.dtype !== 'int64' && input.dtype !== 'int32') {
    const sentence = `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.${dtypes[input.dtype].torchName}Tensor instead (while checking arguments for ${torchOp})`;
    throw new NnError('DTYPE', sentence, {
      op,
      details: { dtype: input.dtype },
      advice: "Row numbers are integers: tensor([0n, 2n]), or .to('int64').",
    });
  }
  if (weight.ndim !== 2) throw new NnError('SHAPE', "'weight' must be 2-D", { op, details: { shape: weight.shape } });
}

/** @internal A row number counted from the front. */
export function checkPaddingIdx(paddingIdx: number | null | undefined, rows: number, op: string): number | null {
  if (paddingIdx == null) return null;
  if (Number.isSafeInteger(paddingIdx) && paddingIdx >= -rows && paddingIdx < rows)
    return paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  throw new NnError('OPTION', 'Padding_idx must be within num_embeddings', { op, details: { paddingIdx, rows } });
}
