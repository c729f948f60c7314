import type { ConvolutionSizes } from '../wasm-kernels/products.js';

/**
 * Places of an image that lie whole strides apart, along one axis: start, start + stride, … They are seen by the same elements of the
 * window, from places of the output that lie side by side: a convolution of stride 1, of outputs to images.
 *
 * @internal
 */
export interface Phase {
  readonly start: number;
  /** How many places of the image these are. */
  readonly output: number;
  /** How many elements of the window see them: `last`, `last` - `step`, …; none where strides leave places out. */
  readonly window: number;
  readonly last: number;
  readonly step: number;
  /** Place q of these sees element t of that window at q + t · dilation - before. */
  readonly dilation: number;
  readonly before: number;
}

/** @internal Every place of the image along an axis belongs to one phase. */
export function phasesOf(convolution: ConvolutionSizes, axis: 0 | 1): Phase[] {
  const size = convolution.input[axis];
  const window = convolution.window[axis];
  const stride = convolution.stride[axis];
  const dilation = convolution.dilation[axis];
  const before = convolution.before[axis];
  const phases: Phase[] = [];
  for (let start = 0; start < Math.min(stride, size); start++) {
    const output = Math.ceil((size - start) / stride);
    // Element k of the window stands on i from place (i + before - k · dilation) / stride, if that is whole.
    const seeing: number[] = [];
    for (let k = 0; k < window; k++) if ((start + before - k * dilation) % stride === 0) seeing.push(k);
    const last = seeing.at(-1) ?? 0;
    const step = seeing.length > 1 ? seeing[1]! - seeing[0]! : 1;
    phases.push({
      start,
      output,
      window: seeing.length,
      last,
      step,
      dilation: Math.max(1, (step * dilation) / stride),
      before: seeing.length === 0 ? 0 : (last * dilation - start - before) / stride,
    });
  }
  return phases;
}
