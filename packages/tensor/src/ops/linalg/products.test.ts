import { broadcastShapes, numelOf } from '@nn/core';
import { compareClose } from '@nn/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../tensor.js';
import { moderate, placeView, refusal, tensorOf, valuesOf, type ViewAndCopy } from '../../test-support.js';
import { einsum } from './einsum.js';
import { linear } from './linear.js';

/** Of a given shape, laid out with its axes in some order, every element so many places from the next. */
function laidOut(shape: readonly number[]): fc.Arbitrary<ViewAndCopy> {
  const axes = shape.map((_, axis) => axis);
  return fc
    .record({
      order: fc.shuffledSubarray(axes, { minLength: axes.length }),
      step: fc.integer({ min: 1, max: 3 }),
      offset: fc.nat({ max: 3 }),
      repeated: fc.nat({ max: 8 }),
    })
    .chain(({ order, step, offset, repeated }) => {
      const strides = new Array<number>(shape.length).fill(0);
      let stride = step;
      for (const axis of order) {
        if (axis === repeated) continue; // One row of memory, seen again and again.
        strides[axis] = stride;
        stride *= Math.max(shape[axis]!, 1);
      }
      const length = offset + stride + numelOf(shape) * step;
      return fc
        .array(moderate(), { minLength: length, maxLength: length })
        .map((values) => placeView({ baseShape: [length], shape, strides, offset }, values, 'float32'));
    });
}

/** Element by element, from the definition. */
function slowMatmul(a: Tensor, b: Tensor): number[] {
  const batch = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)], 'matmul');
  const [n, k, m] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const [wideA, wideB] = [
    valuesOf(a.expand([...batch, n, k]).contiguous()) as number[],
    valuesOf(b.expand([...batch, k, m]).contiguous()) as number[],
  ];
  const result: number[] = [];
  for (let t = 0; t < numelOf(batch); t++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += wideA[(t * n + i) * k + l]! * wideB[(t * k + l) * m + j]!;
        result.push(sum);
      }
    }
  }
  return result;
}

