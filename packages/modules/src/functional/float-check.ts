import { type DType, dtypes, NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';

/** @internal Refuses integers and booleans, in the words of PyTorch's kernels. */
export function checkFloating(x: Tensor, op: string, kernel: string): void {
  if (x.isFloatingPoint()) return;
  throw new NnError('DTYPE', `"${kernel}" not implemented for '${dtypes[x.dtype].torchName}'`, {
    op,
    details: { dtype: x.dtype },
    advice: "Convert with .to('float32') first.",
  });
}

/** @internal Refuses parameters of another dtype than the input's; 16-bit floats may meet parameters of 32 bits. */
export function checkSameFloat(x: Tensor, others: readonly (Tensor | null | undefined)[], op: string): void {
  for (const other of others) {
    if (other == null || other.dtype === x.dtype || other.dtype === widerOf(x.dtype)) continue;
    throw new NnError(
      'DTYPE',
      `mixed dtype (CPU): expect parameter to have scalar type of ${dtypes[x.dtype].torchName}`,
      {
        op,
        details: { input: x.dtype, parameter: other.dtype },
        advice: `Bring both to one dtype: .to('${x.dtype}').`,
      },
    );
  }
}

/** @internal The dtype that a sum is kept in: 32 bits for floats of 16. */
export function widerOf(dtype: DType): DType {
  return dtype === 'float16' || dtype === 'bfloat16' ? 'float32' : dtype;
}
