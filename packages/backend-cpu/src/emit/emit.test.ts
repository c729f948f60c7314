import type { DType, Scalar, View } from '@nn/core';
import { buildExpression, call, type ExpressionGraph, exp, lower, tanh } from '@nn/core/expression';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Arena } from '../arena/arena.js';
import { Block } from '../arena/block.js';
import { Staging } from '../arena/staging.js';
import { expression } from '../kernels/expression.js';
import { memoryOf } from '../memory.js';
import { randomGraph, randomScalars } from '../testing/random-graph.js';
import { below, randomFrom, randomShape, randomView, viewOf } from '../testing/views.js';
import { Launcher } from './launcher.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

function launcherOn(arena: Arena): Launcher {
  return new Launcher(arena, new Staging(arena), 0);
}

const arena = new Arena({ budget: 2 ** 20 });
const launcher = launcherOn(arena);

/** dtypes that kernels are emitted for, so that most random graphs are. */
const emitted: readonly DType[] = ['float32', 'float64', 'int32', 'int64', 'uint8', 'bool'];

/** The view on memory of its own that holds the same: a host array, or a block of an arena. */
function copyOf(view: View, into: Arena | null): View {
  const elements = memoryOf(view).slice();
  if (into === null) return { ...view, storage: { ...view.storage, memory: elements } };
  const block = new Block(into, view.dtype, view.storage.length);
  block.settle(elements);
  return { ...view, storage: { dtype: view.dtype, length: block.length, memory: block } };
}

/** All memory that the view is on, gaps and all: bits of it, with every NaN alike. */
function memoryBits(view: View): ArrayLike<number | bigint> {
  const array = memoryOf(view);
  return Array.from(array as Float64Array, (value) => (Object.is(value, -0) ? '-0' : value)) as never;
}

/** Whether the graph was emitted; where it was, every output has the reader's bits, and nothing else was written. */
function agrees(
  graph: ExpressionGraph,
  inputs: readonly View[],
  scalars: readonly Scalar[],
  outputs: readonly View[],
  place: () => Arena | null,
  runner: Launcher = launcher,
): boolean {
  const copies = new Map([...inputs, ...outputs].map((view) => [view, copyOf(view, place())]));
  const launched = runner.launch(
    graph,
    inputs.map((view) => copies.get(view)!),
    scalars,
    outputs.map((view) => copies.get(view)!),
  );
  if (!launched) return false;
  expression(inputs, { graph, scalars }, outputs);
  for (const [view, copy] of copies) expect(memoryBits(copy)).toEqual(memoryBits(view));
  return true;
}

