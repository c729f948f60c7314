import { type ReduceKind, type View } from '@nn/core';
import { buildExpression, call, exp } from '@nn/core/expression';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { cpu } from '../cpu.js';
import { below, elementsOf, neighboursOf, randomFrom, randomView, viewOf } from '../testing/views.js';
import { expression } from './expression.js';
import { reduce } from './reduce.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 30_000 });

const { kernels } = cpu();

/** Numbers between −1 and 1. */
function numbers(shape: readonly number[], random: () => number): View {
  const view = randomView(shape, 'float32', random, { dense: random() < 0.7 });
  const array = view.storage.memory as Float32Array;
  for (let i = 0; i < array.length; i++) array[i] = 2 * random() - 1;
  return view;
}

interface Case {
  readonly random: () => number;
  readonly shape: readonly number[];
  readonly axes: readonly number[];
  readonly kept: readonly number[];
}

function caseOf(seed: number): Case {
  const random = randomFrom(seed);
  const shape = Array.from({ length: 1 + below(random, 3) }, () => 1 + below(random, 24));
  const axes = shape.map((_, axis) => axis).filter(() => random() < 0.5);
  return { random, shape, axes, kept: shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) };
}

/** The greatest distance of two lists. */
function distance(a: readonly (number | bigint)[], b: readonly (number | bigint)[]): number {
  return a.reduce<number>((most, value, i) => Math.max(most, Math.abs(Number(value) - Number(b[i]))), 0);
}

const kinds: readonly ReduceKind[] = ['sum', 'max', 'min', 'prod'];

describe('folds by vectors', () => {
  it('are those of JavaScript, over any axes, sums within rounding, and touch no neighbour', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...kinds), (seed, kind) => {
        const { random, shape, axes, kept } = caseOf(seed);
        const x = numbers(shape, random);
        const [out, expected] = [randomView(kept, 'float32', random), viewOf('float32', kept, [])];
        const neighbours = neighboursOf(out);
        kernels.reduce([x], { kind, axes }, [out]);
        reduce([x], { kind, axes }, [expected]);
        expect(distance(elementsOf(out), elementsOf(expected))).toBeLessThan(kind === 'sum' ? 1e-5 : 1e-30);
        expect(neighboursOf(out)).toEqual(neighbours);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('go in the order of memory, whatever the order of axes', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('sum', 'max', 'min'), (seed, kind) => {
        const random = randomFrom(seed);
        const dense = numbers([2, 3, 4, 5, 6], random);
        const order = [0, 1, 2, 3, 4].map((axis) => [random(), axis] as const).sort(([a], [b]) => a - b);
        const [shape, strides] = [dense.shape, dense.strides].map((list) => order.map(([, axis]) => list[axis]!));
        const x = { ...dense, shape: shape!, strides: strides! };
        const axes = shape!.map((_, axis) => axis).filter(() => random() < 0.6);
        const kept = shape!.map((size, axis) => (axes.includes(axis) ? 1 : size));
        const [out, expected] = [viewOf('float32', kept, []), viewOf('float32', kept, [])];
        kernels.reduce([x], { kind, axes }, [out]);
        reduce([x], { kind, axes }, [expected]);
        expect(distance(elementsOf(out), elementsOf(expected))).toBeLessThan(kind === 'sum' ? 1e-5 : 1e-30);
      }),
      { seed: 42, numRuns: 150 },
    );
  });

  it('take what an expression computes', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('sum', 'max', 'min'), (seed, kind) => {
        const { random, shape, axes, kept } = caseOf(seed);
        const graph = buildExpression(
          { inputs: ['float32', 'float32'], outputs: ['float32', 'float32'], reduction: { kind, axes } },
          ([x, y]) => [call(exp, x!.mul(y!)), x!.sub(y!)],
        );
        const inputs = [numbers(shape, random), numbers(shape, random)];
        const [actual, expected] = [0, 1].map(() => [0, 1].map(() => viewOf('float32', kept, [])));
        kernels.expression(inputs, { graph, scalars: [] }, actual!);
        expression(inputs, { graph, scalars: [] }, expected!);
        actual!.forEach((out, i) => expect(distance(elementsOf(out), elementsOf(expected![i]!))).toBeLessThan(2e-3));
      }),
      { seed: 42, numRuns: 150 },
    );
  });
});

describe('layer norm by vectors', () => {
  it('brings every run to mean 0 and variance 1, small operands on the host and large ones alike', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const [rows, size] = [1 + below(random, 6), 1 + below(random, 300)];
        const draw = (shape: number[]): View => {
          const values = Array.from({ length: shape.reduce((a, b) => a * b) }, () => Math.fround(3 * random() - 1));
          return viewOf('float32', shape, values);
        };
        const inputs = [draw([rows, size]), draw([size]), draw([size])].slice(0, 1 + below(random, 3));
        const out = viewOf('float32', [rows, size], []);
        kernels.layerNorm!(inputs, { size, epsilon: 1e-5 }, [out]);
        const [x, weight, bias] = inputs.map((view) => elementsOf(view) as number[]);
        const expected = Array.from({ length: rows }, (_, row) => {
          const own = x!.slice(row * size, (row + 1) * size);
          const mean = own.reduce((a, b) => a + b) / size;
          const factor = 1 / Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size + 1e-5);
          return own.map((value, i) => (value - mean) * factor * (weight?.[i] ?? 1) + (bias?.[i] ?? 0));
        }).flat();
        expect(distance(elementsOf(out) as number[], expected)).toBeLessThan(1e-5);
      }),
      { seed: 42, numRuns: 60 },
    );
  });
});
