import { type DType, NnError, registerBackend } from '@nn/core';
import { cpu } from '@nn/backend-cpu';
import { Generator } from '@nn/random';
import { empty, type Tensor, zeros } from '@nn/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import * as init from './index.js';
import type { InitTarget } from './index.js';

beforeAll(() => registerBackend(cpu()));

type Call = <T extends InitTarget | null>(target: T, rest: { generator: Generator }) => T;

const calls: Readonly<Record<string, Call>> = {
  uniform_: (t, rest) => init.uniform_(t, { a: -1, b: 2, ...rest }),
  normal_: (t, rest) => init.normal_(t, { mean: 1, std: 2, ...rest }),
  truncNormal_: (t, rest) => init.truncNormal_(t, rest),
  constant_: (t) => init.constant_(t, 0.3),
  ones_: (t) => init.ones_(t),
  zeros_: (t) => init.zeros_(t),
  eye_: (t) => init.eye_(t),
  xavierUniform_: (t, rest) => init.xavierUniform_(t, rest),
  xavierNormal_: (t, rest) => init.xavierNormal_(t, rest),
  kaimingUniform_: (t, rest) => init.kaimingUniform_(t, rest),
  kaimingNormal_: (t, rest) => init.kaimingNormal_(t, rest),
  orthogonal_: (t, rest) => init.orthogonal_(t, rest),
  sparse_: (t, rest) => init.sparse_(t, 0.3, rest),
};

describe.each(Object.entries(calls))('%s on a tensor', (_name, call) => {
  it.each(['float32', 'float64'] as const)(
    'of %s gives what it gives on a bare array, as one write, and the tensor itself',
    (dtype) => {
      const bare = { data: dtype === 'float64' ? new Float64Array(35) : new Float32Array(35), shape: [5, 7] };
      call(bare, { generator: new Generator(3) });
      const x = empty([5, 7], { dtype });
      const { version } = x;
      expect(call(x, { generator: new Generator(3) })).toBe(x);
      expect(x.toTypedArraySync()).toEqual(bare.data);
      expect(x.version).toBe(version + 1);
    },
  );
});

describe('orthogonal_ of a large tensor', () => {
  it.each([[[80, 50]], [[50, 80]], [[70, 70]], [[40, 6, 11]]])(
    'of shape %j is what a bare array gets, within rounding, and draws as much',
    (shape) => {
      const [fast, plain] = [new Generator(5), new Generator(5)];
      const data = new Float32Array(shape.reduce((a, b) => a * b));
      const bare = init.orthogonal_({ data, shape }, { gain: 1.5, generator: plain });
      const x = init.orthogonal_(empty(shape), { gain: 1.5, generator: fast });
      const error = (x.toTypedArraySync() as Float32Array).map((value, i) => Math.abs(value - bare.data[i]!));
      expect(Math.max(...error)).toBeLessThan(2e-5);
      expect(fast.getState()).toEqual(plain.getState());
    },
  );

  it('is the same whether the fast kernels are there or not, within rounding', () => {
    const undo = registerBackend({ ...cpu({ wasm: false }), name: 'plain' });
    const [fast, plain] = ['cpu', 'plain'].map((device) => {
      const x = init.orthogonal_(empty([64, 64], { device }), { generator: new Generator(6) });
      return x.toTypedArraySync() as Float32Array;
    });
    undo();
    expect(Math.max(...fast!.map((value, i) => Math.abs(value - plain![i]!)))).toBeLessThan(2e-5);
  });
});

describe('on a view', () => {
  it('whole-tensor laws fill by index, and leave the rest of the memory alone', () => {
    const dense = init.orthogonal_(empty([4, 3]), { generator: new Generator(1) });
    const block = zeros([3, 6]);
    const view = block.narrow(1, 1, 4).transpose(0, 1);
    init.orthogonal_(view, { generator: new Generator(1) });
    expect(view.toArraySync()).toEqual(dense.toArraySync());
    expect(columns(block, 0)).toEqual([0, 0, 0]);
    expect(columns(block, 5)).toEqual([0, 0, 0]);
  });

  it('independent draws go by the order of memory, as in PyTorch', () => {
    const straight = init.uniform_(empty([6, 5]), { generator: new Generator(0) });
    const transposed = init.uniform_(empty([6, 5]).transpose(0, 1), { generator: new Generator(0) });
    expect(transposed.transpose(0, 1).toArraySync()).toEqual(straight.toArraySync());
  });

  function columns(x: Tensor, column: number): unknown[] {
    return x.toArraySync<number[][]>().map((row) => row[column]);
  }
});

describe('on integers', () => {
  it.each(['int32', 'int64', 'uint8'] as DType[])(
    'of %s constants and identities are written, draws are refused',
    (dtype) => {
      const x = empty([2, 2], { dtype });
      expect(numbers(init.constant_(x, 2.7))).toEqual([2, 2, 2, 2]);
      expect(numbers(init.eye_(x))).toEqual([1, 0, 0, 1]);
      const generator = new Generator(0);
      const state = String(generator.getState());
      const { version } = x;
      expect(() => init.normal_(x, { generator })).toThrow(NnError);
      expect(() => init.orthogonal_(x, { generator })).toThrow('"normal_kernel_cpu" not implemented');
      expect(numbers(x)).toEqual([1, 0, 0, 1]);
      expect(String(generator.getState())).toBe(state);
      expect(x.version).toBe(version);
    },
  );

  const numbers = (x: Tensor): number[] => Array.from(x.toTypedArraySync() as ArrayLike<number | bigint>, Number);
});
