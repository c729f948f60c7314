import { type Scalar, type Shape } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arange } from '../../create/arange.js';
import { ones, zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { elementsOf, type Model, modelOf, picked, placesOf, rank } from '../../test-model.js';
import { randomView, refusal, valuesOf } from '../../test-support.js';
import type { IndexKey } from './index-key.js';

/** One entry of an index, as data: what it becomes depends on the sizes that it meets. */
type Key =
  | { readonly kind: 'number'; readonly n: number }
  | { readonly kind: 'slice'; readonly start: number; readonly stop: number; readonly step: number }
  | { readonly kind: 'new' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'places'; readonly places: readonly number[]; readonly rows: boolean }
  | { readonly kind: 'mask'; readonly bits: number; readonly axes: 1 | 2 };

const key: fc.Arbitrary<Key> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('number' as const), n: fc.nat({ max: 7 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('slice' as const),
      start: fc.integer({ min: -5, max: 5 }),
      stop: fc.integer({ min: -5, max: 6 }),
      step: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'new' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'rest' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('places' as const),
      places: fc.array(fc.nat({ max: 7 }), { minLength: 2, maxLength: 2 }),
      rows: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('mask' as const),
      bits: fc.nat({ max: 0xffff }),
      axes: fc.constantFrom(1 as const, 2 as const),
    }),
  },
);

/** An index for a shape, and where its result comes from: the slow definition of PyTorch's rules. */
interface Meaning {
  readonly keys: IndexKey[];
  readonly shape: Shape;
  readonly from: (place: readonly number[]) => number[];
  readonly isView: boolean;
}

/** How a result axis, or several that go together, sets the places of the indexed tensor. */
interface Part {
  readonly sizes: readonly number[];
  readonly set: (own: readonly number[], place: number[]) => void;
  readonly advanced: boolean;
}

function meaningOf(shape: Shape, list: readonly Key[]): Meaning | null {
  const needs = (entry: Key): number =>
    entry.kind === 'new' || entry.kind === 'rest' ? 0 : entry.kind === 'mask' ? entry.axes : 1;
  if (list.filter((entry) => entry.kind === 'rest').length > 1) return null;
  const used = list.reduce((sum, entry) => sum + needs(entry), 0);
  if (used > shape.length) return null;
  const keys: IndexKey[] = [];
  const parts: Part[] = [];
  let axis = 0;
  const whole = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const at = axis++;
      parts.push({ sizes: [shape[at]!], set: ([own], place) => void (place[at] = own!), advanced: false });
    }
  };
  let rest = shape.length - used;
  for (const entry of list) {
    const at = axis;
    const size = shape[at];
    if (entry.kind === 'new') {
      keys.push(null);
      parts.push({ sizes: [1], set: () => {}, advanced: false });
    } else if (entry.kind === 'rest') {
      keys.push('...');
      whole(rest);
      rest = 0;
    } else if (entry.kind === 'number') {
      if (size === 0) return null;
      const n = entry.n % size!;
      keys.push(entry.n % 2 === 0 ? n : n - size!);
      parts.push({ sizes: [], set: (_, place) => void (place[at] = n), advanced: false });
      axis++;
    } else if (entry.kind === 'slice') {
      const { step } = entry;
      const clamp = (n: number): number => Math.min(Math.max(n < 0 ? n + size! : n, 0), size!);
      const [start, stop] = [clamp(entry.start), clamp(entry.stop)];
      keys.push(`${entry.start}:${entry.stop}:${step}`);
      parts.push({
        sizes: [Math.max(0, Math.ceil((stop - start) / step))],
        set: ([own], place) => void (place[at] = start + step * own!),
        advanced: false,
      });
      axis++;
    } else if (entry.kind === 'places') {
      if (size === 0) return null;
      const places = entry.places.map((n) => n % size!);
      const signed = places.map((n, i) => (entry.places[i]! % 2 === 0 ? BigInt(n) : BigInt(n - size!)));
      keys.push(tensor(entry.rows ? signed.map((n) => [n]) : signed, { dtype: 'int64' }));
      // A column [2, 1] broadcasts with rows [2] to [2, 2].
      parts.push({
        sizes: entry.rows ? [2, 1] : [2],
        set: (own, place) => void (place[at] = places[own.at(entry.rows ? -2 : -1) ?? 0]!),
        advanced: true,
      });
      axis++;
    } else {
      const covered = shape.slice(at, at + entry.axes);
      const hits = placesOf(covered).filter((_, i) => (entry.bits >> (i % 16)) & 1);
      keys.push(maskOf(covered, hits));
      parts.push({
        sizes: [hits.length],
        set: (own, place) => hits[own.at(-1)!]!.forEach((n, i) => void (place[at + i] = n)),
        advanced: true,
      });
      axis += entry.axes;
    }
  }
  whole(shape.length - axis);
  return compose(shape, keys, parts);
}

