import '@nn/autograd/register';
import { cpu } from '@nn/backend-cpu';
import { NnError, registerBackend } from '@nn/core';
import { Tensor, tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { defaultCollate, defaultConvert } from './collate.js';

registerBackend(cpu());

/** Tensors as dtype and values. */
function plain(value: unknown): unknown {
  if (value instanceof Tensor) return [value.dtype, value.toArraySync()];
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return new Map([...(value as Map<unknown, unknown>)].map(([key, part]) => [key, plain(part)]));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
    : value;
}

describe('defaultCollate', () => {
  it.each<[string, readonly unknown[], unknown]>([
    [
      'tensors',
      [tensor([1, 2]), tensor([3, 4])],
      [
        'float32',
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    ['scalars', [tensor(1), tensor(2)], ['float32', [1, 2]]],
    ['tensors of several dtypes', [tensor([1n]), tensor([0.5])], ['float32', [[1], [0.5]]]],
    ['empty tensors', [zeros([0, 2]), zeros([0, 2])], ['float32', [[], []]]],
    ['numbers', [1, 2.5], ['float32', [1, 2.5]]],
    ['bigints', [1n, -2n], ['int64', [1, -2]]],
    ['booleans', [true, false], ['bool', [true, false]]],
    ['strings', ['a', 'b'], ['a', 'b']],
    [
      'typed arrays',
      [new Int32Array([1, 2]), new Int32Array([3, 4])],
      [
        'int32',
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    ['int64 arrays', [new BigInt64Array([1n]), new BigInt64Array([2n])], ['int64', [[1], [2]]]],
    [
      'pairs',
      [
        [1, 2n],
        [3, 4n],
      ],
      [
        ['float32', [1, 3]],
        ['int64', [2, 4]],
      ],
    ],
    ['empty lists', [[], []], []],
    [
      'objects',
      [
        { x: 1, '2': 'a' },
        { '2': 'b', x: 2, more: null },
      ],
      { x: ['float32', [1, 2]], '2': ['a', 'b'] },
    ],
    ['objects without a prototype', [Object.assign(Object.create(null), { x: 1 })], { x: ['float32', [1]] }],
    ['maps', [new Map([['x', 1]]), new Map([['x', 2]])], new Map([['x', ['float32', [1, 2]]]])],
    ['a name __proto__', [JSON.parse('{"__proto__":1}')], JSON.parse('{"__proto__":["float32",[1]]}')],
    ['what is nested', [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }], { a: [{ b: ['float32', [1, 2]] }] }],
  ])('collates %s', (_, samples, expected) => {
    expect(plain(defaultCollate(samples))).toEqual(expected);
  });

  it.each<[string, readonly unknown[], string]>([
    ['no samples', [], 'VALUE'],
    ['null', [null], 'VALUE'],
    ['undefined', [undefined], 'VALUE'],
    ['functions', [() => 1], 'VALUE'],
    ['symbols', [Symbol('a')], 'VALUE'],
    ['dates', [new Date(0)], 'VALUE'],
    ['numbers and strings', [1, 'a'], 'VALUE'],
    ['numbers and bigints', [1, 1n], 'VALUE'],
    ['a tensor and a number', [zeros([]), 1], 'VALUE'],
    ['a missing name', [{ a: 1 }, { b: 1 }], 'VALUE'],
    ['a name that every object has', [{ toString: 1 }, {}], 'VALUE'],
    ['a missing key', [new Map([['a', 1]]), new Map()], 'VALUE'],
    ['lists of several lengths', [[1], []], 'SHAPE'],
    ['typed arrays of several lengths', [new Float32Array(1), new Float32Array(2)], 'SHAPE'],
    ['typed arrays of several kinds', [new Float32Array(1), new Float64Array(1)], 'SHAPE'],
    ['16-bit arrays', [new Uint16Array(1)], 'DTYPE'],
    ['tensors of several shapes', [zeros([1]), zeros([2])], 'SHAPE'],
  ])('refuses %s', (_, samples, code) => {
    let thrown: unknown;
    try {
      defaultCollate(samples);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NnError);
    expect((thrown as NnError).code).toBe(code);
  });
});

describe('defaultConvert', () => {
  it('turns typed arrays into tensors and leaves the rest', () => {
    const date = new Date(0);
    const sample = {
      x: new Float32Array([1, 2]),
      n: 3,
      s: 'a',
      list: [new Int32Array([4]), null],
      map: new Map([['k', new Uint8Array([5])]]),
      date,
    };
    expect(plain(defaultConvert(sample))).toEqual({
      x: ['float32', [1, 2]],
      n: 3,
      s: 'a',
      list: [['int32', [4]], null],
      map: new Map([['k', ['uint8', [5]]]]),
      date: {},
    });
    expect(defaultConvert(sample).date).toBe(date);
  });
});
