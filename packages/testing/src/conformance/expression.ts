import { dtypes, type Backend, type DType, type Scalar } from '@nn/core';
import {
  buildExpression,
  call,
  computeType,
  printExpression,
  type ExpressionGraph,
  type ExprType,
  type NamedFunction,
} from '@nn/core/expression';
import * as fc from 'fast-check';
import type { Match } from '../compare.js';
import { plainView, type Case, type Kit, type Operand } from './kit.js';
import { graphPlan, growGraph } from './random-graph.js';
import { carrier, singleOperations } from './single-operations.js';

type ExpressionCase = Omit<Case<'expression'>, 'seed'>;

const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 16, 33, 300];

/** Elementwise work: every operation, every load and store, random graphs on random views, in place, with scalars, of every length. */
export function expressionConformance(kit: Kit): void {
  const typesOf = ({ capabilities }: Backend): ExprType[] =>
    (Object.keys(carrier) as ExprType[]).filter(
      (type) => capabilities.dtypes.includes(carrier[type]) && (kit.exactFloat32 || (type !== 'f32' && type !== 'f64')),
    );

  kit.kernel('expression', () => {
    kit.cases<'expression'>('computes every operation on every type', (backend) =>
      typesOf(backend).flatMap((type) =>
        singleOperations(type, typesOf(backend)).flatMap((graph) => lengths.map((length) => plainCase(graph, length))),
      ),
    );

    if (!kit.exactFloat32) {
      kit.cases<'expression'>('computes operations on float32 to a few units in the last place', () =>
        singleOperations('f32', ['f32', 'bool']).flatMap((graph) =>
          [3, 300].map((length) => ({ ...plainCase(graph, length), match: { ulp: 3 } })),
        ),
      );
    }

    kit.cases<'expression'>('loads and stores every dtype, rounded and wrapped', ({ capabilities }) =>
      capabilities.dtypes.flatMap((dtype) => {
        const graph = buildExpression({ inputs: [dtype], outputs: [dtype, dtype] }, ([x]) => [
          x!,
          x!.type === 'bool' ? x!.not() : x!.add(x!),
        ]);
        return lengths.map((length) => plainCase(graph, length));
      }),
    );

    kit.property<'expression'>('runs random graphs on random views, some of them in place', (random, backend) => {
      const types = typesOf(backend);
      const known = backend.capabilities.dtypes.filter((dtype) => types.includes(computeType[dtype]));
      return fc
        .tuple(graphPlan(known, types), random.shape, fc.boolean(), fc.nat({ max: 100 }))
        .chain(([plan, shape, inPlace, scalar]) =>
          fc.tuple(
            fc.constant({ plan, inPlace, scalar }),
            ...plan.inputs.map(() => random.input(shape)),
            ...plan.outputs.map(() => random.output(shape)),
          ),
        )
        .map(([{ plan, inPlace, scalar }, ...views]) => {
          const graph = growGraph(plan, types);
          const inputs = plan.inputs.map((dtype, i) => anyOf(dtype, views[i]!));
          const outputs = plan.outputs.map((dtype, i) => anyOf(dtype, views[plan.inputs.length + i]!));
          const scalars = plan.scalars.map((type, i) => scalarOf(type, scalar + i));
          // In place: the first input takes the first output's view, and is it.
          if (!inPlace || plan.inputs[0] !== plan.outputs[0]) return caseOf(graph, inputs, outputs, scalars);
          return caseOf(graph, [outputs[0]!, ...inputs.slice(1)], [{ sameAs: 0 }, ...outputs.slice(1)], scalars);
        });
    });

    kit.cases<'expression'>('writes nothing beside its output, whatever the length', () =>
      Array.from({ length: 40 }, (_, i) => {
        const graph = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.add(1)]);
        const row = { baseShape: [3, i + 1], shape: [i + 1], strides: [1], offset: i + 1 };
        return caseOf(graph, [exactOf('float32', row)], [{ sameAs: 0 }]);
      }),
    );

    kit.cases<'expression'>('gives a value that depends on no size', ({ capabilities }) => {
      const graph = buildExpression({ inputs: ['float32', 'float32'], outputs: ['float32'] }, ([x, y]) => [
        x!.mul(0.5).add(y!).max(x!),
      ]);
      const ints = buildExpression({ inputs: ['int32', 'int32'], outputs: ['int32'] }, ([x, y]) => [
        x!.mul(3).add(y!).max(x!),
      ]);
      const chosen = kit.exactFloat32 ? [graph] : [];
      return [...chosen, ...(capabilities.dtypes.includes('int32') ? [ints] : [])].flatMap((g) =>
        [999, 4099, 40_000].map((length) => plainCase(g, length)),
      );
    });

    kit.cases<'expression'>('takes new scalars without a new graph', (backend) =>
      typesOf(backend).flatMap((type) => {
        const dtype = carrier[type];
        const graph = buildExpression({ inputs: [dtype], scalars: [type], outputs: [dtype] }, ([x], [s]) => [
          (type === 'bool' ? x!.to(type).xor(s!) : x!.to(type).add(s!)).to(computeType[dtype]),
        ]);
        return [0, 1, 100].map((value) => ({
          ...plainCase(graph, 9),
          attributes: { graph, scalars: [scalarOf(type, value)] },
        }));
      }),
    );

    kit.cases<'expression'>('has constants of every kind', (backend) =>
      typesOf(backend).flatMap((type) =>
        constantsOf(type, kit.limits.specialValues).map((value) => {
          const dtype = carrier[type];
          const graph = buildExpression({ inputs: [dtype], outputs: [dtype] }, ([x]) => [
            x!.to(type).constant(value).to(computeType[dtype]),
          ]);
          return plainCase(graph, 5);
        }),
      ),
    );

    kit.cases<'expression'>('computes named functions by their lowering, or in float64', (backend) =>
      typesOf(backend)
        .filter((type) => type === 'f64' || (type === 'f32' && backend.capabilities.dtypes.includes('float64')))
        .flatMap((type) => {
          const dtype = carrier[type];
          const graph = buildExpression({ inputs: [dtype, dtype], outputs: [dtype, dtype] }, ([x, y]) => [
            call(lowered, x!),
            call(plain, x!, y!),
          ]);
          return [1, 5, 300].map((length) => plainCase(graph, length));
        }),
    );

    kit.property<'expression'>('folds its outputs over axes where the graph has a reduction', (random) =>
      fc
        .tuple(
          random.dtype('float32', 'float64', 'int32', 'int64'),
          fc.constantFrom('sum', 'max', 'min', 'any', 'all'),
          random.fullShape,
        )
        .chain(([dtype, kind, shape]) => {
          const axes = fc.subarray(
            shape.map((_, axis) => axis),
            { minLength: 1 },
          );
          const truth = kind === 'any' || kind === 'all';
          return axes.chain((folded) => {
            const kept = shape.map((size, axis) => (folded.includes(axis) ? 1 : size));
            return fc
              .tuple(random.input(shape), random.input(shape), random.output(kept), random.output(kept))
              .map(([a, b, first, second]) => {
                if (dtype === null) return null;
                const out: DType = truth ? 'bool' : dtype;
                const graph = buildExpression(
                  { inputs: [dtype, dtype], outputs: [out, out], reduction: { kind, axes: folded } },
                  ([x, y]) => (truth ? [x!.lt(y!), x!.eq(y!)] : [x!.mul(y!), x!.sub(y!)]),
                );
                return {
                  ...caseOf(graph, [exactOf(dtype, a), exactOf(dtype, b)], [anyOf(out, first), anyOf(out, second)]),
                  match: { ulp: 0 },
                };
              });
          });
        }),
    );
  });
}

