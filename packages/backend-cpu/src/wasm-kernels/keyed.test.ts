import {
  fillKeyedBernoulli,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  keyedNormalTable,
  keyedTruncation,
  StreamKey,
} from '@nn/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEYED_KEY_BYTES, KEYED_WORKSPACE_BYTES, type KeyedKernels, loadKeyed, writeKey } from './keyed.js';
import { KERNEL_DATA } from './load.js';

const memory = new WebAssembly.Memory({ initial: 300 });
const workspace = KERNEL_DATA;
const keyAt = workspace + KEYED_WORKSPACE_BYTES;
const out = keyAt + KEYED_KEY_BYTES;
const kernels: KeyedKernels = loadKeyed(memory, workspace)!;

interface Law {
  readonly name: string;
  reference(array: Float32Array, key: StreamKey, first: number): void;
  run(n: number): void;
}

const f = Math.fround;

function uniform(low: number, high: number, below: number): Law {
  return {
    name: `uniform on [${low}, ${high})`,
    reference: (array, key, first) => fillKeyedUniform(array, { low, high }, key, first),
    run: (n) => kernels.uniform(keyAt, out, n, f(low), f(f(high) - f(low)), f(high), below, workspace),
  };
}

function normal(mean: number, std: number): Law {
  return {
    name: `normal with mean ${mean} and std ${std}`,
    reference: (array, key, first) => fillKeyedNormal(array, { mean, std }, key, first),
    run: (n) => kernels.normal(keyAt, out, n, mean, std, workspace),
  };
}

function truncNormal(mean: number, std: number, a: number, b: number): Law {
  const parameters = { mean, std, a, b };
  const range = keyedTruncation(parameters, 'float32');
  return {
    name: `normal with mean ${mean} and std ${std} on [${a}, ${b}]`,
    reference: (array, key, first) => fillKeyedTruncNormal(array, parameters, key, first),
    run: (n) => kernels.truncNormal(keyAt, out, n, mean, std, range.first, range.count, workspace),
  };
}

function bernoulli(p: number): Law {
  return {
    name: `bernoulli with p ${p}`,
    reference: (array, key, first) => fillKeyedBernoulli(array, { p }, key, first),
    run: (n) => kernels.bernoulli(keyAt, out, n, Math.round(p * 2 ** 32), workspace),
  };
}

const laws = [
  ...[
    uniform(0, 1, 1 - 2 ** -24),
    uniform(-0.3, 0.3, f(0.3) - 2 ** -25),
    uniform(1, 1 + 2 ** -23, 1),
    uniform(3, 3, 3),
  ],
  ...[normal(0, 1), normal(0.3, 0.02), normal(0, 0), normal(1e-40, 1e-39), normal(0, 1e-42)],
  ...[
    truncNormal(0, 1, -2, 2),
    truncNormal(0.5, 1, 0, 3),
    truncNormal(0, 1, 2.5, Infinity),
    truncNormal(0, 0.02, -2, 2),
  ],
  ...[bernoulli(0), bernoulli(0.3), bernoulli(0.5), bernoulli(1)],
];

/** The first difference to what the reference writes; `null` if there is none. */
function difference(law: Law, key: StreamKey, first: number, n: number): string | null {
  const expected = new Float32Array(n);
  law.reference(expected, key, first);
  const guard = 12_345;
  const actual = new Float32Array(memory.buffer, out, n + 1);
  actual[n] = guard;
  writeKey(memory, keyAt, key.words, first);
  law.run(n);
  if (actual[n] !== guard) return 'something is written behind the end';
  const wanted = new Int32Array(expected.buffer);
  const bits = new Int32Array(memory.buffer, out, n);
  for (let i = 0; i < n; i++) {
    if (bits[i] !== wanted[i]) return `element ${i} is ${actual[i]} and should be ${expected[i]}`;
  }
  return null;
}

describe('keyed fills', () => {
  it.each(laws.map((law) => [law.name, law] as const))('%s: the reference’s bits in any region', (_, law) => {
    const firsts = fc.oneof(fc.nat(5000), fc.maxSafeInteger().map(Math.abs), fc.constantFrom(2 ** 34 - 700));
    const region = fc.tuple(firsts, fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5000 })));
    const inRange = region.filter(([first, n]) => Number.isSafeInteger(first + n));
    fc.assert(
      fc.property(fc.maxSafeInteger(), inRange, (seed, [first, n]) => {
        expect(difference(law, StreamKey.fromSeed(seed).fold('weight'), first, n)).toBeNull();
      }),
      { seed: 42, numRuns: 12 },
    );
  });

  it('2^22 normals have the reference’s bits', () => {
    expect(difference(normal(0.1, 0.7), StreamKey.fromSeed(0), 3, 2 ** 22)).toBeNull();
  });

  it('the table of the normal law is the reference’s, with the octaves in reverse order', () => {
    const reference = keyedNormalTable();
    const octave = 32 * 4;
    const table = new Uint32Array(memory.buffer, 32768, reference.length);
    for (let i = 0; i < 32; i++) {
      expect(table.slice(i * octave, (i + 1) * octave)).toEqual(reference.slice((31 - i) * octave, (32 - i) * octave));
    }
  });
});
