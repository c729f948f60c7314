import { StreamKey } from '@nn/random';
import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawOf } from '../initializer/draw-of.js';
import { initializerFromJSON } from '../initializer/initializer-from-json.js';
import { specOf, unknownSource } from '../initializer/spec-of.js';
import { valuesOf } from '../initializer/test-values.js';
import { registerBuiltins } from './built-ins.js';
import { orthogonal } from './orthogonal.js';
import { priorBias } from './prior-bias.js';
import * as specified from './test-keyed-tensors.js';
import { truncNormalCorrected } from './trunc-normal-corrected.js';

const page = readFileSync(new URL('../../../../docs/specs/keyed-tensors.md', import.meta.url), 'utf8');

/** The lines of the page's vectors: what to make, the key, and the result. */
const vectors = page
  .match(/^```text\n([\s\S]*?)^```$/m)![1]!
  .trim()
  .split('\n')
  .map((line) => {
    const [, kind, of, json, rest] = line.match(/^(\w+) (\w+) (\{.*?\}) \| (.*)$/)!;
    const parts = rest!.split(' | ');
    return { line, kind: kind!, of: of!, given: JSON.parse(json!) as unknown, key: parts[0]!, result: parts.at(-1)! };
  });

let undo = (): void => {};
beforeAll(() => (undo = registerBuiltins()));
afterAll(() => undo());

function bits(values: Float32Array | Float64Array, like: string): string {
  const { BYTES_PER_ELEMENT: width } = values;
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  if (like.startsWith('sha256')) return `sha256 ${createHash('sha256').update(bytes).digest('hex')}`;
  return Array.from(values, (_, i) =>
    Buffer.from(bytes.subarray(i * width, (i + 1) * width))
      .reverse()
      .toString('hex'),
  ).join(' ');
}

const arrayOf = (dtype: string, values: readonly number[]): Float32Array | Float64Array =>
  dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values);

describe('the vectors of the specification of keyed tensors', () => {
  it('are all read', () => {
    expect(vectors.map(({ kind }) => kind).filter((kind) => kind === 'values')).toHaveLength(28);
    expect(vectors).toHaveLength(38);
  });

  it.each(vectors.filter(({ kind }) => kind === 'values'))('$line', ({ of, given, key, result }) => {
    const subject = given as specified.Subject;
    const { use, params, shape, spec = null, packing = 'per-block' } = subject;
    const dtype = of as 'float32' | 'float64';
    const stream = StreamKey.parse(key);
    const initializer = initializerFromJSON({ use: `@nn/init:${use}`, params } as never);
    expect(bits(valuesOf(initializer, shape, { dtype, key: stream, spec, packing }), result)).toBe(result);
    expect(bits(arrayOf(dtype, specified.parameterOf(subject, dtype, stream)), result)).toBe(result);
  });

  it.each(vectors.filter(({ kind }) => kind === 'numbers'))('$line', ({ of, given, result }) => {
    const params = given as Readonly<Record<string, number>>;
    const again = of === 'priorBias' ? [specified.priorBias(params['probability']!)] : specified.corrected(params);
    expect(bits(Float64Array.from(again), result)).toBe(result);
    const spec = specOf(unknownSource, [1], 'float64', 'test');
    const made = of === 'priorBias' ? priorBias(params as never) : truncNormalCorrected(params);
    const draw = drawOf(made, spec)!;
    const numbers =
      draw.law === 'truncNormal' ? [draw.mean, draw.std, draw.a, draw.b] : [(draw as { value: number }).value];
    expect(bits(Float64Array.from(numbers), result)).toBe(result);
  });
});

describe('orthogonal tensors, implemented twice', () => {
  it('are the same bits for any shape, axes and groups', () => {
    const size = fc.integer({ min: 1, max: 9 });
    const axes = fc.constantFrom(
      { out: [0], in: [1], field: [2] },
      { out: [1], in: [0], field: [2] },
      { out: [0, 2], in: [1] },
      { out: [2], in: [0] },
    );
    const groups = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(size, size, size, axes, groups, fc.nat(), (a, b, c, chosen, count, seed) => {
        const shape = [a * count, b, c];
        const spec = { role: 'weight', axes: chosen, groups: count } as const;
        const key = StreamKey.fromSeed(seed);
        const values = valuesOf(orthogonal({ rows: 'declared' }), shape, { dtype: 'float64', spec, key });
        const subject = { use: 'orthogonal', params: { rows: 'declared' }, shape, spec };
        expect(Array.from(values)).toEqual(specified.parameterOf(subject, 'float64', key));
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  it('have a vector of zeros where one depends on those before it', () => {
    const [first, second] = specified.perpendicular([
      [3, 0, 4],
      [0, 0, 0],
    ]);
    expect(first!.map((x) => Math.round(x * 1e15) / 1e15)).toEqual([0.6, 0, 0.8]);
    expect(second!.map((x) => x + 0)).toEqual([0, 0, 0]);
  });
});
