import { type ExpressionAttributes, type Kernel, type ReduceAttributes, type View } from '@nn/core';
import { buildExpression, type ExpressionGraph } from '@nn/core/expression';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Arena } from '../arena/arena.js';
import { Staging } from '../arena/staging.js';
import { Launcher } from '../emit/launcher.js';
import { randomGraph, randomScalars } from '../testing/random-graph.js';
import { below, elementsOf, randomFrom, randomView, viewOf } from '../testing/views.js';
import { loadRows } from '../wasm-kernels/rows.js';
import { emittedExpression, expression } from './expression.js';
import { reduce } from './reduce.js';
import { wasmRows } from './wasm-rows.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

const arena = new Arena({ budget: 2 ** 22 });
const staging = new Staging(arena);
// Kernels at once, however little they are worth.
const launcher = new Launcher(arena, staging, 0);
const rows = wasmRows(arena, staging, () => loadRows(arena.memory)!);
const emitted = emittedExpression(arena, launcher, rows.reduce);

/** Results of an expression with a reduction, and of both one after the other. */
function bothWays(
  graph: ExpressionGraph,
  inputs: readonly View[],
  scalars: ExpressionAttributes['scalars'],
  evaluate: Kernel<ExpressionAttributes>,
  fold: Kernel<ReduceAttributes>,
): (readonly unknown[])[] {
  const { shape } = inputs[0]!;
  const { axes } = graph.reduction!;
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const [between, expected, outputs] = [shape, kept, kept].map((size) =>
    graph.outputs.map(({ dtype }) => viewOf(dtype, size, [])),
  ) as [View[], View[], View[]];
  evaluate(inputs, { graph: { ...graph, reduction: null, key: `${graph.key} alone` }, scalars }, between);
  between.forEach((view, i) => fold([view], graph.reduction!, [expected[i]!]));
  evaluate(inputs, { graph, scalars }, outputs);
  return [outputs, expected].map((views) => views.flatMap(elementsOf));
}

/** The graph with its first output of float32 alone, if it has one. */
function oneFloat(graph: ExpressionGraph): ExpressionGraph {
  const first = graph.outputs.findIndex(({ dtype }) => dtype === 'float32');
  return first === -1 ? graph : { ...graph, outputs: [graph.outputs[first]!], key: `${graph.key} ${first}` };
}

const kinds = ['sum', 'sum', 'sum', 'max', 'min', 'prod'] as const;

describe('a reduction at the end of an expression', () => {
  it('has the bits of the expression and then the reduction, read and emitted', () => {
    const launch = vi.spyOn(launcher, 'launch');
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const shape = [1 + below(random, 4), 1 + below(random, 40), 1 + below(random, 90)].slice(below(random, 2));
        const trailing = below(random, shape.length);
        const axes = shape.map((_, axis) => axis).filter((axis) => axis >= trailing || random() < 0.05);
        const kind = kinds[below(random, kinds.length)]!;
        const graph = oneFloat(randomGraph(random, { kind, axes }, ['float32', 'float32', 'float64', 'int32', 'bool']));
        const layout = { expand: random() < 0.5, dense: random() < 0.8 };
        const inputs = graph.inputs.map((dtype) => randomView(shape, dtype, random, layout));
        const scalars = randomScalars(graph.scalars, random);
        for (const [evaluate, fold] of [
          [expression, reduce],
          [emitted, rows.reduce],
        ] as const) {
          const [fused, apart] = bothWays(graph, inputs, scalars, evaluate, fold);
          expect(fused).toEqual(apart);
        }
      }),
      { seed: 42, numRuns: 160 },
    );
    const inOnePass = launch.mock.calls.filter(
      ([{ reduction }], i) => reduction !== null && launch.mock.results[i]!.value === true,
    );
    expect(inOnePass.length).toBeGreaterThan(10);
    launch.mockRestore();
  });

  it('folds rows of any length in the order of the reduction', () => {
    const random = randomFrom(1);
    for (const kind of ['sum', 'max', 'min'] as const) {
      const graph = buildExpression(
        { inputs: ['float32', 'float32'], outputs: ['float32'], reduction: { kind, axes: [1] } },
        ([x, y]) => [x!.sub(y!).mul(y!)],
      );
      const lengths = [2, 3, 15, 16, 17, 31, 32, 33, 63, 511, 512, 513, 543, 544, 1023, 1024, 1025, 1100, 5000];
      for (const length of lengths) {
        const shape = [Math.ceil(1025 / length) + 1, length];
        const inputs = [0, 1].map(() => randomView(shape, 'float32', random, { dense: true }));
        // Numbers that are near each other: every sum rounds.
        for (const { storage } of inputs) (storage.memory as Float32Array).forEach((_, i, all) => (all[i] = random()));
        const [fused, apart] = bothWays(graph, inputs, [], emitted, rows.reduce);
        expect(fused).toEqual(apart);
      }
    }
  });
});
