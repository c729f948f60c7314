import { cat } from '../ops/join/cat.js';
import type { Tensor } from '../tensor.js';
import type { PrintSettings } from './options.js';

/** @internal The part of a tensor that is shown: all of it, or the ends of its long axes. */
export function summarized(x: Tensor, { threshold, edgeitems }: PrintSettings): { part: Tensor; cut: boolean[] } {
  let part = x.detach();
  const cut = x.shape.map((size) => x.numel() > threshold && size > 2 * edgeitems);
  cut.forEach((long, axis) => {
    if (!long) return;
    const size = x.shape[axis]!;
    part = cat([part.narrow(axis, 0, edgeitems), part.narrow(axis, size - edgeitems, edgeitems)], axis);
  });
  return { part, cut };
}
