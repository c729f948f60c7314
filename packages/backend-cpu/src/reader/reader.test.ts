import { type DType, dtypes, NnError, type Scalar, type TypedArray, type View } from '@nn/core';
import {
  buildExpression,
  call,
  type ExpressionGraph,
  lower,
  namedFunctions,
  parseExpression,
  printExpression,
} from '@nn/core/expression';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { copy } from '../kernels/copy.js';
import { expression } from '../kernels/expression.js';
import { boolLoops } from '../loops/bool.js';
import { float32Loops } from '../loops/float32.js';
import { float64Loops } from '../loops/float64.js';
import { int32Loops, uint32Loops } from '../loops/int32.js';
import { int64Loops } from '../loops/int64.js';
import {
  at,
  below,
  elementsOf,
  indicesOf,
  neighboursOf,
  numberOf,
  randomFrom,
  randomShape,
  randomView,
  viewOf,
} from '../testing/views.js';
import { hypotenuse, randomGraph, randomScalars, withoutSign } from '../testing/random-graph.js';
import { evaluate } from '../testing/scalar-evaluator.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

/** What an output holds for a value of its compute type. */
function stored(dtype: DType, value: number | bigint | boolean): number | bigint {
  if (dtype === 'float16' || dtype === 'bfloat16') {
    const out = viewOf(dtype, [], []);
    copy([viewOf('float32', [], [Number(value)])], {}, [out]);
    return elementsOf(out)[0]!;
  }
  if (dtype === 'int64') return BigInt(value);
  return dtype === 'uint8' ? Number(BigInt.asUintN(8, value as bigint)) : Number(value);
}

type Elements = ArrayLike<number | bigint>;

/** Equal values; any NaN equals any other. */
function expectElements(dtype: DType, actual: Elements, expected: Elements): void {
  expect(actual.length).toBe(expected.length);
  for (let k = 0; k < expected.length; k++) {
    if (!Object.is(numberOf(dtype, actual[k]!), numberOf(dtype, expected[k]!)))
      expect([k, actual[k]]).toEqual([k, expected[k]]);
  }
}

function expectNeighbours(views: readonly View[], before: readonly (number | bigint)[][]): void {
  views.forEach((view, i) => expectElements(view.dtype, neighboursOf(view), before[i]!));
}

function run(
  graph: ExpressionGraph,
  inputs: readonly View[],
  outputs: readonly View[],
  scalars: readonly Scalar[] = [],
): void {
  expression(inputs, { graph, scalars }, outputs);
}