describe('emitted kernels', () => {
  it('give the bits of the reader on random graphs over random views, and touch no neighbour', () => {
    let launched = 0;
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const graph = randomGraph(random, null, emitted);
        const shape = random() < 0.3 ? [1 + below(random, 40)] : randomShape(random, 4, 7);
        const inputs = graph.inputs.map((dtype) => randomView(shape, dtype, random, { expand: true }));
        const outputs = graph.outputs.map(({ dtype }) => randomView(shape, dtype, random));
        const scalars = randomScalars(graph.scalars, random);
        if (!agrees(graph, inputs, scalars, outputs, () => (random() < 0.5 ? arena : null))) return;
        launched++;
        const { nodes } = lower(graph);
        for (const { op, type, args } of nodes)
          seen.add(`${op} ${op === 'select' ? type : nodes[args[0] ?? -1]?.type}`);
      }),
      { seed: 42, numRuns: 1500 },
    );
    expect(launched).toBeGreaterThan(700);
    const floats = ['neg', 'abs', 'sqrt', 'floor', 'ceil', 'trunc', 'round', 'add', 'sub', 'mul', 'div', 'min', 'max'];
    const integers = ['neg', 'abs', 'not', 'add', 'sub', 'mul', 'min', 'max', 'and', 'or', 'xor'];
    for (const type of ['f32', 'f64']) for (const op of floats) expect(seen).toContain(`${op} ${type}`);
    for (const type of ['i32', 'u32', 'i64']) for (const op of integers) expect(seen).toContain(`${op} ${type}`);
    for (const type of ['f32', 'f64', 'i32', 'u32', 'i64', 'bool'])
      for (const op of ['lt', 'le', 'eq', 'select', 'cast']) expect(seen).toContain(`${op} ${type}`);
  });

  it('write into their own inputs', () => {
    let launched = 0;
    for (let seed = 0; seed < 300; seed++) {
      const random = randomFrom(seed);
      const graph = randomGraph(random, null, emitted);
      const length = 1 + below(random, 40);
      const inputs = graph.inputs.map((dtype) => randomView([length], dtype, random));
      const taken = new Set<View>();
      const outputs = graph.outputs.map(({ dtype }) => {
        const own = inputs.find((view) => view.dtype === dtype && !taken.has(view));
        if (own !== undefined) taken.add(own);
        return own ?? randomView([length], dtype, random);
      });
      if (agrees(graph, inputs, randomScalars(graph.scalars, random), outputs, () => null)) launched++;
    }
    expect(launched).toBeGreaterThan(120);
  });

  const chain = buildExpression({ inputs: ['float32', 'float32'], outputs: ['float32'] }, ([x, y]) => [
    call(tanh, call(exp, x!).mul(y!)),
  ]);

  it('repeat rows and columns, and walk axes in any order', () => {
    const random = randomFrom(1);
    const shape = [3, 4, 5, 9];
    const strides = [
      [180, 45, 9, 1],
      [0, 0, 0, 1],
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [1, 3, 12, 60],
      [0, 45, 0, 1],
    ];
    for (const first of strides) {
      for (const second of strides) {
        const [x, y] = [first, second].map((steps) => ({
          ...randomView([540], 'float32', random, { dense: true }),
          shape,
          strides: steps,
        }));
        expect(agrees(chain, [x!, y!], [], [viewOf('float32', shape, [])], () => arena)).toBe(true);
      }
    }
  });

  it('leave the rest of the memory alone where a row of 1 to 40 is changed in place', () => {
    const increment = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.add(1)]);
    for (let length = 1; length <= 40; length++) {
      const matrix = viewOf(
        'float32',
        [3, length],
        Array.from({ length: 3 * length }, (_, i) => i),
      );
      const row = { ...matrix, shape: [length], strides: [1], offset: length };
      expect(agrees(increment, [row], [], [row], () => arena)).toBe(true);
    }
  });

  it('shift by constants, of which the five low bits count', () => {
    const random = randomFrom(2);
    for (const by of [0, 1, 31, 32, -1]) {
      const graph = buildExpression({ inputs: ['int32'], outputs: ['int32', 'int32', 'int32'] }, ([x]) => [
        x!.shl(by),
        x!.shr(by),
        x!.to('u32').shr(by).to('i32'),
      ]);
      const outputs = graph.outputs.map(() => viewOf('int32', [11], []));
      expect(agrees(graph, [randomView([11], 'int32', random)], [], outputs, () => arena)).toBe(true);
    }
  });

  it('shift int64 by constants, of which the six low bits count', () => {
    const random = randomFrom(4);
    for (const by of [0, 1, 31, 32, 63, 64, -1]) {
      const graph = buildExpression({ inputs: ['int64'], outputs: ['int64', 'int64'] }, ([x]) => [
        x!.shl(by),
        x!.shr(by),
      ]);
      const outputs = graph.outputs.map(() => viewOf('int64', [11], []));
      expect(agrees(graph, [randomView([11], 'int64', random)], [], outputs, () => arena)).toBe(true);
    }
  });

  it('make int64 of floats that it cannot hold, and floats of int64 that they cannot hold, as the reader does', () => {
    const floats = [0, -0, 0.9, -0.9, -1.5, 2 ** 31, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), 1e30, -1e30, NaN, Infinity];
    for (const dtype of ['float32', 'float64'] as const) {
      const graph = buildExpression({ inputs: [dtype], outputs: ['int64'] }, ([x]) => [x!.to('i64')]);
      const x = viewOf(dtype, [floats.length], floats);
      expect(agrees(graph, [x], [], [viewOf('int64', x.shape, [])], () => arena)).toBe(true);
    }
    const whole = [0n, -1n, 2n ** 24n + 1n, 2n ** 53n + 1n, 2n ** 62n + 2n ** 38n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
    const graph = buildExpression({ inputs: ['int64'], outputs: ['float32', 'float64', 'int32'] }, ([x]) => [
      x!.to('f32'),
      x!.to('f64'),
      x!.to('i32'),
    ]);
    const x = viewOf('int64', [whole.length], whole);
    const outputs = graph.outputs.map(({ dtype }) => viewOf(dtype, x.shape, []));
    expect(agrees(graph, [x], [], outputs, () => arena)).toBe(true);
  });

  it('work above 2 GiB and up to the last page', () => {
    const random = randomFrom(3);
    for (const base of [2 ** 31 - 2 ** 17, 2 ** 32 - 2 ** 20]) {
      const high = new Arena({ budget: 2 ** 18, base });
      const runner = launcherOn(high);
      for (let i = 0; i < 30; i++) {
        const graph = i === 0 ? chain : randomGraph(random, null, emitted);
        const inputs = graph.inputs.map((dtype) => randomView([700, 5], dtype, random));
        const outputs = graph.outputs.map(({ dtype }) => randomView([700, 5], dtype, random));
        agrees(graph, inputs, randomScalars(graph.scalars, random), outputs, () => (i % 2 === 0 ? high : null), runner);
      }
      expect(high.memory.buffer.byteLength).toBeGreaterThan(base);
      expect(high.stats.evictions).toBeGreaterThan(0);
    }
  });

  it('leave to the reader what vectors cannot do', () => {
    const short = buildExpression({ inputs: ['float16'], outputs: ['float16'] }, ([x]) => [x!.add(1)]);
    const division = buildExpression({ inputs: ['int32', 'int32'], outputs: ['int32'] }, ([x, y]) => [x!.div(y!)]);
    for (const graph of [short, division]) {
      const views = graph.inputs.map((dtype) => viewOf(dtype, [4], []));
      expect(launcher.launch(graph, views, [], [viewOf(graph.outputs[0]!.dtype, [4], [])])).toBe(false);
    }
  });
});
