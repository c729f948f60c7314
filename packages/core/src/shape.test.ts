import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  broadcastShapes,
  checkShape,
  contiguousStrides,
  expandStrides,
  formatShape,
  isContiguous,
  normalizeAxes,
  normalizeAxis,
  numelOf,
  sameShape,
  type Shape,
} from './shape.js';

const runs = { seed: 42, numRuns: 500 };
const size = fc.constantFrom(0, 1, 2, 3, 5);
const shape = fc.array(size, { maxLength: 4 });
const coded = (code: string, sentence?: string): Error =>
  expect.objectContaining(sentence === undefined ? { code } : { code, sentence }) as Error;

/** The definition: aligned at the end, sizes are equal or one of them is 1. Null where the shapes do not broadcast. */
function naiveBroadcast(shapes: readonly Shape[]): number[] | null {
  const rank = Math.max(0, ...shapes.map((one) => one.length));
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const sizes = shapes.map((one) => [...new Array<number>(rank - one.length).fill(1), ...one][axis]!);
    const others = new Set(sizes.filter((n) => n !== 1));
    if (others.size > 1) return null;
    result.push([...others][0] ?? 1);
  }
  return result;
}

/** Every index tuple of a shape, in row-major order. */
function indices(of: Shape): number[][] {
  return of.reduce<number[][]>(
    (all, n) => all.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  );
}

const position = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);

describe('broadcastShapes', () => {
  it('follows the definition, for any number of shapes', () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 4 }), (shapes) => {
        const want = naiveBroadcast(shapes);
        if (want === null) expect(() => broadcastShapes(shapes, 'add')).toThrow(coded('SHAPE'));
        else expect(broadcastShapes(shapes, 'add')).toEqual(want);
      }),
      runs,
    );
  });

  it('does not depend on the order of the shapes', () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        fc.pre(naiveBroadcast([a, b]) !== null);
        expect(broadcastShapes([a, b], 'add')).toEqual(broadcastShapes([b, a], 'add'));
      }),
      runs,
    );
  });

  it('says which axis does not fit, in the words of PyTorch', () => {
    expect(() =>
      broadcastShapes(
        [
          [2, 3],
          [4, 3],
        ],
        'add',
      ),
    ).toThrow(
      expect.objectContaining({
        code: 'SHAPE',
        op: 'add',
        sentence: 'The size of tensor a (2) must match the size of tensor b (4) at non-singleton dimension 0',
        details: { a: [2, 3], b: [4, 3], axis: 0 },
      }) as Error,
    );
  });

  it('of nothing is the shape of a scalar', () => {
    expect(broadcastShapes([], 'add')).toEqual([]);
  });
});

describe('expandStrides', () => {
  it('reads the element that broadcasting means', () => {
    fc.assert(
      fc.property(shape, shape, (own, other) => {
        const target = naiveBroadcast([own, other]);
        fc.pre(target !== null);
        const strides = contiguousStrides(own);
        const expanded = expandStrides(own, strides, target);
        for (const index of indices(target)) {
          const inner = index.slice(target.length - own.length).map((i, axis) => (own[axis] === 1 ? 0 : i));
          expect(position(index, expanded)).toBe(position(inner, strides));
        }
      }),
      runs,
    );
  });
});

describe('contiguousStrides', () => {
  it('count elements in row-major order', () => {
    fc.assert(
      fc.property(shape, (of) => {
        const strides = contiguousStrides(of);
        expect(indices(of).map((index) => position(index, strides))).toEqual(
          Array.from({ length: numelOf(of) }, (_, i) => i),
        );
        expect(isContiguous(of, strides)).toBe(true);
      }),
      runs,
    );
  });

  it('take an axis of size 0 as 1, as PyTorch does', () => {
    expect(contiguousStrides([2, 0, 3])).toEqual([3, 3, 1]);
  });
});

describe('isContiguous', () => {
  it('is true exactly where walking the shape walks the memory', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(1, 2, 3), fc.constantFrom(0, 1, 2, 3, 6, 9)), { maxLength: 3 }),
        (axes) => {
          const of = axes.map(([n]) => n);
          const strides = axes.map(([, stride]) => stride);
          const walked = indices(of).map((index) => position(index, strides));
          expect(isContiguous(of, strides)).toBe(walked.every((at, i) => at === i));
        },
      ),
      runs,
    );
  });
});

describe('normalizeAxis', () => {
  it('counts from the end where negative', () => {
    expect([-3, -1, 0, 2].map((axis) => normalizeAxis(axis, 3, 'sum'))).toEqual([0, 2, 0, 2]);
    expect([-1, 0].map((axis) => normalizeAxis(axis, 0, 'sum'))).toEqual([0, 0]);
  });

  it.each([3, -4, 0.5, NaN])('refuses %d for three axes, in the words of PyTorch', (axis) => {
    const sentence = `Dimension out of range (expected to be in range of [-3, 2], but got ${axis})`;
    expect(() => normalizeAxis(axis, 3, 'sum')).toThrow(coded('AXIS', sentence));
  });
});

describe('normalizeAxes', () => {
  it('gives each axis once, ascending, from the front', () => {
    expect(normalizeAxes([2, -3], 3, 'sum')).toEqual([0, 2]);
    expect(normalizeAxes(-1, 3, 'sum')).toEqual([2]);
    expect(normalizeAxes(undefined, 3, 'sum')).toEqual([0, 1, 2]);
    expect(normalizeAxes([0], 0, 'sum')).toEqual([]);
    expect(normalizeAxes([], 3, 'sum')).toEqual([]);
  });

  it('refuses an axis named twice', () => {
    expect(() => normalizeAxes([0, -3], 3, 'sum')).toThrow(
      coded('AXIS', 'dim 0 appears multiple times in the list of dims'),
    );
  });

  it('leaves the list as it was', () => {
    const axes = [2, 0];
    normalizeAxes(axes, 3, 'sum');
    expect(axes).toEqual([2, 0]);
  });
});

describe('checkShape', () => {
  it('gives back a shape', () => {
    for (const good of [[], [0], [2, 3], [2 ** 32 - 1], [0, 2 ** 40]]) expect(checkShape(good, 'zeros')).toBe(good);
  });

  it.each([
    [3, 'SHAPE'],
    [undefined, 'SHAPE'],
    [[2, 1.5], 'SHAPE'],
    [[NaN], 'SHAPE'],
    [['2'], 'SHAPE'],
    [[2, -1], 'SHAPE'],
    [[2 ** 16, 2 ** 16], 'MEMORY'],
  ])('refuses %j', (wrong, code) => {
    expect(() => checkShape(wrong, 'zeros')).toThrow(coded(code));
  });

  it('refuses a negative size in the words of PyTorch', () => {
    expect(() => checkShape([2, -1], 'zeros')).toThrow(
      coded('SHAPE', 'Trying to create tensor with negative dimension -1: [2, -1]'),
    );
  });
});

it('sameShape and formatShape compare and print sizes', () => {
  expect(sameShape([2, 3], [2, 3])).toBe(true);
  expect(sameShape([2, 3], [3, 2])).toBe(false);
  expect(sameShape([], [1])).toBe(false);
  expect(formatShape([2, 3])).toBe('[2, 3]');
  expect(formatShape([])).toBe('[]');
});
