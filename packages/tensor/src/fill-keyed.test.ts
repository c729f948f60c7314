import { cpu } from '@nn/backend-cpu';
import { elementPositions, mockBackend, referenceBackend } from '@nn/testing';
import {
  type Backend,
  type DType,
  fillTarget,
  type KeyedDraw,
  type KeyedFill,
  type KeyedRequest,
  type KeyedSpan,
  numelOf,
  registerBackend,
  type Shape,
  type View,
} from '@nn/core';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { empty } from './create/empty.js';
import { ones } from './create/full.js';
import { Tensor } from './tensor.js';
import { randomView, refusal } from './test-support.js';

const draw: KeyedDraw = { law: 'uniform', parameters: [0, 1], key: [1, 2, 3, 4] };
/** An element that its place decides; no float32 and no 16-bit float is exactly it. */
const elementAt = (i: number): number => Math.sin(1 + i);
const drawn: KeyedFill = {
  kind: 'draw',
  draw,
  write(first, out) {
    for (let i = 0; i < out.length; i++) out[i] = elementAt(first + i);
  },
};
const computed = (from: number): KeyedFill => ({
  kind: 'values',
  compute(out) {
    for (let i = 0; i < out.length; i++) out[i] = elementAt(from + i);
  },
});

function requestOf(spans: (shape: Shape, dtype: DType) => readonly KeyedSpan[]): KeyedRequest {
  const origin = { use: 'test:sine', version: 1, params: { a: 1 }, key: '0'.repeat(32), packed: 'whole' } as const;
  return { kind: 'keyed', origin, resolve: spans };
}

/** The stream of one key, written in one span. */
const whole = requestOf((shape) => [{ offset: 0, length: numelOf(shape), fill: drawn }]);
/** The same values, made in two spans of different kinds. */
const halves = requestOf((shape) => {
  const [half, length] = [Math.floor(numelOf(shape) / 2), numelOf(shape)];
  return [
    { offset: 0, length: half, fill: drawn },
    { offset: half, length: length - half, fill: computed(half) },
  ];
});

const expected = (length: number): number[] => Array.from({ length }, (_, i) => elementAt(i));
const valuesOf = (x: Tensor): number[] => Array.from(x.detach().toTypedArraySync(), Number);
const undo: (() => void)[] = [];
afterAll(() => undo.forEach((run) => run()));

