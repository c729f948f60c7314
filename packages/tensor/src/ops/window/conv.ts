import { formatShape, NnError } from '@nn/core';
import { run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { type Checked, checkNotNegative, checkOperands, checkPositive, isUnbatched, perAxis } from './conv-check.js';
import { type Convolution, convolution } from './convolution.js';
import { checkWhole, type Rank, type Size } from './size.js';
import { windowCount } from './windows.js';

export interface ConvOptions {
  /** From one window to the next. @default 1 */
  readonly stride?: Size;
  /** Zeros on both sides; `'same'` for as many outputs as inputs (the odd one comes after), `'valid'` for none. @default 0 */
  readonly padding?: Size | 'same' | 'valid';
  /** From one element of a window to the next. @default 1 */
  readonly dilation?: Size;
  /** Parts that channels fall into; each is convolved by itself. @default 1 */
  readonly groups?: number;
}

/**
 * Convolution (cross-correlation, as in every library of networks) over one axis: y[n, m, o] = b[m] + Σ x[n, c, o·stride − padding +
 * k·dilation] · w[m, c, k], over the channels c of the group of m and the places k of the kernel.
 *
 * Shapes: x `[N, C, L]` or `[C, L]`, weight `[M, C/groups, K]`, bias `[M]`, y `[N, M, L′]` with L′ = ⌊(L + 2·padding − dilation·(K−1) − 1)/stride⌋ + 1.
 *
 * @throws NnError 'SHAPE' where operands do not fit, or the kernel is larger than the padded input; 'OPTION', 'DTYPE'
 * @example
 * import { conv1d, tensor } from '@nn/nn';
 *
 * conv1d(tensor([[1, 2, 3, 4]]), tensor([[[1, -1]]])).toArraySync(); // [[-1, -1, -1]]
 */
export function conv1d(x: Tensor, weight: Tensor, bias: Tensor | null = null, options: ConvOptions = {}): Tensor {
  return conv(1, x, weight, bias, options);
}

/**
 * Convolution over two axes: `conv1d` for pictures. Shapes: x `[N, C, H, W]` or `[C, H, W]`, weight `[M, C/groups, Kh, Kw]`, bias `[M]`.
 *
 * @throws NnError as `conv1d`
 * @example
 * import { conv2d, ones } from '@nn/nn';
 *
 * conv2d(ones([1, 3, 8, 8]), ones([4, 3, 3, 3]), null, { stride: 2, padding: 1 }).shape; // [1, 4, 4, 4]
 */
export function conv2d(x: Tensor, weight: Tensor, bias: Tensor | null = null, options: ConvOptions = {}): Tensor {
  return conv(2, x, weight, bias, options);
}

/**
 * Convolution over three axes: `conv1d` for volumes. Shapes: x `[N, C, D, H, W]` or `[C, D, H, W]`, weight `[M, C/groups, Kd, Kh, Kw]`.
 *
 * @throws NnError as `conv1d`
 * @example
 * import { conv3d, ones } from '@nn/nn';
 *
 * conv3d(ones([1, 2, 4, 5, 6]), ones([3, 2, 2, 2, 2])).shape; // [1, 3, 3, 4, 5]
 */
export function conv3d(x: Tensor, weight: Tensor, bias: Tensor | null = null, options: ConvOptions = {}): Tensor {
  return conv(3, x, weight, bias, options);
}

function conv(rank: Rank, x: Tensor, weight: Tensor, bias: Tensor | null, options: ConvOptions): Tensor {
  const op = `conv${rank}d`;
  const checked: Checked = { rank, op, name: op, transposed: false };
  const { groups = 1 } = options;
  const stride = perAxis(checked, 'stride', options.stride ?? 1);
  const dilation = perAxis(checked, 'dilation', options.dilation ?? 1);
  const unbatched = isUnbatched(checked, x);
  if (unbatched) return conv(rank, x.unsqueeze(0), weight, bias, options).squeeze(0);
  checkWhole([groups], 'groups', checked.op);
  checkPositive(checked, 'groups', [groups]);
  checkPositive(checked, 'stride', stride);
  checkPositive(checked, 'dilation', dilation);
  const margins = marginsOf(checked, options.padding ?? 0, stride, dilation, weight.shape.slice(2));
  checkOperands(checked, x, weight, bias, groups);
  const geometry = geometryOf(checked, x, weight, { groups, stride, dilation, margins });
  return run(convolution, bias === null ? [x, weight] : [x, weight, bias], geometry);
}

/** How much stands before the input and around it in all, along every axis. */
interface Margin {
  readonly before: number;
  readonly total: number;
}

function marginsOf(
  checked: Checked,
  padding: Size | 'same' | 'valid',
  stride: readonly number[],
  dilation: readonly number[],
  kernel: readonly number[],
): readonly Margin[] {
  if (typeof padding !== 'string') {
    const values = perAxis(checked, 'padding', padding);
    checkNotNegative(checked, 'padding', values);
    return values.map((value) => ({ before: value, total: 2 * value }));
  }
  const { op } = checked;
  if (padding === 'valid') return stride.map(() => ({ before: 0, total: 0 }));
  if (padding !== 'same') {
    throw new NnError('OPTION', `Invalid padding string: '${String(padding)}'`, {
      op,
      details: { padding },
      advice: "Use 'same', 'valid', or numbers.",
    });
  }
  if (stride.some((step) => step !== 1)) {
    throw new NnError('OPTION', "padding='same' is not supported for strided convolutions", {
      op,
      details: { stride },
    });
  }
  return dilation.map((step, axis) => {
    const total = step * ((kernel[axis] ?? 1) - 1);
    return { before: Math.floor(total / 2), total };
  });
}

interface Steps {
  readonly groups: number;
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly margins: readonly Margin[];
}

/** The windows of a kernel that fits into the padded input. */
function geometryOf({ op }: Checked, x: Tensor, weight: Tensor, { margins, ...steps }: Steps): Convolution {
  const input = x.shape.slice(2);
  const kernel = weight.shape.slice(2);
  const padded = input.map((size, axis) => size + margins[axis]!.total);
  const details = { shape: x.shape, weight: weight.shape, stride: steps.stride, dilation: steps.dilation };
  const reach = kernel.map((size, axis) => steps.dilation[axis]! * (size - 1) + 1);
  if (reach.some((size, axis) => size > padded[axis]!) || kernel.includes(0)) {
    throw new NnError(
      'SHAPE',
      `Calculated padded input size per channel: (${padded.join(' x ')}). Kernel size: (${reach.join(' x ')}). Kernel size can't be greater than actual input size`,
      {
        op,
        details,
        advice: kernel.includes(0) ? 'A kernel needs at least one element.' : 'Pad the input, or use a smaller kernel.',
      },
    );
  }
  if (input.includes(0)) {
    throw new NnError(
      'SHAPE',
      `Only zero batch or zero channel inputs are supported, but got input shape: ${formatShape(x.shape)}`,
      { op, details },
    );
  }
  const output = kernel.map((size, axis) =>
    windowCount(input[axis]!, margins[axis]!.total, size, steps.stride[axis]!, steps.dilation[axis]!),
  );
  return { input, output, kernel, before: margins.map(({ before }) => before), ...steps };
}