const size = fc.nat({ max: 4 });
const batches = fc.constantFrom<readonly [readonly number[], readonly number[]]>(
  [[], []],
  [[2], []],
  [[], [3]],
  [[2], [2]],
  [[2], [1]],
  [[3, 1], [2]],
  [
    [2, 3],
    [1, 3],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [[0], [1]],
);

describe('matmul', () => {
  it('of views with batches that broadcast is what the definition says, and so are its derivatives', () => {
    const property = fc.property(
      fc
        .tuple(batches, size, size, size)
        .chain(([[batchA, batchB], n, k, m]) => fc.tuple(laidOut([...batchA, n, k]), laidOut([...batchB, k, m]))),
      ([a, b]) => {
        const y = a.view.requiresGrad_().matmul(b.view.requiresGrad_());
        const expected = slowMatmul(a.copy, b.copy);
        expect(compareClose(valuesOf(y) as number[], expected, { atol: 1e-5, rtol: 1e-5 })).toBeNull();
        expect(y.isContiguous()).toBe(true);
        // The sum of y·w has the derivatives w·bᵀ and aᵀ·w, summed over what was repeated.
        const w = tensorOf(
          expected.map((_, i) => Math.cos(i)),
          y.shape,
          'float32',
        );
        y.backward(w);
        const da = tensorOf(
          slowMatmul(w, b.copy.transpose(-1, -2).contiguous()),
          [...y.shape.slice(0, -2), ...a.copy.shape.slice(-2)],
          'float32',
        ).sumToSize(a.copy.shape);
        const db = tensorOf(
          slowMatmul(a.copy.transpose(-1, -2).contiguous(), w),
          [...y.shape.slice(0, -2), ...b.copy.shape.slice(-2)],
          'float32',
        ).sumToSize(b.copy.shape);
        expect(
          compareClose(valuesOf(a.view.grad!) as number[], valuesOf(da) as number[], { atol: 2e-5, rtol: 1e-4 }),
        ).toBeNull();
        expect(
          compareClose(valuesOf(b.view.grad!) as number[], valuesOf(db) as number[], { atol: 2e-5, rtol: 1e-4 }),
        ).toBeNull();
      },
    );
    fc.assert(property, { seed: 42, numRuns: 150 });
  });

  it('gives the same bits for views and for copies', () => {
    const property = fc.property(
      fc
        .tuple(size, size, size)
        .chain(([n, k, m]) => fc.tuple(laidOut([n, k]), laidOut([k, m]), laidOut([k]), laidOut([2, 2, n, k]))),
      ([a, b, v, many]) => {
        for (const [view, copy] of [
          [a.view.mm(b.view), a.copy.mm(b.copy)],
          [a.view.mv(v.view), a.copy.mv(v.copy)],
          [v.view.dot(v.view), v.copy.dot(v.copy)],
          [many.view.matmul(b.view), many.copy.matmul(b.copy)],
          [many.view.matmul(v.view), many.copy.matmul(v.copy)],
          [linear(many.view, b.view.t()), linear(many.copy, b.copy.t())],
          [linear(v.view, b.view.t(), b.view.sum(0)), linear(v.copy, b.copy.t(), b.copy.sum(0))],
        ] as const) {
          expect(valuesOf(view)).toEqual(valuesOf(copy));
        }
      },
    );
    fc.assert(property, { seed: 42, numRuns: 60 });
  });

  it('of integers wraps as int64 does', () => {
    const x = tensorOf([2n ** 62n, 2n, 1n, 3n], [2, 2], 'int64');
    expect(valuesOf(x.matmul(x))).toEqual([2n, 2n ** 63n + 6n - 2n ** 64n, 2n ** 62n + 3n, 11n]);
  });

  it('of float16 is computed in float32', () => {
    const x = tensorOf([300, 300], [1, 2], 'float16');
    const y = tensorOf([300, -299], [2, 1], 'float16');
    expect(valuesOf(x.matmul(y))).toEqual([300]);
  });

  it('refuses two devices', () => {
    const x = tensorOf([1], [1, 1], 'float32');
    expect(refusal(() => x.matmul(x.to('meta'))).code).toBe('DEVICE');
  });
});

describe('linear', () => {
  it('is x·Wᵀ + b for x of any rank, in value and derivative', () => {
    const lead = fc.constantFrom<readonly number[]>([], [3], [2, 3], [2, 1, 2], [0], [2, 0]);
    const property = fc.property(
      fc
        .tuple(lead, size, size, fc.boolean())
        .chain(([shape, k, m, scalar]) =>
          fc.tuple(laidOut([...shape, k]), laidOut([m, k]), laidOut(scalar ? [] : [m])),
        ),
      ([x, w, b]) => {
        const leaves = (): Tensor[] =>
          [x.copy.clone(), w.copy.clone(), b.copy.clone()].map((leaf) => leaf.requiresGrad_());
        const [x1, w1, b1] = leaves() as [Tensor, Tensor, Tensor];
        const [x2, w2, b2] = leaves() as [Tensor, Tensor, Tensor];
        const y = linear(x1, w1, b1);
        const z = x2.unsqueeze(-2).mul(w2).sum(-1).add(b2);
        expect(y.gradFn?.name).toBe('AddmmBackward0');
        expect(linear(x1, w1).gradFn?.name).toBe('MmBackward0');
        expect(valuesOf(linear(x.view, w.view, b.view))).toEqual(valuesOf(y));
        const close = (a: Tensor, e: Tensor): void =>
          expect(compareClose(valuesOf(a) as number[], valuesOf(e) as number[], { atol: 2e-5, rtol: 1e-4 })).toBeNull();
        expect(y.shape).toEqual(z.shape);
        close(y, z);
        const c = tensorOf(
          Array.from({ length: y.numel() }, (_, i) => Math.cos(i)),
          y.shape,
          'float32',
        );
        y.backward(c);
        z.backward(c);
        close(x1.grad!, x2.grad!);
        close(w1.grad!, w2.grad!);
        close(b1.grad!, b2.grad!);
      },
    );
    fc.assert(property, { seed: 42, numRuns: 80 });
  });
});

const letters = (text: string): string[] => text.split('');

/** Sums over all values of all letters, from the definition. */
function slowEinsum(equation: string, operands: readonly Tensor[]): number[] {
  const [left, output] = equation.split('->') as [string, string];
  const terms = left.split(',');
  const sizes = new Map<string, number>();
  terms.forEach((term, i) =>
    letters(term).forEach((letter, axis) =>
      sizes.set(letter, operands[i]!.shape[axis] === 1 ? (sizes.get(letter) ?? 1) : operands[i]!.shape[axis]!),
    ),
  );
  const all = [...letters(output), ...[...sizes.keys()].filter((letter) => !output.includes(letter))];
  const arrays = operands.map((x) => valuesOf(x.contiguous()) as number[]);
  const result = new Array<number>(letters(output).reduce((count, letter) => count * sizes.get(letter)!, 1)).fill(0);
  const total = all.reduce((count, letter) => count * sizes.get(letter)!, 1);
  for (let step = 0; step < total; step++) {
    const index = new Map<string, number>();
    let rest = step;
    for (const letter of [...all].reverse()) {
      index.set(letter, rest % sizes.get(letter)!);
      rest = Math.floor(rest / sizes.get(letter)!);
    }
    const product = terms.reduce((value, term, i) => {
      const { shape } = operands[i]!;
      const place = letters(term).reduce(
        (at, letter, axis) => at * shape[axis]! + (shape[axis] === 1 ? 0 : index.get(letter)!),
        0,
      );
      return value * arrays[i]![place]!;
    }, 1);
    result[letters(output).reduce((at, letter) => at * sizes.get(letter)! + index.get(letter)!, 0)]! += product;
  }
  return result;
}

describe('einsum', () => {
  it('is the sum over all letters, whatever the letters', () => {
    const term = fc.array(fc.constantFrom<string>('i', 'j', 'k', 'l'), { maxLength: 3 });
    const property = fc.property(
      fc
        .record({
          terms: fc.array(term, { minLength: 1, maxLength: 3 }),
          sizes: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
          chosen: fc.shuffledSubarray<string>(['i', 'j', 'k', 'l']),
          ones: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
        })
        .chain(({ terms, sizes, chosen, ones }) => {
          const known = new Set(terms.flat());
          const equation = `${terms.map((labels) => labels.join('')).join(',')}->${chosen.filter((letter) => known.has(letter)).join('')}`;
          const shapes = terms.map((labels, t) => {
            // An axis of size 1 broadcasts, but a diagonal has one size.
            const single = new Map(labels.map((letter, axis) => [letter, ones[t * 3 + axis] && terms.length > 1]));
            return labels.map((letter) => (single.get(letter) ? 1 : sizes['ijkl'.indexOf(letter)]!));
          });
          return fc.tuple(fc.constant(equation), fc.tuple(...shapes.map(laidOut)));
        }),
      ([equation, operands]) => {
        const y = einsum(equation, ...operands.map(({ view }) => view));
        const copies = operands.map(({ copy }) => copy);
        expect(
          compareClose(valuesOf(y) as number[], slowEinsum(equation, copies), { atol: 1e-4, rtol: 1e-4 }),
        ).toBeNull();
      },
    );
    fc.assert(property, { seed: 42, numRuns: 200 });
  });
});
