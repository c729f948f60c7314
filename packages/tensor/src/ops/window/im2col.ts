import { formatShape, isFloating, NnError, numelOf, type Shape, type Windows } from '@nn/core';
import { contiguous } from '../../copy.js';
import { allocate, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { notImplemented } from '../reduce/axes.js';
import { addWindows, looking, reshaped, windowsOf } from './columns.js';
import { checkWhole, type Size, spread, tuple } from './size.js';
import { windowCount } from './windows.js';

export interface ColumnOptions {
  /** From one element of a block to the next. @default 1 */
  readonly dilation?: Size;
  /** Zeros on both sides. @default 0 */
  readonly padding?: Size;
  /** From one block to the next. @default 1 */
  readonly stride?: Size;
}

const toColumns: Op<Windows> = {
  name: 'im2col',
  gradName: 'Im2ColBackward0',
  saves: 'none',
  forward: (inputs, windows) => {
    const x = inputs[0] as Tensor;
    const blocks = exchanged(windowsOf(x.detach(), windows));
    const [batch, channels] = x.shape as readonly [number, number];
    return reshaped(contiguous(blocks), [batch, channels * numelOf(windows.kernel), numelOf(windows.output)]);
  },
  vjp: ({ dy, attributes }) => [run(toImage, [dy], attributes)],
};

const toImage: Op<Windows> = {
  name: 'col2im',
  gradName: 'Col2ImBackward0',
  saves: 'none',
  forward: (inputs, windows) => {
    const columns = contiguous((inputs[0] as Tensor).detach());
    const [batch, rows] = columns.shape as readonly [number, number];
    const channels = rows / numelOf(windows.kernel);
    const image = allocate(columns, columns.storage.backend, columns.dtype, [batch, channels, ...windows.input]);
    const blocks = reshaped(columns, [batch, channels, ...windows.kernel, ...windows.output]);
    addWindows(exchanged(blocks), windows, image);
    return image;
  },
  vjp: ({ dy, attributes }) => [run(toColumns, [dy], attributes)],
};

/** [n, c, a, b, d, e] → [n, c, d, e, a, b] */
function exchanged(x: Tensor): Tensor {
  const order = [0, 1, 4, 5, 2, 3];
  return looking(x, {
    storage: x.storage,
    dtype: x.dtype,
    shape: order.map((axis) => x.shape[axis]!),
    strides: order.map((axis) => x.strides[axis]!),
    offset: x.offset,
  });
}

/**
 * The sliding blocks of pictures as columns, PyTorch's `unfold` (the functional one): `[N, C, H, W]` → `[N, C·kh·kw, blocks]`. Without a batch,
 * `[C, H, W]` → `[C·kh·kw, blocks]`.
 *
 * @throws NnError 'SHAPE' for other ranks, and where not even one block fits; 'OPTION', 'DTYPE'
 * @example
 * import { im2col, ones } from '@nn/nn';
 *
 * im2col(ones([2, 3, 5, 6]), [2, 3]).shape; // [2, 18, 16]
 */
export function im2col(x: Tensor, kernelSize: Size, options: ColumnOptions = {}): Tensor {
  const op = 'im2col';
  const { kernel, padding, stride, dilation } = sizesOf(op, kernelSize, options);
  const batched = x.ndim === 4;
  if ((!batched && x.ndim !== 3) || x.shape.slice(batched ? 1 : 0).includes(0)) {
    throw new NnError(
      'SHAPE',
      `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${formatShape(x.shape)}`,
      { op, details: { shape: x.shape } },
    );
  }
  checkFloat(x, 'im2col_out_cpu', op);
  const input = x.shape.slice(-2);
  const output = countsOf(input, { kernel, padding, stride, dilation });
  if (output.some((count) => count < 1)) {
    throw new NnError(
      'SHAPE',
      `Given input with spatial size ${tuple(input)}, kernel_size=${tuple(kernel)}, dilation=${tuple(dilation)}, padding=${tuple(padding)}, calculated shape of the array of sliding blocks as ${tuple(output)}, but its components must be at least one.`,
      { op, details: { shape: x.shape, kernelSize: kernel, padding, dilation } },
    );
  }
  const windows: Windows = { input, output, kernel, stride, dilation, before: padding };
  return batched ? run(toColumns, [x], windows) : run(toColumns, [x.unsqueeze(0)], windows).squeeze(0);
}

/**
 * Columns of sliding blocks added back to pictures of `outputSize`, PyTorch's `fold`: `[N, C·kh·kw, blocks]` → `[N, C, H, W]`; without a batch,
 * one axis fewer. The transpose of `im2col`, not its inverse: where blocks overlap, their elements are summed.
 *
 * @throws NnError 'SHAPE' for other ranks, and for rows or columns that are not those of blocks in such a picture; 'OPTION', 'DTYPE'
 * @example
 * import { col2im, ones } from '@nn/nn';
 *
 * col2im(ones([4, 2]), [2, 3], 2).toArraySync(); // [[[1, 2, 1], [1, 2, 1]]]
 */
export function col2im(x: Tensor, outputSize: Size, kernelSize: Size, options: ColumnOptions = {}): Tensor {
  const op = 'col2im';
  // PyTorch wants two sizes here, where one counts for both elsewhere.
  const sizes = typeof outputSize === 'object' && outputSize.length === 1 ? null : spread(outputSize, 2);
  const input = checkTwo(op, 'output_size', outputSize, sizes);
  const { kernel, padding, stride, dilation } = sizesOf(op, kernelSize, options);
  const batched = x.ndim === 3;
  if ((!batched && x.ndim !== 2) || x.shape.slice(batched ? 1 : 0).includes(0)) {
    throw new NnError(
      'SHAPE',
      `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${formatShape(x.shape)}`,
      { op, details: { shape: x.shape } },
    );
  }
  checkFloat(x, 'col2im_out_cpu', op);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const details = { shape: x.shape, outputSize: input, kernelSize: kernel, dilation, padding, stride };
  if (rows % numelOf(kernel) !== 0) {
    throw new NnError(
      'SHAPE',
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${rows} and kernel_size=${tuple(kernel)}.`,
      { op, details },
    );
  }
  const output = countsOf(input, { kernel, padding, stride, dilation });
  if (numelOf(output) !== columns || output.some((count) => count < 1)) {
    throw new NnError(
      'SHAPE',
      `Given output_size=${tuple(input)}, kernel_size=${tuple(kernel)}, dilation=${tuple(dilation)}, padding=${tuple(padding)}, stride=${tuple(stride)}, expected size of input's dimension 2 to match the calculated number of sliding blocks ${output.join(' * ')} = ${numelOf(output)}, but got input.size(2)=${columns}.`,
      { op, details },
    );
  }
  const windows: Windows = { input, output, kernel, stride, dilation, before: padding };
  return batched ? run(toImage, [x], windows) : run(toImage, [x.unsqueeze(0)], windows).squeeze(0);
}

interface Sizes {
  readonly kernel: Shape;
  readonly padding: Shape;
  readonly stride: Shape;
  readonly dilation: Shape;
}

function sizesOf(op: string, kernelSize: Size, options: ColumnOptions): Sizes {
  const { dilation = 1, padding = 0, stride = 1 } = options;
  const read = (name: string, value: Size): Shape => checkTwo(op, name, value, spread(value, 2));
  const sizes: Sizes = {
    kernel: read('kernel_size', kernelSize),
    dilation: read('dilation', dilation),
    padding: read('padding', padding),
    stride: read('stride', stride),
  };
  checkAtLeast(op, 'kernel size', 'kernel', sizes.kernel, 1);
  checkAtLeast(op, 'dilation', 'dilation', sizes.dilation, 1);
  checkAtLeast(op, 'padding', 'pad', sizes.padding, 0);
  checkAtLeast(op, 'stride', 'stride', sizes.stride, 1);
  return sizes;
}

function checkTwo(op: string, name: string, given: Size, values: readonly number[] | null): Shape {
  if (values !== null) {
    checkWhole(values, name, op);
    return values;
  }
  const length = (given as readonly number[]).length;
  throw new NnError('OPTION', `It is expected ${name} equals to 2, but got size ${length}`, {
    op,
    details: { [name]: given },
  });
}

function checkAtLeast(op: string, words: string, name: string, [height, width]: Shape, least: 0 | 1): void {
  if (height! >= least && width! >= least) return;
  throw new NnError(
    'OPTION',
    `${words} should be ${least === 0 ? 'non-negative' : 'greater than zero'}, but got ${name}_height: ${height} ${name}_width: ${width}`,
    { op, details: { [name]: [height, width] } },
  );
}

function countsOf(input: Shape, { kernel, padding, stride, dilation }: Sizes): readonly number[] {
  return input.map((size, axis) =>
    windowCount(size, 2 * padding[axis]!, kernel[axis]!, stride[axis]!, dilation[axis]!),
  );
}

function checkFloat(x: Tensor, kernel: string, op: string): void {
  if (!isFloating(x.dtype)) throw notImplemented(kernel, x.dtype, op, "Convert with .to('float32') first.");
}