function maskOf(shape: Shape, hits: readonly (readonly number[])[]): Tensor {
  const bits = new Array<Scalar>(shape.reduce((a, b) => a * b, 1)).fill(0);
  for (const hit of hits) bits[rank(hit, shape)] = 1;
  return tensor(Uint8Array.from(bits as number[]), { shape }).to('bool');
}

/** Advanced parts broadcast together; their axes stand where they stood if they were neighbours, else in front. */
function compose(shape: Shape, keys: IndexKey[], parts: readonly Part[]): Meaning | null {
  const advanced = parts.filter((part) => part.advanced);
  const positions = parts.flatMap((part, i) => (part.advanced ? [i] : []));
  const together: number[] = [];
  for (const { sizes } of advanced) {
    sizes.toReversed().forEach((size, i) => {
      if (together[i] === undefined || together[i] === 1) together[i] = size;
      else if (size !== 1 && size !== together[i]) together[i] = Number.NaN;
    });
  }
  together.reverse();
  if (together.some(Number.isNaN)) return null;
  // A number between two index tensors is applied first, so that they are neighbours still.
  const basicBetween = parts
    .slice(positions[0], (positions.at(-1) ?? -1) + 1)
    .some((part) => !part.advanced && part.sizes.length > 0);
  const order: (Part | 'advanced')[] = [];
  if (advanced.length > 0 && basicBetween) order.push('advanced');
  for (const part of parts) {
    if (!part.advanced) order.push(part);
    else if (!order.includes('advanced')) order.push('advanced');
  }
  const result = order.flatMap((part) => (part === 'advanced' ? together : part.sizes));
  const from = (place: readonly number[]): number[] => {
    const source = new Array<number>(shape.length).fill(0);
    let at = 0;
    for (const part of order) {
      const count = part === 'advanced' ? together.length : part.sizes.length;
      const own = place.slice(at, at + count);
      at += count;
      if (part !== 'advanced') part.set(own, source);
      else
        for (const each of advanced)
          each.set(
            own.slice(own.length - each.sizes.length).map((n, i) => (each.sizes[i] === 1 ? 0 : n)),
            source,
          );
    }
    return source;
  };
  return { keys, shape: result, from, isView: advanced.length === 0 };
}

const indices = fc.array(key, { minLength: 0, maxLength: 4 });