describe('a keyed request', () => {
  it('gives every element of any view what its row-major place decides, and touches nothing else', () => {
    fc.assert(
      fc.property(randomView(), fc.constantFrom(whole, halves), ({ view }, request) => {
        fc.pre(view.shape.every((size, axis) => size < 2 || view.strides[axis] !== 0));
        const block = Tensor.wrap(view.storage, [view.storage.length], [1]);
        const own = new Set(elementPositions(view));
        const before = valuesOf(block);
        view[fillTarget](request);
        expect(valuesOf(view)).toEqual(Array.from(Float32Array.from(expected(view.numel()))));
        const after = valuesOf(block);
        expect(after.filter((_, i) => !own.has(i))).toEqual(before.filter((_, i) => !own.has(i)));
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it.each<[DType, (value: number) => number]>([
    ['float64', (value) => value],
    ['float32', Math.fround],
  ])('keeps the digits of %s', (dtype, rounded) => {
    // Where a kernel draws, it goes by the law; these values are the host's alone.
    undo.push(registerBackend({ ...cpu({ wasm: false }), name: `host ${dtype}` }));
    const x = empty([40_000], { dtype, device: `host ${dtype}` });
    x[fillTarget](halves);
    expect(valuesOf(x)).toEqual(expected(40_000).map(rounded));
  });

  it.each<DType>(['float16', 'bfloat16'])('rounds %s from float32', (dtype) => {
    const [narrow, single] = [empty([3, 7], { dtype }), empty([3, 7])];
    for (const x of [narrow, narrow.t(), single]) x[fillTarget](whole);
    narrow[fillTarget](whole);
    expect(valuesOf(narrow)).toEqual(valuesOf(single.to(dtype)));
  });

  it('fills scalars, and tensors without elements', () => {
    const scalar = empty([]);
    scalar[fillTarget](whole);
    expect(valuesOf(scalar)).toEqual([Math.fround(elementAt(0))]);
    for (const spans of [whole, halves, requestOf(() => [])]) {
      const none = empty([0, 3]);
      none[fillTarget](spans);
      expect([none.version, none.storage.provenance!.law]).toEqual([1, 'test:sine']);
    }
  });

  it('lets later spans win', () => {
    const rows = requestOf((shape) => [
      { offset: 0, length: numelOf(shape), fill: drawn },
      { offset: 2, length: 2, fill: { kind: 'constant', value: 0 } },
    ]);
    const [plain, strided] = [empty([3, 2]), empty([2, 3]).t()];
    for (const x of [plain, strided]) {
      x[fillTarget](rows);
      expect(valuesOf(x)).toEqual(expected(6).map((value, i) => (i === 2 || i === 3 ? 0 : Math.fround(value))));
    }
  });

  it('is one write outside the tape, and leaves its origin', () => {
    const x = ones([4], { requiresGrad: true });
    x[fillTarget](halves);
    expect([x.version, x.isLeaf]).toEqual([1, true]);
    expect(x.storage.provenance).toEqual({
      law: 'test:sine',
      parameters: { a: 1 },
      byDefault: false,
      version: 1,
      origin: halves.origin,
    });
  });

  it('refused changes nothing', () => {
    const fails = (fill: KeyedFill): KeyedRequest =>
      requestOf((shape) => [
        { offset: 0, length: numelOf(shape), fill: drawn },
        { offset: 0, length: 1, fill },
      ]);
    const thrown = new Error('no');
    const late = fails({
      kind: 'values',
      compute() {
        throw thrown;
      },
    });
    const x = ones([3]);
    expect(() => x[fillTarget](late)).toThrow(thrown);
    expect(() =>
      x[fillTarget](
        requestOf(() => {
          throw thrown;
        }),
      ),
    ).toThrow(thrown);
    expect([x.version, x.storage.provenance, valuesOf(x)]).toEqual([0, null, [1, 1, 1]]);
    const expanded = ones([1]).expand([3]);
    expect(refusal(() => expanded[fillTarget](whole)).code).toBe('IN_PLACE');
  });

  it.each<[string, readonly (readonly [number, number])[]]>([
    ['reaches beyond the tensor', [[0, 7]]],
    ['begins before it', [[-1, 7]]],
    ['leaves the end out', [[0, 5]]],
    [
      'leaves a gap',
      [
        [0, 2],
        [3, 3],
      ],
    ],
    ['counts in halves', [[0, 5.5]]],
    ['counts in no numbers', [[0, Number.NaN]]],
    ['says nothing', []],
  ])('that %s is refused, since neighbours in memory are not its own', (_, spans) => {
    const request = requestOf(() => spans.map(([offset, length]) => ({ offset, length, fill: drawn })));
    const block = ones([8]);
    for (const x of [block.narrow(0, 1, 6), empty([6], { device: 'meta' })]) {
      const error = refusal(() => x[fillTarget](request));
      expect([error.code, error.op]).toEqual(['INITIALIZER', 'test:sine']);
    }
    expect(valuesOf(block)).toEqual(Array<number>(8).fill(1));
  });
});

describe('on other backends, a keyed request', () => {
  it('computes nothing on the meta device', () => {
    const x = empty([40_000, 40_000], { device: 'meta' });
    x[fillTarget](halves);
    expect(x.storage.provenance).toMatchObject({ law: 'test:sine', version: 1 });
  });

  it.each([true, false])('has a span of the tensor written by its kernels, if they do: %s', async (written) => {
    const device = `opaque ${written}`;
    undo.push(registerBackend({ ...mockBackend(referenceBackend()), name: device }));
    const rows: View[] = [];
    const values: KeyedFill = {
      kind: 'values',
      compute: (out) => void out.fill(2),
      computeOn({ name, kernels }, lend) {
        if (name !== device) return null;
        rows.push(lend());
        kernels.fill([], { value: 3 }, [rows[0]!]);
        return written ? rows[0]! : null;
      },
    };
    const request = requestOf(() => [
      { offset: 0, length: 6, fill: { kind: 'constant', value: 1 } },
      { offset: 2, length: 3, fill: values },
    ]);
    const [x, strided] = [empty([6], { device }), empty([3, 2], { device }).t()];
    for (const one of [x, strided]) {
      one[fillTarget](request);
      const own = written ? 3 : 2;
      expect(Array.from(await one.toTypedArray(), Number)).toEqual([1, 1, own, own, own, 1]);
    }
    expect(rows[0]).toMatchObject({ shape: [3], strides: [1], offset: 0, dtype: 'float32', storage: { length: 3 } });
  });

  it('gives the same bits on one that is opaque and waits', async () => {
    undo.push(registerBackend(mockBackend(referenceBackend())));
    const block = empty([5, 4], { device: 'mock' });
    const [x, strided] = [block, empty([4, 5], { device: 'mock' }).t()];
    for (const one of [x, strided]) one[fillTarget](halves);
    const values = Array.from(Float32Array.from(expected(20)));
    expect(Array.from(await x.toTypedArray(), Number)).toEqual(values);
    expect(Array.from(await strided.toTypedArray(), Number)).toEqual(values);
  });

  it('is left to a kernel where there is one, in contiguous float32', () => {
    const host = referenceBackend();
    const calls: (readonly [number, number, number])[] = [];
    const quick: Backend = {
      ...host,
      name: 'quick',
      kernels: {
        ...host.kernels,
        keyedRandom(_, { key, law, parameters, first }, [out]: readonly View[]) {
          expect([law, parameters, key]).toEqual([draw.law, draw.parameters, draw.key]);
          calls.push([first, out!.offset, numelOf(out!.shape)]);
          host.kernels.fill([], { value: 7 }, [out!]);
        },
      },
    };
    undo.push(registerBackend(quick));
    const block = empty([8], { device: 'quick' });
    block.narrow(0, 2, 6).reshape([2, 3])[fillTarget](halves);
    expect(calls).toEqual([[0, 2, 3]]);
    expect(valuesOf(block)).toEqual([0, 0, 7, 7, 7, ...[3, 4, 5].map((i) => Math.fround(elementAt(i)))]);
    const strided = empty([3, 2], { device: 'quick' }).t();
    strided[fillTarget](whole);
    expect(calls[1]).toEqual([0, 0, 6]);
    expect(valuesOf(strided)).toEqual(Array<number>(6).fill(7));
    empty([2], { device: 'quick', dtype: 'float64' })[fillTarget](whole);
    empty([2], { device: 'quick', dtype: 'bfloat16' })[fillTarget](whole);
    expect(calls.length).toBe(2);
  });
});
