import { numelOf, type Scalar, type Shape } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copy_ } from '../../copy.js';
import type { Tensor } from '../../tensor.js';
import { elementsOf, type Model, modelOf, picked, placeAt, rank } from '../../test-model.js';
import { randomView, valuesOf } from '../../test-support.js';

interface Case {
  readonly name: string;
  /** Shares memory always, never, or as strides allow. */
  readonly kind: 'view' | 'copy' | 'either';
  /** What applies to the shape, drawn by four small numbers; `null` where nothing does. */
  readonly draw: (
    shape: Shape,
    n: readonly [number, number, number, number],
  ) => { run: (x: Tensor) => Tensor; model: (x: Model) => Model } | null;
}

const cases: readonly Case[] = [
  {
    name: 'transpose',
    kind: 'view',
    draw: (shape, [a, b]) => {
      if (shape.length === 0) return null;
      const [i, j] = [a % shape.length, b % shape.length];
      const swap = <T>(list: readonly T[]): T[] => (list as T[]).with(i, list[j]!).with(j, list[i]!);
      return { run: (x) => x.transpose(i - shape.length, j), model: (x) => picked(x, swap(shape), swap) };
    },
  },
  {
    name: 'permute',
    kind: 'view',
    draw: (shape, numbers) => {
      const dims = shape.map((_, axis) => axis).sort((a, b) => numbers[a % 4]! - numbers[b % 4]! || b - a);
      const back = (place: readonly number[]): number[] => shape.map((_, axis) => place[dims.indexOf(axis)]!);
      return {
        run: (x) => x.permute(dims),
        model: (x) =>
          picked(
            x,
            dims.map((dim) => shape[dim]!),
            back,
          ),
      };
    },
  },
  {
    name: 'movedim',
    kind: 'view',
    draw: (shape, [a, b]) => {
      if (shape.length === 0) return null;
      const [from, to] = [a % shape.length, b % shape.length];
      const move = <T>(list: readonly T[], i: number, j: number): T[] =>
        (list as T[]).toSpliced(i, 1).toSpliced(j, 0, list[i]!);
      return {
        run: (x) => x.movedim(from, to),
        model: (x) => picked(x, move(shape, from, to), (place) => move(place, to, from)),
      };
    },
  },
  {
    name: 'select',
    kind: 'view',
    draw: (shape, [a, b]) => {
      const axis = a % Math.max(shape.length, 1);
      if (numelOf(shape) === 0 || shape.length === 0) return null;
      const index = b % shape[axis]!;
      return {
        run: (x) => x.select(axis, index - shape[axis]!),
        model: (x) => picked(x, shape.toSpliced(axis, 1), (place) => (place as number[]).toSpliced(axis, 0, index)),
      };
    },
  },
  {
    name: 'slice',
    kind: 'view',
    draw: (shape, [a, b, c, d]) => {
      if (shape.length === 0) return null;
      const axis = a % shape.length;
      const size = shape[axis]!;
      const [start, stop, step] = [Math.min(b % (size + 1), size), Math.min(c % (size + 2), size), 1 + (d % 3)];
      const length = Math.max(0, Math.ceil((stop - start) / step));
      return {
        run: (x) => x.slice(start, stop, { dim: axis, step }),
        model: (x) =>
          picked(x, shape.with(axis, length), (place) => (place as number[]).with(axis, start + step * place[axis]!)),
      };
    },
  },
  {
    name: 'narrow',
    kind: 'view',
    draw: (shape, [a, b, c]) => {
      if (shape.length === 0) return null;
      const axis = a % shape.length;
      const start = b % (shape[axis]! + 1);
      const length = c % (shape[axis]! - start + 1);
      return {
        run: (x) => x.narrow(axis, start, length),
        model: (x) =>
          picked(x, shape.with(axis, length), (place) => (place as number[]).with(axis, start + place[axis]!)),
      };
    },
  },
  {
    name: 'diagonal',
    kind: 'view',
    draw: (shape, [a, b, c]) => {
      if (shape.length < 2) return null;
      const dim1 = a % shape.length;
      const dim2 = (dim1 + 1 + (b % (shape.length - 1))) % shape.length;
      const offset = (c % 5) - 2;
      const rest = shape.filter((_, axis) => axis !== dim1 && axis !== dim2);
      const length = Math.max(0, Math.min(shape[dim1]! - Math.max(-offset, 0), shape[dim2]! - Math.max(offset, 0)));
      const from = (place: readonly number[]): number[] => {
        const others = place.slice(0, -1);
        const i = place.at(-1)!;
        return shape.map((_, axis) =>
          axis === dim1 ? i + Math.max(-offset, 0) : axis === dim2 ? i + Math.max(offset, 0) : others.shift()!,
        );
      };
      return { run: (x) => x.diagonal({ offset, dim1, dim2 }), model: (x) => picked(x, [...rest, length], from) };
    },
  },
  {
    name: 'unfold',
    kind: 'view',
    draw: (shape, [a, b, c]) => {
      if (shape.length === 0) return null;
      const axis = a % shape.length;
      const size = b % (shape[axis]! + 1);
      const step = 1 + (c % 3);
      const count = Math.floor((shape[axis]! - size) / step) + 1;
      return {
        run: (x) => x.unfold(axis, size, step),
        model: (x) =>
          picked(x, [...shape.with(axis, count), size], (place) =>
            place.slice(0, -1).with(axis, place[axis]! * step + place.at(-1)!),
          ),
      };
    },
  },
  {
    name: 'unsqueeze',
    kind: 'view',
    draw: (shape, [a]) => {
      const axis = a % (shape.length + 1);
      return {
        run: (x) => x.unsqueeze(axis),
        model: (x) => picked(x, shape.toSpliced(axis, 0, 1), (place) => (place as number[]).toSpliced(axis, 1)),
      };
    },
  },
  {
    name: 'squeeze',
    kind: 'view',
    draw: (shape) => {
      const kept = shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
      return {
        run: (x) => x.squeeze(),
        model: (x) =>
          picked(
            x,
            kept.map((axis) => shape[axis]!),
            (place) => shape.map((_, axis) => (kept.includes(axis) ? place[kept.indexOf(axis)]! : 0)),
          ),
      };
    },
  },
  {
    name: 'expand',
    kind: 'view',
    draw: (shape, [a]) => {
      const target = [a % 3, ...shape.map((size) => (size === 1 ? 3 : size))];
      return {
        run: (x) => x.expand([target[0]!, ...shape.map((size) => (size === 1 ? 3 : -1))]),
        model: (x) => picked(x, target, (place) => place.slice(1).map((i, axis) => (shape[axis] === 1 ? 0 : i))),
      };
    },
  },
  {
    name: 'flatten',
    kind: 'either',
    draw: (shape, [a, b]) => {
      if (shape.length < 2) return null;
      const start = a % (shape.length - 1);
      const end = start + 1 + (b % (shape.length - start - 1));
      const inner = shape.slice(start, end + 1);
      return {
        run: (x) => x.flatten(start, end),
        model: (x) =>
          picked(x, shape.toSpliced(start, inner.length, numelOf(inner)), (place) =>
            (place as number[]).toSpliced(start, 1, ...placeAt(place[start]!, inner)),
          ),
      };
    },
  },
  {
    name: 'reshape',
    kind: 'either',
    draw: (shape, [a]) => {
      const numel = numelOf(shape);
      const rows = [1, 2, 3, 4, 5, 6].filter((n) => numel % n === 0)[a % 3] ?? 1;
      const target = [rows, numel / rows, 1];
      return {
        run: (x) => x.reshape(target),
        model: (x) => picked(x, target, (place) => placeAt(rank(place, target), shape)),
      };
    },
  },
  {
    name: 'flip',
    kind: 'copy',
    draw: (shape, [a]) => {
      const dims = shape.flatMap((_, axis) => ((a >> axis) & 1 ? [axis] : []));
      return {
        run: (x) => x.flip(dims),
        model: (x) =>
          picked(x, shape, (place) => place.map((i, axis) => (dims.includes(axis) ? shape[axis]! - 1 - i : i))),
      };
    },
  },
  {
    name: 'roll',
    kind: 'copy',
    draw: (shape, [a, b]) => {
      if (shape.length === 0) return null;
      const axis = a % shape.length;
      const shift = b - 3;
      const size = shape[axis]!;
      return {
        run: (x) => x.roll(shift, axis),
        model: (x) =>
          picked(x, shape, (place) => (place as number[]).with(axis, (((place[axis]! - shift) % size) + size) % size)),
      };
    },
  },
  {
    name: 'roll over all',
    kind: 'copy',
    draw: (shape, [a]) => {
      const numel = numelOf(shape);
      return {
        run: (x) => x.roll(a - 3),
        model: (x) =>
          picked(x, shape, (place) => placeAt((((rank(place, shape) - (a - 3)) % numel) + numel) % numel, shape)),
      };
    },
  },
  {
    name: 'repeat',
    kind: 'copy',
    draw: (shape, numbers) => {
      const repeats = [numbers[3] % 3, ...shape.map((_, axis) => numbers[axis % 3]! % 3)];
      return {
        run: (x) => x.repeat(repeats),
        model: (x) =>
          picked(
            x,
            repeats.map((count, axis) => count * (axis === 0 ? 1 : shape[axis - 1]!)),
            (place) => place.slice(1).map((i, axis) => i % shape[axis]!),
          ),
      };
    },
  },
  {
    name: 'repeatInterleave',
    kind: 'copy',
    draw: (shape, [a, b]) => {
      if (shape.length === 0) return null;
      const axis = a % shape.length;
      const count = b % 3;
      return {
        run: (x) => x.repeatInterleave(count, axis),
        model: (x) =>
          picked(x, shape.with(axis, shape[axis]! * count), (place) =>
            (place as number[]).with(axis, Math.floor(place[axis]! / count)),
          ),
      };
    },
  },
  {
    name: 'rot90',
    kind: 'copy',
    draw: (shape, [a]) => {
      if (shape.length < 2) return null;
      const turns = (a % 4) + 1;
      const once = (x: Model): Model => {
        const [rows, columns] = x.shape as [number, number];
        return picked(x, [columns, rows, ...x.shape.slice(2)], ([i, j, ...rest]) => [j!, columns - 1 - i!, ...rest]);
      };
      return { run: (x) => x.rot90(turns - 4), model: (x) => Array.from({ length: turns }).reduce<Model>(once, x) };
    },
  },
];