describe('at', () => {
  it('gives what the slow definition gives, for every mixture of keys and on any view', () => {
    let seen = 0;
    fc.assert(
      fc.property(randomView({ maxRank: 4, maxSize: 4 }), indices, ({ view, copy }, list) => {
        const meaning = meaningOf(view.shape, list);
        if (meaning === null) return;
        seen++;
        const result = view.at(...meaning.keys);
        const model: Model = picked(modelOf(copy), meaning.shape, meaning.from);
        expect(result.shape).toEqual(model.shape);
        expect(valuesOf(result)).toEqual(elementsOf(model));
        expect(result.storage === view.storage).toBe(meaning.isView);
      }),
      { seed: 42, numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(200);
  });

  it.each(['float64', 'int64', 'int32', 'uint8', 'bool', 'bfloat16'] as const)('picks %s unchanged', (dtype) => {
    fc.assert(
      fc.property(randomView({ minRank: 1, maxRank: 3, minSize: 1, dtype }), ({ view, copy }) => {
        if (view.ndim === 0 || view.shape[0] === 0) return;
        const places = [0, -1, 0];
        expect(valuesOf(view.at(places))).toEqual(valuesOf(copy.at(places)));
        expect(view.at(places).dtype).toBe(dtype);
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  it('takes arrays of numbers and int32 tensors for index tensors', () => {
    const x = arange(12).reshape([3, 4]);
    expect(x.at([2, 0]).toArraySync()).toEqual([
      [8, 9, 10, 11],
      [0, 1, 2, 3],
    ]);
    expect(x.at(tensor([2n, 0n]).to('int32'), [1, 1]).toArraySync()).toEqual([9, 1]);
  });

  it('takes booleans for masks without axes', () => {
    expect(arange(3).at(true).toArraySync()).toEqual([[0, 1, 2]]);
    expect(arange(3).at(false).shape).toEqual([0, 3]);
    expect(arange(6).reshape([2, 3]).at(true, 0).toArraySync()).toEqual([[0, 1, 2]]);
  });

  it('makes a view of a single element of a scalar, and refuses to index it by number', () => {
    const x = tensor(3);
    expect(x.at(null).shape).toEqual([1]);
    expect(x.at('...').itemSync()).toBe(3);
    expect(x.at().storage).toBe(x.storage);
    expect(refusal(() => x.at(0)).code).toBe('INDEX');
    expect(refusal(() => x.at(':')).sentence).toBe('too many indices for tensor of dimension 0');
  });

  it('names its operations as PyTorch does', () => {
    const w = ones([2, 3], { requiresGrad: true });
    expect(w.at(0).gradFn?.name).toBe('SelectBackward0');
    expect(w.at('0:1').gradFn?.name).toBe('SliceBackward0');
    expect(w.at('...').gradFn?.name).toBe('AliasBackward0');
    expect(w.at(null).gradFn?.name).toBe('UnsqueezeBackward0');
    expect(w.at([0]).gradFn?.name).toBe('IndexBackward0');
  });

  it.each([
    ['::0', 'slice step cannot be zero'],
    ['::-1', 'step must be greater than zero'],
    ['1', "'1' is no slice"],
    ['a:b', "'a:b' is no slice"],
    ['1:2:3:4', "'1:2:3:4' is no slice"],
  ])('refuses the slice %j', (text, sentence) => {
    expect(refusal(() => arange(4).at(text))).toMatchObject({ code: 'INDEX', sentence });
  });

  it('refuses indices that do not go together, and what is no index', () => {
    const x = arange(12).reshape([3, 4]);
    expect(refusal(() => x.at([0, 1], [0, 1, 2])).sentence).toBe(
      'shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]',
    );
    expect(refusal(() => x.at(tensor([0.5]))).sentence).toBe(
      'tensors used as indices must be long, byte or bool tensors',
    );
    expect(refusal(() => x.at([0, 1], [0, -5])).sentence).toBe('index -5 is out of bounds for dimension 1 with size 4');
    expect(refusal(() => x.at(':', tensor([true, false]))).sentence).toBe(
      'The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [3, 4] at index 1',
    );
    expect(refusal(() => zeros([0, 3]).at([0])).code).toBe('INDEX');
    expect(refusal(() => x.at({} as never)).code).toBe('INDEX');
    expect(refusal(() => x.at(undefined as never)).code).toBe('INDEX');
    expect(refusal(() => x.at([0.5])).code).toBe('INDEX');
  });
});

describe('assign_', () => {
  it('writes where the slow definition says, for every mixture of keys and on any view', () => {
    let seen = 0;
    fc.assert(
      fc.property(
        randomView({ maxRank: 4, maxSize: 4, writable: true }),
        indices,
        fc.boolean(),
        ({ view, copy }, list, single) => {
          const meaning = meaningOf(view.shape, list);
          if (meaning === null) return;
          seen++;
          const expected = valuesOf(copy);
          const places = placesOf(meaning.shape);
          const values = places.map((_, i) => (single ? 7 : 100 + i));
          const before = view.version;
          const value = single ? 7 : tensor(Float32Array.from(values), { shape: meaning.shape });
          view.assign_(meaning.keys, value);
          places.forEach((place, i) => void (expected[rank(meaning.from(place), view.shape)] = values[i]!));
          expect(valuesOf(view)).toEqual(expected);
          expect(view.version).toBe(before + 1);
        },
      ),
      { seed: 42, numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(200);
  });

  it('adds up where places repeat, if asked to accumulate', () => {
    fc.assert(
      fc.property(
        randomView({
          minRank: 1,
          maxRank: 3,
          minSize: 1,
          writable: true,
          dtype: 'int32',
          element: fc.integer({ min: -9, max: 9 }),
        }),
        fc.array(fc.nat({ max: 9 }), { maxLength: 6 }),
        ({ view, copy }, raw) => {
          if (view.ndim === 0 || view.shape[0] === 0) return;
          const places = raw.map((n) => n % view.shape[0]!);
          const expected = valuesOf(copy) as number[];
          const inner = view.shape.slice(1).reduce((a, b) => a * b, 1);
          for (const place of places) for (let i = 0; i < inner; i++) expected[place * inner + i]! += 3;
          view.assign_([places], 3, { accumulate: true });
          expect(valuesOf(view)).toEqual(expected);
        },
      ),
      { seed: 42, numRuns: 60 },
    );
  });

  it('converts plain values to the dtype, as PyTorch does', () => {
    const x = arange(6n);
    x.assign_([0], 1.7)
      .assign_([[1]], 2.9)
      .assign_([x.gt(3)], 7.2);
    expect(x.toArraySync()).toEqual([1, 2, 2, 3, 7, 7]);
    expect(
      zeros([3], { dtype: 'bool' })
        .assign_([0], 5)
        .assign_([[1]], 2)
        .toArraySync(),
    ).toEqual([true, true, false]);
  });

  it('drops leading axes of size 1 of a value', () => {
    expect(
      zeros([2, 2])
        .assign_([0], ones([1, 1, 1, 2]))
        .toArraySync(),
    ).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect(
      zeros([2, 2])
        .assign_([[0]], ones([1, 1, 1, 2]))
        .toArraySync(),
    ).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });

  it.each([
    [[0], [5], 'SHAPE'],
    [[[0]], [3, 2], 'SHAPE'],
    [[5], [], 'INDEX'],
    [[[0, 9]], [], 'INDEX'],
  ] as [IndexKey[], number[], string][])(
    'refuses %j = a tensor of shape %j, and changes nothing',
    (keys, shape, code) => {
      const x = arange(4).reshape([2, 2]);
      const before = x.version;
      expect(refusal(() => x.assign_(keys, ones(shape))).code).toBe(code);
      expect(x.toArraySync()).toEqual([
        [0, 1],
        [2, 3],
      ]);
      expect(x.version).toBe(before);
    },
  );

  it('refuses values of another dtype under index tensors', () => {
    const { code, sentence } = refusal(() => arange(4n).assign_([[0, 1]], ones([2])));
    expect(code).toBe('DTYPE');
    expect(sentence).toBe(
      'Index put requires the source and destination dtypes match, got Long for the destination and Float for the source.',
    );
  });

  it('copes with values that come from the tensor itself', () => {
    const x = arange(4);
    x.assign_(['1:'], x.at(':3'));
    expect(x.toArraySync()).toEqual([0, 0, 1, 2]);
    x.assign_([[3, 2, 1, 0]], x);
    expect(x.toArraySync()).toEqual([2, 1, 0, 0]);
  });
});
