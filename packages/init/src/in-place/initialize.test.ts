import {
  type DType,
  type Fill,
  type FillTarget,
  fillTarget,
  NnError,
  type RandomSource,
  type SequentialRequest,
} from '@nn/core';
import { defaultGenerator, Generator, manualSeed } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';

/** A target that notes what it is asked. */
class Recorder implements FillTarget {
  readonly requests: SequentialRequest[] = [];

  [fillTarget](request: SequentialRequest): void {
    this.requests.push(request);
  }
}

const calls: Readonly<Record<string, readonly [(target: Recorder) => Recorder, parameters: object]>> = {
  uniform_: [(t) => init.uniform_(t, { b: 2 }), { a: 0, b: 2 }],
  normal_: [(t) => init.normal_(t, { std: 0.01 }), { mean: 0, std: 0.01 }],
  truncNormal_: [(t) => init.truncNormal_(t), { mean: 0, std: 1, a: -2, b: 2 }],
  constant_: [(t) => init.constant_(t, 42), { value: 42 }],
  ones_: [(t) => init.ones_(t), {}],
  zeros_: [(t) => init.zeros_(t), {}],
  eye_: [(t) => init.eye_(t), {}],
  dirac_: [(t) => init.dirac_(t, { groups: 2 }), { groups: 2 }],
  xavierUniform_: [(t) => init.xavierUniform_(t), { gain: 1 }],
  xavierNormal_: [(t) => init.xavierNormal_(t, { gain: 2 }), { gain: 2 }],
  kaimingUniform_: [
    (t) => init.kaimingUniform_(t, { a: Math.sqrt(5) }),
    { a: Math.sqrt(5), mode: 'fan_in', nonlinearity: 'leaky_relu' },
  ],
  kaimingNormal_: [
    (t) => init.kaimingNormal_(t, { mode: 'fan_out', nonlinearity: 'relu' }),
    { a: 0, mode: 'fan_out', nonlinearity: 'relu' },
  ],
  orthogonal_: [(t) => init.orthogonal_(t), { gain: 1 }],
  sparse_: [(t) => init.sparse_(t, 0.1), { sparsity: 0.1, std: 0.01 }],
};

const laws = [
  init.uniformLaw,
  init.normalLaw,
  init.truncNormalLaw,
  init.constantLaw,
  init.onesLaw,
  init.zerosLaw,
  init.eyeLaw,
  init.diracLaw,
  init.xavierUniformLaw,
  init.xavierNormalLaw,
  init.kaimingUniformLaw,
  init.kaimingNormalLaw,
  init.orthogonalLaw,
  init.sparseLaw,
];

describe('an initializer', () => {
  it.each(Object.entries(calls))(
    '%s hands its target a request of plain data, draws nothing and returns the target',
    (name, [call, parameters]) => {
      const target = new Recorder();
      const state = defaultGenerator.getState();
      expect(call(target)).toBe(target);
      const [request] = target.requests;
      expect(target.requests.length).toBe(1);
      expect(request!.law.name).toBe(name);
      expect(laws).toContain(request!.law);
      expect(request!.source).toBe(defaultGenerator);
      expect(request!.parameters).toEqual(parameters);
      expect(JSON.parse(JSON.stringify(request!.parameters))).toEqual(parameters);
      request!.law.check(request!.parameters);
      expect(String(defaultGenerator.getState())).toBe(String(state));
    },
  );

  it('draws from the default stream, or from the generator that it is given', () => {
    const target = { data: new Float32Array(3), shape: [3] };
    manualSeed(0);
    expect([...init.uniform_(target).data].map((x) => x.toFixed(4))).toEqual(['0.4963', '0.7682', '0.0885']);
    const expected = target.data.slice();
    const state = defaultGenerator.getState();
    init.uniform_(target, { generator: new Generator(0) });
    expect(target.data).toEqual(expected);
    expect(String(defaultGenerator.getState())).toBe(String(state));
  });

  it('draws from any source that has a state, and leaves it where a generator would be', () => {
    const inner = new Generator(3);
    const source: RandomSource = {
      nextUint32: () => inner.nextUint32(),
      getState: () => inner.getState(),
      setState: (state) => inner.setState(state),
    };
    const generator = new Generator(3);
    const [foreign, own] = [source, generator].map((each) =>
      init.orthogonal_({ data: new Float32Array(15), shape: [3, 5] }, { generator: each }),
    );
    expect(foreign!.data).toEqual(own!.data);
    expect(String(inner.getState())).toBe(String(generator.getState()));
  });

  it('takes an option that is undefined as not given', () => {
    const target = new Recorder();
    const options = { gain: undefined, generator: undefined } as object;
    init.xavierNormal_(target, options);
    expect(target.requests[0]!.parameters).toEqual({ gain: 1 });
    expect(target.requests[0]!.source).toBe(defaultGenerator);
  });

  it('fills a Float64Array with float64 draws', () => {
    const { data } = init.uniform_({ data: new Float64Array(1), shape: [] }, { generator: new Generator(0) });
    expect(data[0]! * 2 ** 24).not.toBe(Math.round(data[0]! * 2 ** 24));
  });

  it.each([[[0]], [[0, 0]], [[3, 0]], [[0, 3, 2]]])('of shape %j without elements draws nothing', (shape) => {
    const target = { data: new Float32Array(0), shape };
    const generator = new Generator(0);
    const state = generator.getState();
    const rank = shape.length;
    init.uniform_(target, { generator });
    init.normal_(target, { generator });
    init.truncNormal_(target, { generator });
    init.constant_(target, 1);
    init.kaimingUniform_(target, { generator });
    init.kaimingNormal_(target, { generator });
    if (rank >= 2) {
      init.xavierUniform_(target, { generator });
      init.xavierNormal_(target, { generator });
      init.orthogonal_(target, { generator });
    }
    if (rank === 2) init.sparse_(init.eye_(target), 0.5, { generator });
    if (rank === 3) init.dirac_(target);
    expect(String(generator.getState())).toBe(String(state));
  });
});

