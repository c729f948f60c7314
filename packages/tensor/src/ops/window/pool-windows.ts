import { dtypes, formatShape, isFloating, NnError, type Shape, type Windows } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { checkWhole, type Rank, type Size, spread } from './size.js';
import { windowCount } from './windows.js';

export interface PoolOptions {
  /** From one window to the next. @default the kernel: windows side by side */
  readonly stride?: Size | null;
  /** How far windows may start before the first element and end after the last; at most half the kernel. @default 0 */
  readonly padding?: Size;
  /** Also a last window that reaches beyond the end, where it starts inside. @default false */
  readonly ceilMode?: boolean;
}

/** @internal A pool, by its name here and PyTorch's. */
export interface PoolName {
  readonly op: string;
  readonly name: string;
  readonly rank: Rank;
}

/** @internal The axes of a picture or volume, as PyTorch's messages name them. */
function axisNames(rank: Rank): readonly string[] {
  return ['T', 'H', 'W'].slice(3 - rank);
}

/** @internal The windows of a pool over the last axes of `x`, after PyTorch's checks. */
export function poolWindows(
  pool: PoolName,
  x: Tensor,
  kernelSize: Size,
  options: PoolOptions & { readonly dilation?: Size },
): Windows {
  const { op, rank } = pool;
  const given = options.stride ?? [];
  const omitted = typeof given === 'object' && given.length === 0;
  const kernel = perAxis(pool, 'kernel_size', kernelSize);
  const stride = omitted ? kernel : perAxis(pool, 'stride', given);
  const before = perAxis(pool, 'padding', options.padding ?? 0);
  const dilation = perAxis(pool, 'dilation', options.dilation ?? 1);
  checkRank(pool, x);
  const refuse = (sentence: string): NnError =>
    new NnError('OPTION', sentence, { op, details: { kernelSize, stride, padding: before, dilation } });
  if (stride.includes(0)) throw refuse('stride should not be zero');
  for (const [axis, size] of before.entries()) {
    if (size < 0) throw refuse(`pad must be non-negative, but got pad: ${size}`);
    if (kernel[axis]! > 0 && size > Math.floor(kernel[axis]! / 2)) {
      throw refuse(`pad should be at most half of kernel size, but got pad=${size} and kernel_size=${kernel[axis]}`);
    }
  }
  for (const [values, word, prefix] of [
    [kernel, 'kernel size', 'k'],
    [stride, 'stride', 'd'],
    [dilation, 'dilation', 'dilation'],
  ] as const) {
    if (values.every((value) => value > 0)) continue;
    const got = axisNames(rank).map((axis, i) => `${prefix}${axis}: ${values[i]}`);
    throw refuse(`${word} should be greater than zero, but got ${got.join(' ')}`);
  }
  checkSizes(pool, x);
  const input = x.shape.slice(-rank);
  const output = input.map((size, axis) =>
    countOf(size, axis, { kernel, stride, before, dilation }, options.ceilMode === true),
  );
  if (output.some((count) => count < 1)) {
    const channels = x.shape.at(-rank - 1)!;
    throw new NnError(
      'SHAPE',
      `Given input size: (${[channels, ...input].join('x')}). Calculated output size: (${[channels, ...output.map((count) => Math.max(count, 0))].join('x')}). Output size is too small`,
      { op, details: { shape: x.shape, kernelSize: kernel, stride, padding: before, dilation } },
    );
  }
  return { input, output, kernel, stride, dilation, before };
}

type Steps = Pick<Windows, 'kernel' | 'stride' | 'before' | 'dilation'>;

function countOf(size: number, axis: number, steps: Steps, ceil: boolean): number {
  const before = steps.before[axis]!;
  const stride = steps.stride[axis]!;
  const margin = 2 * before + (ceil ? stride - 1 : 0);
  const count = windowCount(size, margin, steps.kernel[axis]!, stride, steps.dilation[axis]!);
  // The last window must start inside the input or the margin before it.
  return ceil && (count - 1) * stride >= size + before ? count - 1 : count;
}

const words = ['one int', 'two ints', 'three ints'];

/** @internal */
export function perAxis({ op, name, rank }: PoolName, option: string, value: Size): readonly number[] {
  const values = spread(value, rank);
  if (values === null) {
    const length = (value as readonly number[]).length;
    const sentence =
      rank === 1
        ? `${name}() argument '${option}' should contain one int (got ${length})`
        : `${name}: ${option} must either be a single int, or a tuple of ${words[rank - 1]}`;
    throw new NnError('OPTION', sentence, { op, details: { [option]: value } });
  }
  checkWhole(values, option, op);
  return values;
}

/** @internal Refuses what is neither channels nor a batch of them. */
export function checkRank({ op, name, rank }: PoolName, x: Tensor): void {
  if (x.ndim === rank + 1 || x.ndim === rank + 2) return;
  const range = `${rank + 1}D or ${rank + 2}D (batch mode)`;
  const sentence =
    rank === 1
      ? `${name}: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${formatShape(x.shape)}`
      : `non-empty ${range} tensor expected for input`;
  throw new NnError('SHAPE', sentence, {
    op,
    details: { shape: x.shape },
    advice: `This one has shape ${formatShape(x.shape)}.`,
  });
}

/** Only a batch may be empty. */
function checkSizes({ op, rank }: PoolName, x: Tensor): void {
  const sizes: Shape = x.shape.slice(-rank - 1);
  if (!sizes.includes(0)) return;
  throw new NnError(
    'SHAPE',
    `Expected ${rank + 1}D or ${rank + 2}D (batch mode) tensor with optional 0 dim batch size for input, but got:${formatShape(x.shape)}`,
    { op, details: { shape: x.shape } },
  );
}

/** @internal Pools are for floats. */
export function checkFloat({ op, name }: PoolName, x: Tensor): void {
  if (isFloating(x.dtype)) return;
  throw new NnError('DTYPE', `"${name}" not implemented for '${dtypes[x.dtype].torchName}'`, {
    op,
    details: { dtype: x.dtype },
    advice: "Convert with .to('float32') first.",
  });
}
