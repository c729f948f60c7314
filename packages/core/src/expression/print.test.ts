import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildExpression, call, exp, namedFunctions, parseExpression, printExpression } from './index.js';
import { graphs, inputValues } from './test-arbitraries.js';
import { evaluate, reread } from './test-support.js';

const runs = { seed: 42, numRuns: 300 };
const coded = (line?: number): unknown =>
  expect.objectContaining(line === undefined ? { code: 'EXPRESSION' } : { code: 'EXPRESSION', details: { line } });

describe('printExpression and parseExpression', () => {
  it('read back any printed graph as an equal graph', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expect(reread(graph)).toEqual(graph);
        expect(printExpression(reread(graph))).toBe(printExpression(graph));
      }),
      runs,
    );
  });

  it('read back a graph that computes the same bits', () => {
    fc.assert(
      fc.property(graphs, inputValues, (graph, values) => {
        expect(evaluate(reread(graph), values.inputs, values.scalars)).toEqual(
          evaluate(graph, values.inputs, values.scalars),
        );
      }),
      runs,
    );
  });

  it('keep NaN, infinities, −0, int64 and booleans among the constants', () => {
    const graph = buildExpression(
      { inputs: ['float32', 'int64', 'bool'], outputs: ['float32', 'int64', 'bool'] },
      ([x, i, b]) => [
        x!.add(NaN).add(-Infinity).add(-0).add(0.1).add(1e-45),
        i!.add(-(2n ** 63n)).add(7n),
        b!.and(true).or(false),
      ],
    );
    expect(graph.nodes.filter((node) => node.op === 'const').map((node) => node.value)).toEqual([
      NaN,
      -Infinity,
      -0,
      Math.fround(0.1),
      Math.fround(1e-45),
      -(2n ** 63n),
      7n,
      true,
      false,
    ]);
    expect(reread(graph)).toEqual(graph);
  });

  it('keep a reduction, over some axes or none', () => {
    for (const axes of [[0, 2], []]) {
      const graph = buildExpression(
        { inputs: ['float32'], outputs: ['float32'], reduction: { kind: 'sum', axes } },
        ([x]) => [x!.mul(x!)],
      );
      expect(reread(graph)).toEqual(graph);
    }
  });

  it('print one line a node', () => {
    const graph = buildExpression({ inputs: ['float32'], scalars: ['f32'], outputs: ['float32'] }, ([x], [k]) => [
      call(exp, x!.mul(k!).max(0)),
    ]);
    expect(printExpression(graph)).toBe(
      [
        'inputs float32',
        'scalars f32',
        '%0 = load f32 0',
        '%1 = scalar f32 0',
        '%2 = mul f32 %0 %1',
        '%3 = const f32 0',
        '%4 = max f32 %2 %3',
        '%5 = call f32 exp %4',
        'outputs %5:float32',
      ].join('\n'),
    );
  });

  it('take a text that ends with a line break', () => {
    expect(parseExpression('inputs float32\n%0 = load f32 0\noutputs %0:float32\n').nodes).toHaveLength(1);
  });

  it.each([
    ['inputs float31', 1],
    ['inputs float32\nscalars f31', 2],
    ['inputs float32\n%1 = load f32 0', 2],
    ['inputs float32\n%0 = load f32 1', 2],
    ['inputs float32\n%0 = load f64 0', 2],
    ['inputs float32\n%0 = load f32 0\n%1 = add f32 %0 %1', 3],
    ['inputs float32\n%0 = load f32 0\n%1 = add f32 %0', 3],
    ['inputs float32\n%0 = load f32 0\n%1 = xor f32 %0 %0', 3],
    ['inputs float32\n%0 = load f32 0\n%1 = add i32 %0 %0', 3],
    ['inputs float32\n%0 = load f32 0\n%1 = frobnicate f32 %0', 3],
    ['inputs float32\n%0 = load f32 0\n%1 = call f32 frobnicate %0', 3],
    ['%0 = const f32 one', 1],
    ['%0 = const i32 NaN', 1],
    ['%0 = const f31 1', 1],
    ['inputs float32\n%0 = load f32 0\noutputs %1:float32', 3],
    ['reduction mean 0', 1],
    ['what is this', 1],
  ])('refuse %j with the line', (text, line) => {
    expect(() => parseExpression(text, namedFunctions)).toThrow(coded(line));
  });

  it('refuse an output of another type than its dtype is stored from', () => {
    expect(() => parseExpression('inputs float32\n%0 = load f32 0\noutputs %0:int32')).toThrow(coded());
  });

  it('give every named function a name of its own that can be read back', () => {
    expect(new Set(namedFunctions.map((fn) => fn.name)).size).toBe(namedFunctions.length);
    for (const fn of namedFunctions) {
      const graph = buildExpression({ inputs: ['float64', 'float64'], outputs: ['float64'] }, (xs) => [
        call(fn, ...xs.slice(0, fn.arity)),
      ]);
      expect(reread(graph)).toEqual(graph);
    }
  });
});