describe('the expression reader', () => {
  it('agrees with a scalar evaluator on random graphs over random views, and touches no neighbour', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const graph = randomGraph(random);
        const shape = randomShape(random, 3, 5);
        const inputs = graph.inputs.map((dtype) => randomView(shape, dtype, random, { expand: true }));
        const scalars = randomScalars(graph.scalars, random);
        const outputs = graph.outputs.map(({ dtype }) => randomView(shape, dtype, random));
        const neighbours = outputs.map(neighboursOf);
        run(graph, inputs, outputs, scalars);
        const values = indicesOf(shape).map((index) =>
          evaluate(
            graph,
            inputs.map((view) => numberOf(view.dtype, at(view, index))),
            scalars,
          ),
        );
        outputs.forEach((out, i) =>
          expectElements(
            out.dtype,
            elementsOf(out),
            values.map((value) => stored(out.dtype, value[i]!)),
          ),
        );
        expectNeighbours(outputs, neighbours);
      }),
      { seed: 42, numRuns: 800 },
    );
  });

  it('is tested on every operation of every type', () => {
    const random = randomFrom(2);
    const seen = new Set<string>();
    for (let i = 0; i < 1200; i++) {
      const { nodes } = randomGraph(random);
      for (const node of nodes)
        seen.add(
          `${node.op} ${node.op === 'select' || node.args.length === 0 ? node.type : nodes[node.args[0]!]!.type}`,
        );
    }
    const loops = {
      f32: float32Loops,
      f64: float64Loops,
      i32: int32Loops,
      u32: uint32Loops,
      i64: int64Loops,
      bool: boolLoops,
    };
    for (const [type, table] of Object.entries(loops)) {
      for (const op of [...Object.keys(table), 'cast', 'scalar', 'const'])
        if (op !== 'copy' && `${op} ${type}` !== 'cast bool') expect(seen).toContain(`${op} ${type}`);
    }
  });

  it('computes every named function as its lowering says, on float32, and as on the host, on float64', () => {
    const random = randomFrom(7);
    for (const fn of namedFunctions) {
      for (const dtype of ['float32', 'float64'] as const) {
        const graph = buildExpression({ inputs: [dtype, dtype], outputs: [dtype] }, (inputs) => [
          call(fn, ...inputs.slice(0, fn.arity)),
        ]);
        const [x, y] = [0, 1].map(() => randomView([150], dtype, random)) as [View, View];
        const out = viewOf(dtype, [150], []);
        run(graph, [x, y], [out]);
        const expected = indicesOf([150]).map((index) => evaluate(lower(graph), [at(x, index), at(y, index)], [])[0]);
        expectElements(dtype, elementsOf(out), expected as number[]);
      }
    }
  });

  it('does the same with what a printed graph reads back to', () => {
    const random = randomFrom(3);
    for (let i = 0; i < 200; i++) {
      const graph = randomGraph(random);
      const inputs = graph.inputs.map((dtype) => randomView([7], dtype, random));
      const scalars = randomScalars(graph.scalars, random);
      const [first, second] = [graph, parseExpression(printExpression(graph), [hypotenuse, withoutSign])].map(
        (same) => {
          const outputs = graph.outputs.map(({ dtype }) => viewOf(dtype, [7], []));
          run(same, inputs, outputs, scalars);
          return outputs.map(elementsOf);
        },
      );
      expect(second).toEqual(first);
    }
  });

  it('gives values that depend on no size, offset or chunk', () => {
    const random = randomFrom(4);
    for (let i = 0; i < 25; i++) {
      const graph = randomGraph(random);
      const inputs = graph.inputs.map((dtype) => randomView([1100], dtype, random, { dense: true }));
      const scalars = randomScalars(graph.scalars, random);
      const whole = graph.outputs.map(({ dtype }) => viewOf(dtype, [1100], []));
      run(graph, inputs, whole, scalars);
      const lengths = [
        ...Array.from({ length: 40 }, (_, k) => k + 1),
        ...Array.from({ length: 11 }, (_, k) => 1020 + k),
      ];
      for (const length of lengths) {
        const start = below(random, 1100 - length);
        const part = (view: View): View => ({ ...view, shape: [length], offset: view.offset + start });
        const outputs = graph.outputs.map(({ dtype }) => viewOf(dtype, [length], []));
        run(graph, inputs.map(part), outputs, scalars);
        outputs.forEach((out, k) => {
          const expected = whole[k]!.storage.memory as TypedArray;
          expectElements(out.dtype, out.storage.memory as TypedArray, expected.subarray(start, start + length));
        });
      }
    }
  });

  it('writes into its own inputs, whatever else reads them', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const graph = randomGraph(random);
        const length = random() < 0.5 ? 1 + below(random, 40) : 2040 + below(random, 20);
        const inputs = graph.inputs.map((dtype) => randomView([length], dtype, random));
        const taken = new Set<View>();
        const outputs = graph.outputs.map(({ dtype }) => {
          const own = inputs.find((view) => view.dtype === dtype && !taken.has(view));
          if (own !== undefined) taken.add(own);
          return own ?? randomView([length], dtype, random);
        });
        const scalars = randomScalars(graph.scalars, random);
        const apart = graph.outputs.map(({ dtype }) => viewOf(dtype, [length], []));
        run(graph, inputs, apart, scalars);
        const neighbours = outputs.map(neighboursOf);
        run(graph, inputs, outputs, scalars);
        outputs.forEach((out, i) => expectElements(out.dtype, elementsOf(out), elementsOf(apart[i]!)));
        expectNeighbours(outputs, neighbours);
      }),
      { seed: 42, numRuns: 150 },
    );
  });

  it('leaves the next row alone when one row is changed in place, for rows of 1 to 40', () => {
    const increment = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.add(1)]);
    for (let length = 1; length <= 40; length++) {
      const matrix = viewOf(
        'float32',
        [2, length],
        Array.from({ length: 2 * length }, (_, i) => i),
      );
      const row = { ...matrix, shape: [length], strides: [1] };
      run(increment, [row], [row]);
      expect(elementsOf(matrix)).toEqual(Array.from({ length: 2 * length }, (_, i) => (i < length ? i + 1 : i)));
    }
  });

  it('refuses an integer divided by zero before anything is written', () => {
    for (const dtype of ['int32', 'int64', 'uint8'] as const) {
      for (const op of ['div', 'rem'] as const) {
        const graph = buildExpression({ inputs: [dtype, dtype], outputs: [dtype] }, ([x, y]) => [x![op](y!)]);
        for (const length of [3, 5000]) {
          const ones = new Array<number | bigint>(length).fill(dtype === 'int64' ? 9n : 9);
          const x = viewOf(dtype, [length], ones);
          const y = viewOf(dtype, [length], [...ones.slice(1), dtype === 'int64' ? 0n : 0]);
          try {
            run(graph, [x, y], [x]);
            expect.unreachable();
          } catch (error) {
            expect((error as NnError).code).toBe('VALUE');
            expect((error as NnError).sentence).toBe('ZeroDivisionError');
          }
          expect(elementsOf(x)).toEqual(ones);
          run(graph, [x, x], [x]);
          expect(Number(elementsOf(x)[0])).toBe(op === 'div' ? 1 : 0);
        }
      }
    }
  });

  it('keeps negative zero and NaN as PyTorch does in relu, and takes the first of equals', () => {
    const graph = buildExpression({ inputs: ['float32'], outputs: ['float32', 'float32', 'float32'] }, ([x]) => [
      x!.max(0),
      x!.constant(0).max(x!),
      x!.min(0),
    ]);
    const outputs = [0, 1, 2].map(() => viewOf('float32', [4], []));
    run(graph, [viewOf('float32', [4], [-0, 0, NaN, -1])], outputs);
    expect(outputs.map(elementsOf)).toEqual([
      [-0, 0, NaN, 0],
      [0, 0, NaN, 0],
      [-0, 0, NaN, -1],
    ]);
  });

  it('takes graphs of more values than the heap has registers for', () => {
    const graph = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => {
      const terms = Array.from({ length: 300 }, (_, i) => x!.add(i));
      return [terms.reduceRight((sum, term) => sum.mul(0.5).add(term))];
    });
    const x = randomView([3000], 'float32', randomFrom(5), { dense: true });
    const out = viewOf('float32', [3000], []);
    run(graph, [x], [out]);
    const some = [0, 1, 63, 64, 65, 1024, 2999];
    expectElements(
      'float32',
      some.map((k) => at(out, [k])),
      some.map((k) => evaluate(graph, [at(x, [k])], [])[0] as number),
    );
  });

  it('takes new values of its parameters without a new program, and fills from constants alone', () => {
    const graph = buildExpression(
      { inputs: ['float32'], scalars: ['f32'], outputs: ['float32', 'float32'] },
      ([x], [rate]) => [x!.mul(rate!), x!.constant(0.1)],
    );
    const outputs = [viewOf('float32', [2], []), viewOf('float32', [2], [])];
    for (const rate of [0.5, 2]) {
      run(graph, [viewOf('float32', [2], [1, 3])], outputs, [rate]);
      expect(outputs.map(elementsOf)).toEqual([
        [rate, 3 * rate],
        [Math.fround(0.1), Math.fround(0.1)],
      ]);
    }
    run(graph, [viewOf('float32', [0], [])], [viewOf('float32', [0], []), viewOf('float32', [0], [])], [1]);
  });
});

