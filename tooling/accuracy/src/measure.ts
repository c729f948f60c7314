import { buildExpression, call, lower, type NamedFunction } from '@nn/core/expression';
import { compile } from './compile.js';

/** One argument and what became of it. */
export interface Sample {
  readonly x: number;
  readonly got: number;
  readonly want: number;
}

/** How far a float32 lowering is from the true values. */
export interface Measurement {
  readonly name: string;
  /** Operations of the lowering, on float32 and 32-bit integers, and on float64. */
  readonly operations: { readonly narrow: number; readonly wide: number };
  readonly tried: number;
  readonly worst: Sample & { readonly ulps: number };
  /** Results that are not the float32 next to the true value. */
  readonly notNearest: number;
  /** Where NaN, ±∞ or ±0 came out and another value should, or the other way round. */
  readonly wrongKind: { readonly count: number; readonly first: Sample | null };
}

const CHUNK = 65536;

/** Compares a lowering with its float64 value over all 2^32 float32, or one in `every` of them. */
export function measure(fn: NamedFunction, every: number): Measurement {
  const graph = lower(buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [call(fn, x!)]));
  const run = compile(graph);
  const words = new Uint32Array(CHUNK);
  const x = new Float32Array(words.buffer);
  const y = new Float32Array(CHUNK);
  let worst = { x: 0, got: 0, want: 0, ulps: 0 };
  let notNearest = 0;
  let wrongCount = 0;
  let firstWrong: Sample | null = null;
  let tried = 0;

  for (let next = 0; next < 2 ** 32;) {
    let count = 0;
    if (every === 1) {
      for (; count < CHUNK; count++) words[count] = next++;
    } else {
      // Within its stretch of `every` patterns, each one is elsewhere, so that low bits vary.
      for (; count < CHUNK && next < 2 ** 32; count++, next += every)
        words[count] = next + (((next / every) * 7919) % every);
    }
    run(x, y, count);
    tried += count;
    for (let i = 0; i < count; i++) {
      const want = fn.float64(x[i]!, 0);
      const got = y[i]!;
      const rounded = Math.fround(want);
      if (got === rounded && (got !== 0 || Object.is(got, rounded))) continue;
      if (Number.isNaN(got) && Number.isNaN(rounded)) continue;
      if (!Number.isFinite(got) || !Number.isFinite(rounded) || want === 0 || got * want < 0) {
        wrongCount++;
        firstWrong ??= { x: x[i]!, got, want };
        continue;
      }
      notNearest++;
      const ulps = Math.abs(got - want) * inverseUlp(want);
      if (ulps > worst.ulps) worst = { x: x[i]!, got, want, ulps };
    }
  }
  const counted = graph.nodes.filter((node) => !['load', 'const', 'bitcast'].includes(node.op));
  const wide = counted.filter(
    (node) => node.type === 'f64' || node.args.some((at) => graph.nodes[at]!.type === 'f64'),
  ).length;
  return {
    name: fn.name,
    operations: { narrow: counted.length - wide, wide },
    tried,
    worst,
    notNearest,
    wrongKind: { count: wrongCount, first: firstWrong },
  };
}

const float64 = new Float64Array(1);
const high = new Uint32Array(float64.buffer);
/** 1 / ulp, by the exponent field of a float64. */
const inverseUlps = Float64Array.from({ length: 2048 }, (_, field) => 2 ** (23 - Math.max(field - 1023, -126)));

/** One over the distance of neighbouring float32 at this size. */
function inverseUlp(value: number): number {
  float64[0] = value;
  return inverseUlps[(high[1]! >>> 20) & 0x7ff]!;
}
