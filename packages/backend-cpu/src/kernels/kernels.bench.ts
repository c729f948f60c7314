import type { View } from '@nn/core';
import { buildExpression, call, exp } from '@nn/core/expression';
import { bench, describe } from 'vitest';
import { randomFrom, viewOf } from '../testing/views.js';
import { expression } from './expression.js';
import { matmul } from './matmul.js';
import { reduce } from './reduce.js';

const random = randomFrom(1);
const randomOf = (...shape: number[]): View =>
  viewOf(
    'float32',
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
  );

const add = buildExpression({ inputs: ['float32', 'float32'], outputs: ['float32'] }, ([x, y]) => [x!.add(y!)]);
const relu = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.max(0)]);
const exponential = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [call(exp, x!)]);

for (const length of [8, 1 << 20]) {
  describe(`${length} elements`, () => {
    const [x, y, out] = [randomOf(length), randomOf(length), randomOf(length)];
    const one = randomOf(1);
    bench('add', () => expression([x, y], { graph: add, scalars: [] }, [out]));
    bench('relu', () => expression([x], { graph: relu, scalars: [] }, [out]));
    bench('exp', () => expression([x], { graph: exponential, scalars: [] }, [out]));
    bench('sum', () => reduce([x], { kind: 'sum', axes: [0] }, [one]));
  });
}

describe('matmul', () => {
  for (const [m, k, n] of [
    [2, 4, 8],
    [64, 784, 100],
    [256, 256, 256],
  ] as const) {
    const [a, b, out] = [randomOf(m, k), randomOf(k, n), randomOf(m, n)];
    bench(`${m}x${k}x${n}`, () => matmul([a, b], {}, [out]));
  }
});
