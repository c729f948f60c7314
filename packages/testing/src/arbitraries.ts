import * as fc from 'fast-check';
import { contiguousStrides, numelOf, type Shape } from '@nn/core';
import type { StridedView } from './views.js';

export interface ShapeConstraints {
  /** @default 0 */
  readonly minRank?: number;
  /** @default 4 */
  readonly maxRank?: number;
  /** @default 0 */
  readonly minSize?: number;
  /** @default 5 */
  readonly maxSize?: number;
}

/** Shapes of few axes and small sizes, empty and 0-d ones included. Shrinks to `[]`. */
export function shape(constraints: ShapeConstraints = {}): fc.Arbitrary<number[]> {
  const { minRank = 0, maxRank = 4, minSize = 0, maxSize = 5 } = constraints;
  return fc.array(fc.integer({ min: minSize, max: maxSize }), { minLength: minRank, maxLength: maxRank });
}

export interface BroadcastPair {
  readonly left: Shape;
  readonly right: Shape;
  /** What the two broadcast to. */
  readonly result: Shape;
}

/** Two shapes that broadcast together: axes of size 1 on either side, leading axes left out on either. */
export function broadcastablePair(constraints: ShapeConstraints = {}): fc.Arbitrary<BroadcastPair> {
  const side = fc.constantFrom('both', 'left', 'right');
  return shape(constraints)
    .chain((result) =>
      fc.record({
        result: fc.constant(result),
        // Which side has an axis in full; the other has 1 there.
        full: fc.array(side, { minLength: result.length, maxLength: result.length }),
        shorter: side,
        missing: fc.nat({ max: result.length }),
      }),
    )
    .map(({ result, full, shorter, missing }) => {
      const sized = (own: 'left' | 'right', other: 'left' | 'right'): number[] => {
        const shortened = shorter === own ? missing : 0;
        const otherShortened = shorter === other ? missing : 0;
        return result.map((size, axis) => (full[axis] === other && axis >= otherShortened ? 1 : size)).slice(shortened);
      };
      return { left: sized('left', 'right'), right: sized('right', 'left'), result };
    });
}

export interface ViewConstraints extends ShapeConstraints {
  /** Leaves out expanded axes, so that no two indices meet in one element. @default false */
  readonly writable?: boolean;
}

/**
 * Strided views: transposed, sliced with a step, narrowed (so that they begin at an offset), indexed, expanded, and combinations. Shrinks to
 * a contiguous view of a small block. The constraints hold for the block; an expanded view has up to one more axis.
 */
export function stridedView(constraints: ViewConstraints = {}): fc.Arbitrary<StridedView> {
  const kinds: ViewStep['kind'][] = ['transpose', 'slice', 'select'];
  if (constraints.writable !== true) kinds.push('expand');
  const step: fc.Arbitrary<ViewStep> = fc.record({
    kind: fc.constantFrom(...kinds),
    a: fc.nat({ max: 7 }),
    b: fc.nat({ max: 7 }),
    c: fc.nat({ max: 7 }),
  });
  const room = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }));
  return fc
    .tuple(shape(constraints), fc.array(step, { maxLength: 4 }), room)
    .map(([baseShape, steps, [before, after]]) => {
      const start = contiguousView(baseShape, before, after);
      return steps.reduce(applyStep, start);
    });
}

