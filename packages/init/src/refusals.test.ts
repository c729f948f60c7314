import { type ErrorCode, NnError } from '@nn/core';
import { defaultGenerator, Generator } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from './index.js';
import type { BareArray } from './index.js';

type Refusal = readonly [
  what: string,
  shape: readonly number[],
  call: (target: BareArray, rest: object) => unknown,
  code: ErrorCode,
  message: string,
];

/** A call that the compiler would refuse: from JavaScript anything may come. */
const untyped = init as unknown as Record<keyof typeof init, (...given: unknown[]) => unknown>;

const fewer = 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions';
const modes = "Mode foo not supported, please use one of ['fan_in', 'fan_out']";

const refusals: readonly Refusal[] = [
  [
    'std < 0',
    [4],
    (t, rest) => init.normal_(t, { std: -1, ...rest }),
    'OPTION',
    'normal expects std >= 0.0, but found std -1',
  ],
  [
    'std NaN',
    [4],
    (t, rest) => init.normal_(t, { std: Number.NaN, ...rest }),
    'OPTION',
    'normal expects std >= 0.0, but found std nan',
  ],
  [
    'an infinite std',
    [4],
    (t, rest) => init.normal_(t, { std: Infinity, ...rest }),
    'OPTION',
    'normal_ expects a finite number as std, but got Infinity',
  ],
  [
    'an infinite mean',
    [4],
    (t, rest) => init.normal_(t, { mean: -Infinity, ...rest }),
    'OPTION',
    'normal_ expects a finite number as mean, but got -Infinity',
  ],
  [
    'a std beyond float32',
    [4],
    (t, rest) => init.normal_(t, { std: 1e39, ...rest }),
    'OPTION',
    'std is out of bounds for float32',
  ],
  [
    'a std that is text',
    [4],
    (t, rest) => untyped.normal_(t, { std: '1', ...rest }),
    'OPTION',
    'normal_ expects numbers, but found std string',
  ],
  [
    'a > b',
    [4],
    (t, rest) => init.uniform_(t, { a: 1, b: 0, ...rest }),
    'OPTION',
    'uniform_ expects to return a [from, to) range, but found from=1 > to=0',
  ],
  [
    'a NaN bound',
    [4],
    (t, rest) => init.uniform_(t, { a: Number.NaN, ...rest }),
    'OPTION',
    'uniform_ expects a finite number as a, but got NaN',
  ],
  [
    'a bound beyond float32',
    [4],
    (t, rest) => init.uniform_(t, { b: 1e300, ...rest }),
    'OPTION',
    'to is out of bounds for float',
  ],
  [
    'too wide a range',
    [4],
    (t, rest) => init.uniform_(t, { a: -3e38, b: 3e38, ...rest }),
    'OPTION',
    'uniform_ expects to-from <= std::numeric_limits<Float>::max()',
  ],
  [
    'a cut with a > b',
    [4],
    (t, rest) => init.truncNormal_(t, { a: 2, b: -2, ...rest }),
    'OPTION',
    'truncNormal_ expects a <= b, but found a=2 > b=-2',
  ],
  [
    'a cut normal with std 0',
    [4],
    (t, rest) => init.truncNormal_(t, { std: 0, ...rest }),
    'OPTION',
    'truncNormal_ expects std > 0.0, but found std 0',
  ],
  [
    'an infinite cut',
    [4],
    (t, rest) => init.truncNormal_(t, { a: -Infinity, ...rest }),
    'OPTION',
    'truncNormal_ expects a finite number as a, but got -Infinity',
  ],
  ['text as a constant', [4], (t) => untyped.constant_(t, '1'), 'OPTION', 'constant_ expects a number, but got string'],
  ['no constant', [4], (t) => untyped.constant_(t), 'OPTION', 'constant_ expects a number, but got undefined'],
  [
    'a constant beyond float32',
    [4],
    (t) => init.constant_(t, 1e300),
    'OPTION',
    'value cannot be converted to type float without overflow',
  ],
  ['eye of a vector', [4], (t) => init.eye_(t), 'SHAPE', 'Only tensors with 2 dimensions are supported'],
  [
    'dirac of a matrix',
    [2, 2],
    (t) => init.dirac_(t),
    'SHAPE',
    'Only tensors with 3, 4, or 5 dimensions are supported',
  ],
  [
    'groups that do not divide',
    [3, 1, 1],
    (t) => init.dirac_(t, { groups: 2 }),
    'SHAPE',
    'dim 0 must be divisible by groups',
  ],
  [
    'no groups',
    [3, 1, 1],
    (t) => init.dirac_(t, { groups: 0 }),
    'OPTION',
    'dirac_ expects a positive whole number of groups, but got 0',
  ],
  [
    'half a group',
    [3, 1, 1],
    (t) => init.dirac_(t, { groups: 1.5 }),
    'OPTION',
    'dirac_ expects a positive whole number of groups, but got 1.5',
  ],
  [
    'a generator for dirac',
    [3, 1, 1],
    (t, rest) => init.dirac_(t, rest),
    'OPTION',
    "dirac_ has no option 'generator'. It has groups.",
  ],
  ['fans of a vector (Xavier)', [4], (t, rest) => init.xavierUniform_(t, rest), 'SHAPE', fewer],
  ['fans of a vector (Xavier, normal)', [4], (t, rest) => init.xavierNormal_(t, rest), 'SHAPE', fewer],
  ['fans of a vector (Kaiming)', [4], (t, rest) => init.kaimingUniform_(t, rest), 'SHAPE', fewer],
  ['fans of a scalar (Kaiming, normal)', [], (t, rest) => init.kaimingNormal_(t, rest), 'SHAPE', fewer],
  [
    'a negative gain',
    [2, 2],
    (t, rest) => init.xavierUniform_(t, { gain: -1, ...rest }),
    'OPTION',
    'xavierUniform_ expects gain >= 0, but got -1',
  ],
  [
    'a NaN gain',
    [2, 2],
    (t, rest) => init.xavierNormal_(t, { gain: Number.NaN, ...rest }),
    'OPTION',
    'xavierNormal_ expects a finite number as gain, but got NaN',
  ],
  [
    'a gain beyond float32',
    [2, 2],
    (t, rest) => init.xavierUniform_(t, { gain: 1e300, ...rest }),
    'OPTION',
    'from is out of bounds for float',
  ],
  ['an unknown mode', [2, 2], (t, rest) => untyped.kaimingUniform_(t, { mode: 'Foo', ...rest }), 'OPTION', modes],
  [
    'an unknown nonlinearity',
    [2, 2],
    (t, rest) => untyped.kaimingNormal_(t, { nonlinearity: 'foo', ...rest }),
    'OPTION',
    'Unsupported nonlinearity foo',
  ],
  [
    'a slope that is no number',
    [2, 2],
    (t, rest) => untyped.kaimingUniform_(t, { a: 'x', ...rest }),
    'OPTION',
    'negative_slope x not a valid number',
  ],
  [
    'a NaN slope',
    [2, 2],
    (t, rest) => init.kaimingNormal_(t, { a: Number.NaN, ...rest }),
    'OPTION',
    'negative_slope NaN not a valid number',
  ],
  [
    'a NaN slope of no meaning',
    [2, 2],
    (t, rest) => init.kaimingNormal_(t, { a: Number.NaN, nonlinearity: 'relu', ...rest }),
    'OPTION',
    'kaimingNormal_ expects a finite number as a, but got NaN',
  ],
  [
    'an orthogonal vector',
    [4],
    (t, rest) => init.orthogonal_(t, rest),
    'SHAPE',
    'Only tensors with 2 or more dimensions are supported',
  ],
  [
    'an infinite gain',
    [2, 2],
    (t, rest) => init.orthogonal_(t, { gain: Infinity, ...rest }),
    'OPTION',
    'orthogonal_ expects a finite number as gain, but got Infinity',
  ],
  [
    'a sparse cube',
    [2, 2, 2],
    (t, rest) => init.sparse_(t, 0.5, rest),
    'SHAPE',
    'Only tensors with 2 dimensions are supported',
  ],
  [
    'sparsity > 1',
    [2, 2],
    (t, rest) => init.sparse_(t, 1.5, rest),
    'OPTION',
    'sparse_ expects sparsity in [0, 1], but got 1.5',
  ],
  [
    'sparsity < 0',
    [2, 2],
    (t, rest) => init.sparse_(t, -0.1, rest),
    'OPTION',
    'sparse_ expects sparsity in [0, 1], but got -0.1',
  ],
  [
    'no sparsity',
    [2, 2],
    (t) => untyped.sparse_(t),
    'OPTION',
    'sparse_ expects a finite number as sparsity, but got undefined',
  ],
  [
    'a sparse std < 0',
    [2, 2],
    (t, rest) => init.sparse_(t, 0.5, { std: -1, ...rest }),
    'OPTION',
    'normal expects std >= 0.0, but found std -1',
  ],
  [
    'a misspelled option',
    [2, 2],
    (t, rest) => untyped.xavierUniform_(t, { gian: 2, ...rest }),
    'OPTION',
    "xavierUniform_ has no option 'gian'. Did you mean 'gain'?",
  ],
  [
    'an option of another function',
    [2, 2],
    (t, rest) => untyped.xavierUniform_(t, { temperature: 2, ...rest }),
    'OPTION',
    "xavierUniform_ has no option 'temperature'. It has gain, generator.",
  ],
  [
    'positional parameters',
    [4],
    (t) => untyped.normal_(t, 0, 0.01),
    'OPTION',
    'normal_ takes its options as an object, but got number. Write { mean: … }.',
  ],
  [
    'null for options',
    [4],
    (t) => untyped.uniform_(t, null),
    'OPTION',
    'uniform_ takes its options as an object, but got null',
  ],
  [
    'a seed as generator',
    [4],
    (t) => untyped.normal_(t, { generator: 42 }),
    'OPTION',
    'normal_ draws from a Generator, but got number. Pass new Generator(seed).',
  ],
  [
    'null as generator',
    [4],
    (t) => untyped.normal_(t, { generator: null }),
    'OPTION',
    'normal_ draws from a Generator, but got null',
  ],
];

