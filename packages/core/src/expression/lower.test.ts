import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildExpression, call, type Expr, type ExpressionGraph, lgamma, lower } from './index.js';
import { graphs } from './test-arbitraries.js';
import { evaluate, reread } from './test-support.js';

const runs = { seed: 42, numRuns: 300 };

describe('lower', () => {
  const calls = (graph: ExpressionGraph, type: string): number =>
    graph.nodes.filter((node) => node.op === 'call' && node.type === type).length;

  it('leaves no function of float32, and no other node when nothing is to do', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const low = lower(graph);
        expect(calls(low, 'f32')).toBe(0);
        expect(lower(low)).toBe(low);
        if (calls(graph, 'f32') === 0) expect(low).toBe(graph);
      }),
      runs,
    );
  });

  it('keeps what the graph reads, stores and folds, and gives a graph that can be printed', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const low = lower(graph);
        expect({ ...low, nodes: 0, key: 0, outputs: low.outputs.map((o) => o.dtype) }).toEqual({
          ...graph,
          nodes: 0,
          key: 0,
          outputs: graph.outputs.map((o) => o.dtype),
        });
        expect(reread(low)).toEqual(low);
      }),
      runs,
    );
  });

  it('computes a function without a lowering in float64, and rounds once', () => {
    const low = lower(buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [call(lgamma, x!)]));
    expect(low.nodes.map((node) => `${node.op} ${node.type}`)).toEqual([
      'load f32',
      'cast f64',
      'call f64',
      'cast f32',
    ]);
    expect(evaluate(low, [3.5])).toEqual([Math.fround(lgamma.float64(3.5, 0))]);
  });

  it('lowers functions inside of lowerings, and shares what they have in common', () => {
    const double = {
      name: 'double',
      arity: 1,
      lowerFloat32: (x: Expr) => x.add(x),
      float64: (x: number) => 2 * x,
    } as const;
    const quadruple = {
      name: 'quadruple',
      arity: 1,
      lowerFloat32: (x: Expr) => call(double, call(double, x)),
      float64: (x: number) => 4 * x,
    } as const;
    const low = lower(
      buildExpression({ inputs: ['float32'], outputs: ['float32', 'float32'] }, ([x]) => [
        call(quadruple, x!),
        call(double, x!),
      ]),
    );
    expect(low.nodes.map((node) => node.op)).toEqual(['load', 'add', 'add']);
    expect(evaluate(low, [3])).toEqual([12, 6]);
  });

  it('refuses a lowering that gives another type', () => {
    const wrong = { name: 'wrong', arity: 1, lowerFloat32: (x: Expr) => x.lt(0), float64: (x: number) => x } as const;
    expect(() =>
      lower(buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [call(wrong, x!)])),
    ).toThrow(expect.objectContaining({ code: 'EXPRESSION' }) as Error);
  });
});