const numbers = fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 }), fc.nat({ max: 7 }), fc.nat({ max: 7 }));

describe.each(cases)('$name', ({ kind, draw }) => {
  it('does to any view what the slow definition does', () => {
    fc.assert(
      fc.property(randomView({ maxRank: 3, maxSize: 4 }), numbers, ({ view, copy }, n) => {
        const drawn = draw(view.shape, n);
        if (drawn === null) return;
        const model = drawn.model(modelOf(copy));
        const result = drawn.run(view);
        expect(result.shape).toEqual(model.shape);
        expect(valuesOf(result)).toEqual(elementsOf(model));
        if (kind === 'view') expect(result.storage).toBe(view.storage);
        if (kind === 'copy') expect(result.storage).not.toBe(view.storage);
      }),
      { seed: 42, numRuns: 60 },
    );
  });
});

describe.each(cases.filter(({ kind }) => kind === 'view'))('$name', ({ draw }) => {
  it('writes through to the memory that it looks at', () => {
    fc.assert(
      fc.property(randomView({ maxRank: 3, maxSize: 4, writable: true }), numbers, ({ view, copy }, n) => {
        const drawn = draw(view.shape, n);
        if (drawn === null) return;
        // The number of every place, through the slow definition: where the view's elements come from.
        const from = drawn.model({ shape: view.shape, at: (place) => rank(place, view.shape) });
        const sources = elementsOf(from) as number[];
        if (new Set(sources).size !== sources.length) return;
        const expected: Scalar[] = valuesOf(copy);
        for (const source of sources) expected[source] = -77;
        const before = view.version;
        copy_(drawn.run(view), -77);
        expect(valuesOf(view)).toEqual(expected);
        expect(view.version).toBe(before + 1);
      }),
      { seed: 42, numRuns: 50 },
    );
  });
});

describe('dtypes', () => {
  it.each(['float64', 'int32', 'int64', 'uint8', 'bool', 'float16', 'bfloat16'] as const)(
    'moves %s without changing a bit',
    (dtype) => {
      fc.assert(
        fc.property(randomView({ maxRank: 3, dtype }), ({ view, copy }) => {
          const dims = view.shape.map((_, axis) => axis);
          for (const move of [
            (x: Tensor) => x.flip(dims),
            (x: Tensor) => x.roll(1),
            (x: Tensor) => x.repeat(view.shape.map(() => 2)),
            (x: Tensor) => x.permute(dims.toReversed()),
          ]) {
            expect(valuesOf(move(view))).toEqual(valuesOf(move(copy)));
          }
        }),
        { seed: 42, numRuns: 40 },
      );
    },
  );
});
