import type { Tensor } from '@nn/tensor';

/** @internal Shortens the rows of a table that are named, and longer than `maxNorm`, to that length, in place; nothing is recorded. */
export function renormalizeRows(weight: Tensor, index: Tensor, maxNorm: number, normType: number): void {
  const table = weight.detach();
  const places = index.reshape([-1]);
  const rows = table.indexSelect(0, places);
  const norms = rows.norm(normType, 1, { keepdim: true });
  const wide = weight.storage.backend.capabilities.dtypes.includes('float64') ? 'float64' : weight.dtype;
  const shortening = norms.to(wide).add(1e-7).reciprocal().mul(maxNorm).to(weight.dtype);
  // A factor of 1 leaves a row to the bit as it was; a row that is named twice is written twice the same.
  const factors = shortening.maskedFill(norms.gt(maxNorm).logicalNot(), 1);
  table.storage.complete(() => table.indexCopy_(0, places, rows.mul(factors)));
}