function refusalOf(call: () => unknown): NnError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(NnError);
    return error as NnError;
  }
  throw new Error('it was not refused');
}

describe('what is refused', () => {
  it.each(refusals)('%s: nothing is drawn or written', (_what, shape, call, code, message) => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(7);
    const before = data.slice();
    const generator = new Generator(0);
    generator.cachedNormal = 0.5;
    const [state, defaultState] = [generator.getState(), defaultGenerator.getState()];
    const error = refusalOf(() => call({ data, shape }, { generator }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.op).toMatch(/^[a-z][A-Za-z]+_$/);
    expect(data).toEqual(before);
    expect(String(generator.getState())).toBe(String(state));
    expect(String(defaultGenerator.getState())).toBe(String(defaultState));
  });

  it('names the initializer that was called, not the one whose check refused', () => {
    const target = { data: new Float32Array(4), shape: [2, 2] };
    expect(refusalOf(() => init.sparse_(target, 0.5, { std: -1 })).op).toBe('sparse_');
    expect(refusalOf(() => init.xavierUniform_(target, { gain: 1e300 })).op).toBe('xavierUniform_');
  });

  it('a bias that a layer does not have is nothing to fill, but parameters are checked all the same', () => {
    expect(init.zeros_(null)).toBeNull();
    expect(refusalOf(() => init.normal_(null, { std: -1 })).code).toBe('OPTION');
  });

  it('a target of another kind is refused: undefined, arrays without a shape, integers', () => {
    expect(refusalOf(() => untyped.zeros_(undefined)).message).toBe(
      'zeros_ fills tensors, parameters and { data, shape } of floats, but got undefined. A bare array is written { data: new Float32Array(6), shape: [2, 3] }.',
    );
    expect(refusalOf(() => untyped.zeros_([[1, 2]])).code).toBe('OPTION');
    expect(refusalOf(() => untyped.zeros_(new Float32Array(3))).message).toContain('but got Float32Array');
    expect(refusalOf(() => untyped.zeros_({ data: new Int32Array(3), shape: [3] })).code).toBe('DTYPE');
  });

  it('a shape that the data has not is refused', () => {
    const data = new Float32Array(5);
    expect(refusalOf(() => init.ones_({ data, shape: [2, 3] })).message).toBe(
      "shape '[2,3]' is invalid for input of size 5. The shape has 6 elements.",
    );
    expect(refusalOf(() => init.ones_({ data, shape: [-5] })).code).toBe('SHAPE');
    expect(refusalOf(() => init.ones_({ data, shape: [2.5, 2] })).code).toBe('SHAPE');
    expect(data).toEqual(new Float32Array(5));
  });
});
