import { cast } from '../../copy.js';
import type { Tensor } from '../../tensor.js';

/** @internal float16 and bfloat16 go through float32 as a whole: what stands between input and result is not rounded to 16 bits. */
export function widened(x: Tensor, f: (wide: Tensor) => Tensor): Tensor {
  return x.dtype === 'float16' || x.dtype === 'bfloat16' ? cast(f(cast(x, 'float32')), x.dtype) : f(x);
}
