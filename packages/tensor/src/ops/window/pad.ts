import { formatShape, NnError, type Scalar } from '@nn/core';
import { allocate, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { mix } from './mix.js';
import { checkWhole, tuple } from './size.js';
import { region } from './windows.js';

export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';

export interface PadOptions {
  /** What stands in the margin: a value, the tensor mirrored at its edge, its edge, or its other end. @default 'constant' */
  readonly mode?: PadMode;
  /** The value of a constant margin. @default 0 */
  readonly value?: Scalar;
}

/** How much is added before and after an axis; cut off where negative. */
interface Margin {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

interface ConstantAttributes {
  readonly margins: readonly Margin[];
  readonly value: Scalar;
}

const constantOp: Op<ConstantAttributes> = {
  name: 'pad',
  gradName: 'ConstantPadNdBackward0',
  saves: 'none',
  forward: (inputs, { margins, value }) => {
    const x = inputs[0] as Tensor;
    const { backend } = x.storage;
    const shape = [...x.shape];
    const from = x.shape.map(() => 0);
    const to = x.shape.map(() => 0);
    const kept = [...x.shape];
    for (const { axis, before, after } of margins) {
      shape[axis]! += before + after;
      from[axis] = Math.max(-before, 0);
      to[axis] = Math.max(before, 0);
      kept[axis] = Math.max(shape[axis]! - Math.max(before, 0) - Math.max(after, 0), 0);
    }
    const output = allocate(x, backend, x.dtype, shape);
    if (value !== 0 && output.numel() > 0) backend.kernels.fill([], { value }, [output]);
    const ones = x.shape.map(() => 1);
    if (!kept.includes(0)) backend.kernels.copy([region(x, from, ones, kept)], {}, [region(output, to, ones, kept)]);
    return output;
  },
  vjp: ({ dy, attributes }) => [
    run(constantOp, [dy], {
      margins: attributes.margins.map(({ axis, before, after }) => ({ axis, before: -before, after: -after })),
      value: 0,
    }),
  ],
};

/**
 * Adds margins around axes: `padding` is before and after the last axis, then before and after the last but one, and so on. Negative
 * ones cut off. `'constant'` pads any axes; the other modes pad the last one, two or three of a tensor with one or two axes more.
 *
 * @throws NnError 'OPTION' for an odd number of margins or an unknown mode; 'SHAPE' where there are not enough axes, where more would be
 * mirrored or wrapped around than there is, or nothing is left
 * @example
 * import { pad, tensor } from '@nn/nn';
 *
 * pad(tensor([1, 2, 3]), [1, 2], { value: 9 }).toArraySync(); // [9, 1, 2, 3, 9, 9]
 * pad(tensor([[1, 2, 3]]), [2, 1], { mode: 'reflect' }).toArraySync(); // [[3, 2, 1, 2, 3, 2]]
 * pad(tensor([[1, 2, 3]]), [2, 1], { mode: 'circular' }).toArraySync(); // [[2, 3, 1, 2, 3, 1]]
 */
export function pad(x: Tensor, padding: readonly number[], options: PadOptions = {}): Tensor {
  const { mode = 'constant', value = 0 } = options;
  const details = { shape: x.shape, padding, mode };
  const refuse = (code: 'SHAPE' | 'OPTION', sentence: string): NnError =>
    new NnError(code, sentence, { op: 'pad', details });
  checkWhole(padding, 'padding', 'pad');
  if (padding.length % 2 !== 0) throw refuse('OPTION', 'Padding length must be divisible by 2');
  if (padding.length / 2 > x.ndim) throw refuse('SHAPE', 'Padding length too large');
  const margins = Array.from({ length: padding.length / 2 }, (_, i) => ({
    axis: x.ndim - 1 - i,
    before: padding[2 * i]!,
    after: padding[2 * i + 1]!,
  }));
  if (mode === 'constant') {
    const grows = padding.some((size) => size > 0);
    for (const margin of margins) checkCut(x, margin, grows, details);
    return run(constantOp, [x], { margins, value });
  }
  const rule = rules[mode];
  if (rule === undefined) {
    throw new NnError('OPTION', `Unrecognised padding mode ${String(mode)}`, {
      op: 'pad',
      details,
      advice: "Use 'constant', 'reflect', 'replicate' or 'circular'.",
    });
  }
  if (value !== 0) throw refuse('OPTION', `Padding mode "${mode}" doesn't take in value argument`);
  const axes = margins.length;
  if (axes < 1 || axes > 3 || (x.ndim !== axes + 1 && x.ndim !== axes + 2)) {
    throw refuse('SHAPE', 'Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now');
  }
  for (const margin of margins) rule.check(x, margin, details);
  const picked = margins
    .filter(({ before, after }) => before !== 0 || after !== 0)
    .map(({ axis, before, after }) => {
      const size = x.shape[axis]!;
      const cut = { start: Math.max(-before, 0), end: size - Math.max(-after, 0) };
      const from = Int32Array.from({ length: size + before + after }, (_, i) => rule.place(i - before, size, cut));
      return { axis, shares: [{ from, weight: null }] };
    });
  return picked.length === 0 ? x.clone() : mix(x, picked, 'pad', `${rule.gradName}${axes}DBackward0`);
}

type Details = Readonly<Record<string, unknown>>;

interface Rule {
  readonly gradName: string;
  /** Refuses what the rule cannot fill. */
  readonly check: (x: Tensor, margin: Margin, details: Details) => void;
  /** The element that stands at a place, counted from the first one; `cut` is what negative margins leave. */
  readonly place: (at: number, size: number, cut: { readonly start: number; readonly end: number }) => number;
}

const rules: Readonly<Record<string, Rule>> = {
  reflect: {
    gradName: 'ReflectionPad',
    check: checkMirrored,
    place: (at, size) => (at < 0 ? -at : at < size ? at : 2 * (size - 1) - at),
  },
  replicate: {
    gradName: 'ReplicationPad',
    check: checkElements,
    place: (at, size) => Math.min(Math.max(at, 0), size - 1),
  },
  circular: {
    gradName: 'CircularPad',
    check: checkWrapped,
    place: (at, _size, { start, end }) => start + modulo(at - start, end - start),
  },
};

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function checkMirrored(x: Tensor, margin: Margin, details: Details): void {
  checkElements(x, margin, details);
  const { axis, before, after } = margin;
  if (before < x.shape[axis]! && after < x.shape[axis]!) return;
  throw new NnError(
    'SHAPE',
    `Argument #${4 + 2 * (x.ndim - 1 - axis)}: Padding size should be less than the corresponding input dimension, but got: padding ${tuple([before, after])} at dimension ${axis} of input ${formatShape(x.shape)}`,
    { op: 'pad', details },
  );
}

/** Something must be there to take elements from, and something left. */
function checkElements(x: Tensor, { axis, before, after }: Margin, details: Details): void {
  const size = x.shape[axis]!;
  if (size === 0) {
    throw new NnError(
      'SHAPE',
      `Expected a tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${formatShape(x.shape)}`,
      { op: 'pad', details },
    );
  }
  const left = size + before + after;
  if (left > 0) return;
  const name = ['W', 'H', 'D'][x.ndim - 1 - axis];
  throw new NnError('SHAPE', `input (${name}: ${size}) is too small. Calculated output ${name}: ${left}`, {
    op: 'pad',
    details,
  });
}

function checkWrapped(x: Tensor, { axis, before, after }: Margin, details: Details): void {
  const size = x.shape[axis]!;
  if (before > size || after > size) {
    throw new NnError('SHAPE', 'Padding value causes wrapping around more than once.', { op: 'pad', details });
  }
  if (size + before + after >= 0) return;
  throw new NnError('SHAPE', 'Negative padding value is resulting in an empty dimension', { op: 'pad', details });
}

/** PyTorch lets cutting leave nothing, but not where another margin grows. */
function checkCut(x: Tensor, { axis, before, after }: Margin, grows: boolean, details: Details): void {
  const size = x.shape[axis]!;
  const left = size + before + after;
  if (left > 0 || (left === 0 && !grows)) return;
  throw new NnError(
    'SHAPE',
    grows
      ? `The input size ${size}, plus negative padding ${before} and ${after} resulted in a negative output size, which is invalid. Check dimension ${axis} of your input.`
      : `start (0) + length (${left}) exceeds dimension size (${size + before}).`,
    { op: 'pad', details },
  );
}