interface ViewStep {
  readonly kind: 'transpose' | 'slice' | 'select' | 'expand';
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** A view of all of `shape`, with some elements of the block before and after it. */
function contiguousView(viewShape: Shape, before: number, after: number): StridedView {
  const strides = contiguousStrides(viewShape);
  if (before === 0 && after === 0) return { baseShape: viewShape, shape: viewShape, strides, offset: 0 };
  return { baseShape: [before + numelOf(viewShape) + after], shape: viewShape, strides, offset: before };
}

function applyStep(view: StridedView, { kind, a, b, c }: ViewStep): StridedView {
  const rank = view.shape.length;
  const sizes = [...view.shape];
  const strides = [...view.strides];
  if (kind === 'expand') {
    // A new axis, or an axis of size 1 made longer.
    const axis = a % (rank + 1);
    const replaced = sizes[axis] === 1 && b % 2 === 0 ? 1 : 0;
    sizes.splice(axis, replaced, c % 4);
    strides.splice(axis, replaced, 0);
    return { ...view, shape: sizes, strides };
  }
  if (rank === 0) return view;
  const axis = a % rank;
  const size = sizes[axis]!;
  const stride = strides[axis]!;
  if (kind === 'transpose') {
    const other = b % rank;
    [sizes[axis], sizes[other]] = [sizes[other]!, size];
    [strides[axis], strides[other]] = [strides[other]!, stride];
    return { ...view, shape: sizes, strides };
  }
  const from = b % Math.max(size, 1);
  const offset = size === 0 ? view.offset : view.offset + from * stride;
  if (kind === 'select') {
    if (size === 0) return view;
    sizes.splice(axis, 1);
    strides.splice(axis, 1);
    return { ...view, shape: sizes, strides, offset };
  }
  const every = 1 + (c % 3);
  sizes[axis] = size === 0 ? 0 : Math.ceil((size - from) / every);
  strides[axis] = stride * every;
  return { ...view, shape: sizes, strides, offset };
}

/**
 * Strided views of a given shape, in all the ways in which one can come about: axes in any order in memory, gaps between elements and rows, an offset, expanded axes.
 * A third of them are contiguous, so that fast paths are met too.
 */
export function viewOf(
  viewShape: Shape,
  constraints: Pick<ViewConstraints, 'writable'> = {},
): fc.Arbitrary<StridedView> {
  const rank = viewShape.length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const perAxis = (max: number): fc.Arbitrary<number[]> =>
    fc.array(fc.nat({ max }), { minLength: rank, maxLength: rank });
  const contiguous = fc.constant(contiguousView(viewShape, 0, 0));
  const strided = fc
    .record({
      order: fc.shuffledSubarray(axes, { minLength: rank, maxLength: rank }),
      gaps: perAxis(2),
      expanded: constraints.writable === true ? fc.constant(axes.map(() => 1)) : perAxis(3),
      before: fc.nat({ max: 5 }),
      after: fc.nat({ max: 5 }),
    })
    .map(({ order, gaps, expanded, before, after }) => {
      const strides = axes.map(() => 0);
      let used = 1;
      for (const axis of order) {
        const size = viewShape[axis]!;
        if (expanded[axis] === 0) continue;
        const stride = used * (1 + (gaps[axis]! & 1));
        strides[axis] = stride;
        used = stride * Math.max(size, 1) + (gaps[axis]! >> 1);
      }
      return { baseShape: [before + used + after], shape: viewShape, strides, offset: before };
    });
  return fc.oneof({ arbitrary: contiguous, weight: 1 }, { arbitrary: strided, weight: 2 });
}

const notableFloats = [
  0,
  -0,
  1,
  -1,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** -126,
  -(2 ** -126),
  2 ** -149,
  -(2 ** -149),
  3 * 2 ** -140,
  2 ** 24,
  2 ** 31,
  -(2 ** 31),
  2 ** 63,
  2 ** 127,
  (2 - 2 ** -23) * 2 ** 127,
];

/** Float32 values of every kind and size: NaN, infinities, signed zeros, denormals, whole numbers, any bits at all. */
export function float32(): fc.Arbitrary<number> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...notableFloats), weight: 2 },
    { arbitrary: fc.integer({ min: -20, max: 20 }), weight: 2 },
    { arbitrary: fc.integer({ min: -4096, max: 4096 }).map((n) => n / 512), weight: 3 },
    { arbitrary: fc.integer({ min: 0, max: 0xffffffff }).map(floatOfBits), weight: 3 },
  );
}

/** `float32` without NaN and infinities. */
export function finiteFloat32(): fc.Arbitrary<number> {
  return float32().filter(Number.isFinite);
}

/** Arrays of `float32` values, or of `element`'s. */
export function float32Array(length: number, element: fc.Arbitrary<number> = float32()): fc.Arbitrary<Float32Array> {
  return fc.array(element, { minLength: length, maxLength: length }).map((values) => new Float32Array(values));
}

function floatOfBits(bits: number): number {
  return new Float32Array(new Uint32Array([bits]).buffer)[0]!;
}
