import { NnError } from '@nn/core';
import { run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { type Checked, checkNotNegative, checkOperands, checkPositive, isUnbatched, perAxis } from './conv-check.js';
import { transposedConvolution } from './convolution.js';
import { checkWhole, type Rank, type Size } from './size.js';

export interface ConvTransposeOptions {
  /** From one window to the next, in the output. @default 1 */
  readonly stride?: Size;
  /** What is cut off on both sides of the output. @default 0 */
  readonly padding?: Size;
  /** More of the output after its end: a strided convolution gives one shape for inputs of several. @default 0 */
  readonly outputPadding?: Size;
  /** Parts that channels fall into. @default 1 */
  readonly groups?: number;
  /** From one element of a window to the next. @default 1 */
  readonly dilation?: Size;
}

/**
 * Transposed convolution over one axis: what `conv1d` does to a gradient. Every input adds its multiple of the kernel to a window of the output.
 *
 * Shapes: x `[N, C, L]` or `[C, L]`, weight `[C, M/groups, K]`, bias `[M]`, y `[N, M, L′]` with
 * L′ = (L−1)·stride − 2·padding + dilation·(K−1) + outputPadding + 1.
 *
 * @throws NnError 'SHAPE' where operands do not fit, or nothing is left of the output; 'OPTION', 'DTYPE'
 * @example
 * import { convTranspose1d, tensor } from '@nn/nn';
 *
 * convTranspose1d(tensor([[1, 2]]), tensor([[[1, 10]]]), null, { stride: 2 }).toArraySync(); // [[1, 10, 2, 20]]
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose(1, x, weight, bias, options);
}

/**
 * Transposed convolution over two axes. Shapes: x `[N, C, H, W]` or `[C, H, W]`, weight `[C, M/groups, Kh, Kw]`, bias `[M]`.
 *
 * @throws NnError as `convTranspose1d`
 * @example
 * import { convTranspose2d, ones } from '@nn/nn';
 *
 * convTranspose2d(ones([1, 3, 4, 4]), ones([3, 2, 3, 3]), null, { stride: 2, padding: 1, outputPadding: 1 }).shape; // [1, 2, 8, 8]
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose(2, x, weight, bias, options);
}

/**
 * Transposed convolution over three axes. Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]`, weight `[C, M/groups, Kd, Kh, Kw]`, bias `[M]`.
 *
 * @throws NnError as `convTranspose1d`
 * @example
 * import { convTranspose3d, ones } from '@nn/nn';
 *
 * convTranspose3d(ones([1, 2, 3, 3, 3]), ones([2, 3, 2, 2, 2]), null, { stride: 2 }).shape; // [1, 3, 6, 6, 6]
 */
export function convTranspose3d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTransposeOptions = {},
): Tensor {
  return convTranspose(3, x, weight, bias, options);
}

function convTranspose(
  rank: Rank,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTransposeOptions,
): Tensor {
  const checked: Checked = { rank, op: `convTranspose${rank}d`, name: `conv_transpose${rank}d`, transposed: true };
  if (isUnbatched(checked, x)) return convTranspose(rank, x.unsqueeze(0), weight, bias, options).squeeze(0);
  const { groups = 1 } = options;
  const stride = perAxis(checked, 'stride', options.stride ?? 1);
  const padding = perAxis(checked, 'padding', paddingOf(checked, options.padding ?? 0));
  const outputPadding = perAxis(checked, 'output_padding', options.outputPadding ?? 0);
  const dilation = perAxis(checked, 'dilation', options.dilation ?? 1);
  checkWhole([groups], 'groups', checked.op);
  checkPositive(checked, 'groups', [groups]);
  checkPositive(checked, 'stride', stride);
  checkPositive(checked, 'dilation', dilation);
  checkNotNegative(checked, 'padding', padding);
  checkNotNegative(checked, 'output_padding', outputPadding);
  checkOperands(checked, x, weight, bias, groups);
  checkOutputPadding(checked, outputPadding, stride, dilation);
  const kernel = weight.shape.slice(2);
  const output = x.shape.slice(2);
  const input = output.map(
    (size, axis) =>
      (size - 1) * stride[axis]! -
      2 * padding[axis]! +
      dilation[axis]! * (kernel[axis]! - 1) +
      outputPadding[axis]! +
      1,
  );
  if (input.some((size) => size < 1) || output.includes(0) || kernel.includes(0)) {
    throw new NnError(
      'SHAPE',
      `Given input size per channel: (${output.join(' x ')}). Calculated output size per channel: (${input.join(' x ')}). Output size is too small`,
      { op: checked.op, details: { shape: x.shape, weight: weight.shape, padding } },
    );
  }
  const geometry = { input, output, kernel, stride, dilation, before: padding, groups };
  return run(transposedConvolution, bias === null ? [weight, x] : [weight, x, bias], geometry);
}

/** Words are for convolutions only. */
function paddingOf({ op, name }: Checked, padding: Size): Size {
  if (typeof padding !== 'string') return padding;
  throw new NnError('OPTION', `${name}(): argument 'padding' must be tuple of ints, not str`, {
    op,
    details: { padding },
  });
}

const names = ['depth', 'height', 'width'];

function checkOutputPadding(
  { op, rank }: Checked,
  outputPadding: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): void {
  if (outputPadding.every((size, axis) => size < Math.max(stride[axis]!, dilation[axis]!))) return;
  const written = (name: string, values: readonly number[]): string =>
    values.map((value, axis) => `${name}_${names[axis + 3 - rank]}: ${value}`).join(' ');
  throw new NnError(
    'OPTION',
    `output padding must be smaller than either stride or dilation, but got ${written('output_padding', outputPadding)} ${written('stride', stride)} ${written('dilation', dilation)}`,
    { op, details: { outputPadding, stride, dilation } },
  );
}