describe('a reduction at the end of an expression', () => {
  it('folds every output over its axes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'sum' as const,
          'prod' as const,
          'max' as const,
          'min' as const,
          'any' as const,
          'all' as const,
        ),
        fc.integer(),
        (kind, seed) => {
          const random = randomFrom(seed);
          const shape = randomShape(random, 3, 4);
          const axes = shape.map((_, axis) => axis).filter(() => random() < 0.6);
          const folded = randomGraph(random, { kind, axes });
          const plain: ExpressionGraph = { ...folded, reduction: null, key: `${folded.key} plain` };
          const inputs = folded.inputs.map((dtype) => randomView(shape, dtype, random, { expand: true }));
          const scalars = randomScalars(folded.scalars, random);
          const between = folded.outputs.map(({ dtype }) => viewOf(dtype, shape, []));
          run(plain, inputs, between, scalars);
          const outShape = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
          const outputs = folded.outputs.map(({ dtype }) => randomView(outShape, dtype, random));
          const neighbours = outputs.map(neighboursOf);
          run(folded, inputs, outputs, scalars);
          outputs.forEach((out, i) => {
            if (dtypes[out.dtype].category === 'floating' || out.dtype === 'uint8') return;
            for (const index of indicesOf(outShape)) {
              const members = indicesOf(shape).filter((other) =>
                other.every((k, axis) => axes.includes(axis) || k === index[axis]),
              );
              const values = members.map((member) => BigInt(at(between[i]!, member)));
              expect(BigInt(at(out, index))).toBe(foldWhole(kind, out.dtype, values));
            }
          });
          expectNeighbours(outputs, neighbours);
        },
      ),
      { seed: 42, numRuns: 400 },
    );
  });

  it('sums squares of two thousand values of every row, accurately', () => {
    const graph = buildExpression(
      { inputs: ['float32', 'float32'], outputs: ['float32'], reduction: { kind: 'sum', axes: [1] } },
      ([x, y]) => [x!.mul(y!)],
    );
    const random = randomFrom(6);
    const values = Array.from({ length: 6000 }, () => Math.fround(random()));
    const x = viewOf('float32', [3, 2000], values);
    const out = viewOf('float32', [3, 1], []);
    run(graph, [x, x], [out]);
    const rows = [0, 1, 2].map((row) =>
      Math.fround(values.slice(2000 * row, 2000 * row + 2000).reduce((sum, v) => sum + Math.fround(v * v), 0)),
    );
    expect(elementsOf(out)).toEqual(rows);
  });
});

function foldWhole(kind: string, dtype: DType, values: bigint[]): bigint {
  if (kind === 'any' || kind === 'all' || dtype === 'bool') {
    const every = kind === 'all' || kind === 'prod' || kind === 'min';
    return BigInt(every ? values.every((x) => x !== 0n) : values.some((x) => x !== 0n));
  }
  const result =
    kind === 'sum'
      ? values.reduce((a, b) => a + b, 0n)
      : kind === 'prod'
        ? values.reduce((a, b) => a * b, 1n)
        : values.reduce((a, b) => ((kind === 'max' ? b > a : b < a) ? b : a));
  return BigInt.asIntN(dtype === 'int64' ? 64 : 32, result);
}