describe('a law', () => {
  const resolve = (law: (typeof laws)[number], parameters: object, dtype: DType): Fill =>
    (law as unknown as SequentialRequest['law']).resolve(parameters, [3, 4], dtype);

  it.each(['int32', 'int64', 'uint8', 'bool'] as const)('of draws refuses %s with the words of PyTorch', (dtype) => {
    const torchName = { int32: 'Int', int64: 'Long', uint8: 'Byte', bool: 'Bool' }[dtype];
    for (const [name, [call]] of Object.entries(calls)) {
      const target = new Recorder();
      call(target);
      const { law, parameters } = target.requests[0]!;
      if (['constant_', 'ones_', 'zeros_', 'eye_', 'dirac_'].includes(name)) continue;
      const kernel = /uniform|trunc/i.test(name) ? 'check_uniform_bounds' : 'normal_kernel_cpu';
      expect(() => law.resolve(parameters, [3, 4], dtype), name).toThrow(
        `"${kernel}" not implemented for '${torchName}'`,
      );
      expect(() => law.resolve(parameters, [3, 4], dtype), name).toThrow(NnError);
    }
  });

  it('says what a backend needs to draw by itself', () => {
    expect(resolve(init.uniformLaw, { a: -1, b: 2 }, 'float32')).toMatchObject({
      kind: 'draw',
      law: 'uniform',
      parameters: [-1, 2],
    });
    expect(resolve(init.truncNormalLaw, { mean: 1, std: 2, a: 0, b: 3 }, 'float32')).toMatchObject({
      kind: 'draw',
      law: 'truncNormal',
      parameters: [1, 2, 0, 3],
    });
    expect(resolve(init.xavierNormalLaw, { gain: 1 }, 'float64')).toMatchObject({
      kind: 'draw',
      law: 'normal',
      parameters: [0, Math.sqrt(2 / 7)],
    });
  });

  it('of normals draws one by one where the memory is not contiguous', () => {
    const fill = resolve(init.normalLaw, { mean: 0, std: 1 }, 'float32');
    if (fill.kind !== 'draw') throw new Error('no draw');
    const [blocks, singles, few] = [new Float32Array(32), new Float32Array(32), new Float32Array(3)];
    fill.reference(blocks, new Generator(0), true);
    fill.reference(singles, new Generator(0), false);
    fill.reference(few, new Generator(0), true);
    expect(singles.slice(0, 3)).toEqual(few);
    expect(blocks.slice(0, 3)).not.toEqual(few);
  });

  it('of integers converts a constant as fill_ does', () => {
    const value = (x: number, dtype: DType): unknown =>
      (resolve(init.constantLaw, { value: x }, dtype) as { readonly value?: unknown }).value;
    expect([value(2.7, 'int32'), value(-2.7, 'int64'), value(255, 'uint8')]).toEqual([2, -2, 255]);
    expect([value(0.5, 'bool'), value(0, 'bool'), value(Number.NaN, 'bool')]).toEqual([true, false, true]);
    expect([value(Number.NaN, 'float32'), value(-Infinity, 'float16')]).toEqual([Number.NaN, -Infinity]);
    expect(() => value(256, 'uint8')).toThrow('value cannot be converted to type uint8_t without overflow');
    expect(() => value(2 ** 31, 'int32')).toThrow('value cannot be converted to type int without overflow');
    expect(() => value(2 ** 63, 'int64')).toThrow('value cannot be converted to type int64_t without overflow');
    expect(() => value(Number.NaN, 'int32')).toThrow('value cannot be converted to type int without overflow');
    expect(() => value(65520, 'float16')).toThrow('value cannot be converted to type at::Half without overflow');
  });

  it('of whole tensors gives float64 values for float64, float32 values else', () => {
    const kind = (dtype: DType): unknown => {
      const fill = resolve(init.eyeLaw, {}, dtype);
      return fill.kind === 'values' ? fill.compute(new Generator(0)).constructor : null;
    };
    expect([kind('float64'), kind('float32'), kind('bfloat16'), kind('int32')]).toEqual([
      Float64Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ]);
  });

  it('can be carried out again: resolving has no memory', () => {
    const fill = resolve(init.sparseLaw, { sparsity: 0.5, std: 1 }, 'float32');
    if (fill.kind !== 'values') throw new Error('no values');
    const [once, again] = [fill.compute(new Generator(5)), fill.compute(new Generator(5))];
    expect(once).toEqual(again);
    expect(once).not.toBe(again);
  });
});
