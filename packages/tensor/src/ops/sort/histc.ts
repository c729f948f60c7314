import { isFloating, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { notImplemented } from '../reduce/axes.js';
import { filled } from '../reduce/filled.js';

export interface HistcOptions {
  /** How many intervals of equal width. @default 100 */
  readonly bins?: number;
  /** The lower end. @default the smallest element, where min = max = 0 */
  readonly min?: number;
  /** The upper end, which belongs to the last interval. @default the greatest element, where min = max = 0 */
  readonly max?: number;
}

/**
 * How many elements are in each of some intervals of equal width; what is outside, or NaN, does not count. In the input's dtype.
 *
 * @throws NnError 'OPTION' for no bins or max < min, 'VALUE' where the elements span no finite range, 'DTYPE' for integers and booleans,
 * 'SYNC_READ' on devices that cannot be read at once, where the range is not given
 * @example
 * import { histc, tensor } from '@nn/nn';
 *
 * histc(tensor([0, 1, 1, 3]), { bins: 3 }).toArraySync(); // [1, 2, 1]
 */
export function histc(x: Tensor, options: HistcOptions = {}): Tensor {
  const { bins = 100, min = 0, max = 0 } = options;
  if (!isFloating(x.dtype))
    throw notImplemented('histogram_cpu', x.dtype, 'histc', "Convert with .to('float32') first.");
  if (!Number.isInteger(bins) || bins <= 0)
    throw new NnError('OPTION', `torch.histogram(): bins must be > 0, but got ${bins} for dimension 0`, {
      op: 'histc',
      details: { bins },
    });
  const [low, high] = rangeOf(x, min, max);
  const flat = x.detach().reshape([-1]);
  const counts = filled(x, [bins], 0);
  if (flat.numel() === 0) return counts;
  const inside = flat.ge(low).logicalAnd(flat.le(high));
  const place = flat
    .sub(low)
    .mul(bins)
    .div(high - low)
    .floor()
    .clamp(0, bins - 1)
    .maskedFill(inside.logicalNot(), 0)
    .to('int64');
  x.storage.backend.kernels.scatter([place, inside.to(x.dtype)], { axis: 0, mode: 'add' }, [counts]);
  return counts;
}

function said(x: number): string {
  return String(x).replace('Infinity', 'inf').replace('NaN', 'nan');
}

function rangeOf(x: Tensor, min: number, max: number): readonly [number, number] {
  let [low, high] = [min, max];
  if (low === high && x.numel() > 0) {
    low = x.detach().min().itemSync();
    high = x.detach().max().itemSync();
  }
  if (low === high) return [low - 1, high + 1];
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    throw new NnError('VALUE', `torch.histc: range of [${said(low)}, ${said(high)}] is not finite`, {
      op: 'histc',
      details: { min: low, max: high },
    });
  }
  if (low > high)
    throw new NnError('OPTION', 'torch.histc: max must be larger than min', {
      op: 'histc',
      details: { min: low, max: high },
    });
  return [low, high];
}
