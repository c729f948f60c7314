import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildExpression, call, constantOf, exp, Expr, type ExprType, pow } from './index.js';
import { graphs } from './test-arbitraries.js';
import { evaluate } from './test-support.js';

const refused = expect.objectContaining({ name: 'NnError', code: 'EXPRESSION' }) as Error;
const value = (type: ExprType): Expr => new Expr('load', type, [], 0);

describe('buildExpression', () => {
  it('puts operands before their users, and every operation once', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        graph.nodes.forEach((node, at) => expect(node.args.every((arg) => arg < at)).toBe(true));
        const texts = graph.nodes.map((node) =>
          [
            node.op,
            node.type,
            String(node.index),
            typeof node.value,
            Object.is(node.value, -0),
            String(node.value),
            node.fn?.name,
            node.args.join(),
          ].join(),
        );
        expect(new Set(texts).size).toBe(texts.length);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('leaves out what no output needs', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const used = new Set(graph.outputs.map((output) => output.node));
        for (let at = graph.nodes.length - 1; at >= 0; at--)
          if (used.has(at)) graph.nodes[at]!.args.forEach((arg) => used.add(arg));
        expect(used.size).toBe(graph.nodes.length);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('computes equal subexpressions once, however they were written', () => {
    const graph = buildExpression({ inputs: ['float32'], outputs: ['float32', 'float32'] }, ([x]) => [
      x!.add(1).mul(x!.add(1)),
      call(exp, x!.add(1)).sub(call(exp, x!.add(1))),
    ]);
    expect(graph.nodes.map((node) => node.op)).toEqual(['load', 'const', 'add', 'mul', 'call', 'sub']);
  });

  it('tells 0 from −0, and constants of different types', () => {
    const graph = buildExpression({ inputs: ['float32'], outputs: ['float32', 'float32', 'float64'] }, ([x]) => [
      x!.add(0),
      x!.add(-0),
      x!.to('f64').add(0),
    ]);
    expect(graph.nodes.filter((node) => node.op === 'const')).toHaveLength(3);
  });

  it('gives equal keys to equal graphs, and others to others', () => {
    const body = ([x]: readonly Expr[]): Expr[] => [x!.mul(2).add(1)];
    const base = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, body);
    expect(buildExpression({ inputs: ['float32'], outputs: ['float32'] }, body).key).toBe(base.key);
    const others = [
      buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.mul(2).add(3)]),
      buildExpression({ inputs: ['float16'], outputs: ['float32'] }, body),
      buildExpression({ inputs: ['float32'], outputs: ['bfloat16'] }, body),
      buildExpression({ inputs: ['float32', 'float32'], outputs: ['float32'] }, body),
      buildExpression({ inputs: ['float32'], scalars: ['f32'], outputs: ['float32'] }, body),
      buildExpression({ inputs: ['float32'], outputs: ['float32'], reduction: { kind: 'sum', axes: [0] } }, body),
      buildExpression({ inputs: ['float32'], outputs: ['float32'], reduction: { kind: 'sum', axes: [1] } }, body),
      buildExpression({ inputs: ['float32'], outputs: ['float32'], reduction: { kind: 'max', axes: [0] } }, body),
    ];
    expect(new Set([base, ...others].map((graph) => graph.key)).size).toBe(others.length + 1);
  });

  it('refuses an output whose type its dtype is not stored from', () => {
    expect(() => buildExpression({ inputs: ['float32'], outputs: ['float64'] }, ([x]) => [x!])).toThrow(refused);
    expect(() => buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.lt(0)])).toThrow(refused);
  });

  it('refuses more or fewer results than outputs', () => {
    expect(() => buildExpression({ inputs: ['float32'], outputs: ['float32'] }, () => [])).toThrow(refused);
    expect(() => buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!, x!])).toThrow(refused);
  });
});

describe('Expr', () => {
  it.each([
    ['operands of two types', () => value('f32').add(value('f64'))],
    ['arithmetic on booleans', () => value('bool').add(value('bool'))],
    ['bits of a float', () => value('f32').and(1)],
    ['a shift of a float', () => value('f64').shl(1)],
    ['a square root of an integer', () => value('i32').sqrt()],
    ['the complement of a float', () => value('f32').not()],
    ['the negative of a boolean', () => value('bool').neg()],
    ['a choice by a number', () => value('f32').select(value('f32'), 0)],
    ['a choice of two types', () => value('bool').select(value('f32'), value('i32'))],
    ['the bits of a float64', () => value('f64').bitcast('i32')],
    ['a function of an integer', () => call(exp, value('i32'))],
    ['a function of too few operands', () => call(pow, value('f32'))],
    ['a function of two types', () => call(pow, value('f32'), value('f64'))],
    ['NaN as an integer', () => value('i32').add(NaN)],
    ['infinity as an integer', () => value('i64').add(Infinity)],
  ])('refuses %s', (_, wrong) => {
    expect(wrong).toThrow(refused);
  });

  it('rounds constants to float32, and wraps and truncates them to integers', () => {
    expect(constantOf('f32', 0.1).value).toBe(Math.fround(0.1));
    expect(constantOf('f64', 0.1).value).toBe(0.1);
    expect(constantOf('i32', 2 ** 31).value).toBe(-(2 ** 31));
    expect(constantOf('i32', -1.5).value).toBe(-1);
    expect(constantOf('u32', -1).value).toBe(2 ** 32 - 1);
    expect(constantOf('i64', 2n ** 63n).value).toBe(-(2n ** 63n));
    expect(constantOf('i64', true).value).toBe(1n);
    expect(constantOf('bool', 3).value).toBe(true);
  });

  it('is itself where a cast changes nothing', () => {
    expect(value('f32').to('f32')).toStrictEqual(value('f32'));
    expect(value('i32').bitcast('i32').op).toBe('load');
  });

  it('compares and chooses as written', () => {
    const graph = buildExpression(
      { inputs: ['float32', 'float32'], outputs: ['bool', 'bool', 'bool', 'bool', 'bool', 'bool', 'bool', 'float32'] },
      ([x, y]) => [
        x!.lt(y!),
        x!.le(y!),
        x!.gt(y!),
        x!.ge(y!),
        x!.eq(y!),
        x!.ne(y!),
        x!.isNaN(),
        x!.lt(y!).select(x!, y!),
      ],
    );
    expect(evaluate(graph, [1, 2])).toEqual([true, true, false, false, false, true, false, 1]);
    expect(evaluate(graph, [2, 2])).toEqual([false, true, false, true, true, false, false, 2]);
    expect(evaluate(graph, [NaN, 2])).toEqual([false, false, false, false, false, true, true, 2]);
  });
});