/** A function with a lowering of its own, and one that has none. */
const lowered: NamedFunction = {
  name: 'conformanceRational',
  arity: 1,
  lowerFloat32: (...[x]) => x!.mul(x!).add(1).div(x!.abs().add(2)),
  float64: (x) => (x * x + 1) / (Math.abs(x) + 2),
};
const plain: NamedFunction = { name: 'conformanceDistance', arity: 2, float64: (x, y) => Math.sqrt(x * x + y * y) };

function plainCase(graph: ExpressionGraph, length: number): ExpressionCase {
  const view = plainView([length]);
  return caseOf(
    graph,
    graph.inputs.map((dtype) => anyOf(dtype, view)),
    graph.outputs.map(({ dtype }) => anyOf(dtype, view)),
  );
}

function caseOf(
  graph: ExpressionGraph,
  inputs: ExpressionCase['inputs'],
  outputs: ExpressionCase['outputs'],
  scalars: readonly Scalar[] = [],
): ExpressionCase & { match?: Match } {
  return { kernel: 'expression', inputs, attributes: { graph, scalars }, outputs, note: printExpression(graph) };
}

const anyOf = (dtype: DType, view: Operand['view']): Operand => ({ view, dtype, value: (draws) => draws.any(dtype) });
const exactOf = (dtype: DType, view: Operand['view']): Operand => ({
  view,
  dtype,
  value: (draws) => draws.exact(dtype),
});

function scalarOf(type: ExprType, value: number): Scalar {
  if (type === 'bool') return value % 2 === 1;
  if (type === 'i64') return BigInt(value);
  return dtypes[carrier[type]].category === 'floating' ? value / 8 : value;
}

function constantsOf(type: ExprType, special: boolean): (number | bigint | boolean)[] {
  if (type === 'bool') return [true, false];
  if (type === 'i64') return [0n, -1n, 2n ** 31n - 1n];
  if (type === 'i32') return [0, -1, 2 ** 31 - 1, -(2 ** 31)];
  if (type === 'u32') return [0, 1, 2 ** 32 - 1];
  return [
    0,
    1.5,
    -2.25,
    0.1,
    2 ** 100,
    ...(special ? [-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** -149] : []),
  ];
}
