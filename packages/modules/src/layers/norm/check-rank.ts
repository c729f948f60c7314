import { formatShape, NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';

/** @internal Refuses an input whose number of axes is none of `ranks`, in PyTorch's words. */
export function checkRank(x: Tensor, ranks: readonly number[], op: string): void {
  if (ranks.includes(x.ndim)) return;
  const wanted = ranks.map((rank) => `${rank}D`).join(' or ');
  throw new NnError('SHAPE', `expected ${wanted} input (got ${x.ndim}D input)`, {
    op,
    details: { shape: x.shape, ranks },
    advice: `This one has shape ${formatShape(x.shape)}.`,
  });
}
