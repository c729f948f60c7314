import { describe, expect, it } from 'vitest';
import {
  buildExpression,
  call,
  cos,
  erf,
  exp,
  expm1,
  type ExpressionGraph,
  log,
  log1p,
  lower,
  type NamedFunction,
  sigmoid,
  sin,
  tanh,
} from '../index.js';
import { evaluateAll } from '../test-support.js';

/** Most ulp between a lowering and the true value, over all float32: contract of the library, measured by `npm run accuracy`. */
const bounds: readonly (readonly [NamedFunction, number])[] = [
  [exp, 2],
  [expm1, 2],
  [log, 2],
  [log1p, 2],
  [tanh, 2],
  [sigmoid, 2],
  [erf, 2],
  [sin, 2],
  [cos, 2],
];

const lowered = (fn: NamedFunction): ExpressionGraph =>
  lower(buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [call(fn, x!)]));

const valuesOf = (fn: NamedFunction, xs: readonly number[]): number[] => evaluateAll(lowered(fn), [xs])[0] as number[];

const words = new Uint32Array(1);
const floats = new Float32Array(words.buffer);

/** Bit patterns, a fixed grid over all of them and as many at random: every exponent, both signs. */
function* samples(count: number): Generator<number> {
  let state = 42;
  for (let i = 0; i < count / 2; i++) {
    words[0] = Math.floor((i * 2 ** 33) / count);
    yield floats[0]!;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[0] = state;
    yield floats[0]!;
  }
}

/** Arguments where functions are neither 0 nor 1 nor ∞, evenly. */
function* ordinary(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield Math.fround((i / count - 0.5) * 40);
}

/** How far `got` is from `want`, in units of the last place of the float32 next to `want`. Infinite where they differ in kind. */
function ulps(got: number, want: number): number {
  const rounded = Math.fround(want);
  if (Object.is(got, rounded)) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(rounded) || want === 0) return Infinity;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(want))), -126);
  return Math.abs(got - want) / 2 ** (exponent - 23);
}

describe.each(bounds)('$name on float32', (fn, bound) => {
  it(`stays within ${bound} ulp, whatever the argument`, () => {
    const xs = [...samples(100_000), ...ordinary(20_000)];
    let worst = { ulps: 0, x: 0, got: 0, want: 0 };
    valuesOf(fn, xs).forEach((got, i) => {
      const want = fn.float64(xs[i]!, 0);
      const error = ulps(got, want);
      if (!(error <= worst.ulps)) worst = { ulps: error, x: xs[i]!, got, want };
    });
    expect(worst).toSatisfy(({ ulps: most }: typeof worst) => most <= bound);
  }, 20_000);

  it('has no node of float64 where backends without it need one', () => {
    const graph = lowered(fn);
    const reduced = fn === sin || fn === cos;
    expect(graph.nodes.some((node) => node.type === 'f64')).toBe(reduced);
    expect(graph.nodes.some((node) => node.op === 'call')).toBe(false);
  });
});

/** What PyTorch 1.13 gives on the CPU for float32. */
const specials: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  exp: {
    '0': 1,
    '-0': 1,
    Infinity: Infinity,
    '-Infinity': 0,
    '1e-45': 1,
    '-104': 0,
    '89': Infinity,
    '88.72284': Infinity,
    '-103.97': 1e-45,
  },
  expm1: {
    '0': 0,
    '-0': -0,
    Infinity: Infinity,
    '-Infinity': -1,
    '1e-45': 1e-45,
    '-1e-40': -1e-40,
    '-18': -1,
    '89': Infinity,
  },
  log: {
    '0': -Infinity,
    '-0': -Infinity,
    Infinity: Infinity,
    '-Infinity': NaN,
    '-1': NaN,
    '-1e-45': NaN,
    '1': 0,
    '1e-45': -103.27893,
  },
  log1p: {
    '0': 0,
    '-0': -0,
    Infinity: Infinity,
    '-Infinity': NaN,
    '-1': -Infinity,
    '-1.5': NaN,
    '1e-45': 1e-45,
    '-1e-40': -1e-40,
  },
  tanh: { '0': 0, '-0': -0, Infinity: 1, '-Infinity': -1, '1e-45': 1e-45, '-1e-40': -1e-40, '-20': -1 },
  sigmoid: { '0': 0.5, '-0': 0.5, Infinity: 1, '-Infinity': 0, '1e-45': 0.5, '-104': 0, '-103': 1e-45 },
  erf: { '0': 0, '-0': -0, Infinity: 1, '-Infinity': -1, '1e-45': 1e-45, '-4': -1 },
  sin: {
    '0': 0,
    '-0': -0,
    Infinity: NaN,
    '-Infinity': NaN,
    '1e-45': 1e-45,
    '-1e-40': -1e-40,
    '3.1415927': -8.742278e-8,
  },
  cos: { '0': 1, '-0': 1, Infinity: NaN, '-Infinity': NaN, '1e-45': 1 },
};

describe.each(bounds)('$name on special float32 arguments', (fn) => {
  it.each(Object.entries(specials[fn.name]!))('of %s is %d', (x, want) => {
    expect(valuesOf(fn, [Math.fround(Number(x))])).toEqual([Math.fround(want)]);
  });

  it('of NaN is NaN', () => {
    expect(valuesOf(fn, [NaN])).toEqual([NaN]);
  });
});
