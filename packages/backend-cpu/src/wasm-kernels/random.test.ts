import { fillBernoulli, fillNormal, fillTruncNormal, fillUniform, Generator } from '@nn/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRelaxedSimd, KERNEL_DATA } from './load.js';
import {
  loadRandom,
  RANDOM_STATE_BYTES,
  RANDOM_WORKSPACE_BYTES,
  type RandomKernels,
  readState,
  writeState,
} from './random.js';

const largest = 2 ** 22;
const memory = new WebAssembly.Memory({ initial: 300 });
const builds: [name: string, kernels: RandomKernels][] = [['baseline', loadRandom(memory, { deterministic: true })!]];
if (hasRelaxedSimd()) builds.push(['relaxed', loadRandom(memory)!]);

const state = KERNEL_DATA;
const workspace = state + RANDOM_STATE_BYTES;
const out = workspace + RANDOM_WORKSPACE_BYTES;

interface Law {
  readonly name: string;
  readonly least?: number;
  reference(array: Float32Array, generator: Generator): void;
  run(kernels: RandomKernels, n: number): void;
}

const f = Math.fround;

function uniform(low: number, high: number): Law {
  return {
    name: `uniform on [${low}, ${high}]`,
    reference: (array, generator) => fillUniform(array, { low, high }, generator),
    run: (kernels, n) => kernels.uniform(state, out, n, f(low), f(f(high) - f(low))),
  };
}

function normal(mean: number, std: number): Law {
  return {
    name: `normal with mean ${mean} and std ${std}`,
    least: 16,
    reference: (array, generator) => fillNormal(array, { mean, std }, generator),
    run: (kernels, n) => kernels.normal(state, out, n, mean, std),
  };
}

function truncNormal(mean: number, std: number, a: number, b: number): Law {
  const low = f(erf((a - mean) / std / Math.SQRT2));
  const high = f(erf((b - mean) / std / Math.SQRT2));
  return {
    name: `normal with mean ${mean} and std ${std} on [${a}, ${b}]`,
    reference: (array, generator) => fillTruncNormal(array, { mean, std, a, b }, generator),
    run: (kernels, n) =>
      kernels.truncNormal(state, out, n, low, f(high - low), f(std * Math.SQRT2), mean, a, b, workspace),
  };
}

/** By its series: good enough to be rounded to float32. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let sum = 0;
  for (let n = 0, term = x; n < 200; n++, term *= (2 * x * x) / (2 * n + 1)) sum += term;
  return ((2 * sum) / Math.sqrt(Math.PI)) * Math.exp(-x * x);
}

function bernoulli(p: number): Law {
  return {
    name: `bernoulli with p ${p}`,
    reference: (array, generator) => fillBernoulli(array, { p }, generator),
    run: (kernels, n) => kernels.bernoulli(state, out, n, Math.ceil(p * 2 ** 53), workspace),
  };
}

/** With the plain cases those that leave the short way: ranges of other ratios, subnormal ones, all pieces of the error function. */
const laws = [
  ...[
    uniform(0, 1),
    uniform(-0.3, 0.3),
    uniform(-0.3, 0.1),
    uniform(100, 100.1),
    uniform(3, 3),
    uniform(-3e-40, 1e-40),
  ],
  ...[
    normal(0, 1),
    normal(0.3, 0.02),
    normal(0.5, 1),
    normal(0, 0),
    normal(1e-40, 1e-39),
    normal(0, 1e-42),
    normal(1e10, 1e-10),
  ],
  ...[
    truncNormal(0, 1, -2, 2),
    truncNormal(0, 0.02, -2, 2),
    truncNormal(0.5, 1, 0, 3),
    truncNormal(0, 1, 2.5, Infinity),
  ],
  ...[bernoulli(0), bernoulli(0.3), bernoulli(0.5), bernoulli(1)],
];

/** The first difference to what the reference writes from the same point of a stream on, values and state; `null` if there is none. */
function difference(law: Law, kernels: RandomKernels, seed: number, position: number, n: number): string | null {
  const generator = new Generator(seed);
  for (let i = 0; i < position; i++) generator.nextUint32();
  const before = generator.getState();
  const expected = new Float32Array(n);
  law.reference(expected, generator);

  const guard = 12_345;
  const actual = new Float32Array(memory.buffer, out, n + 1);
  actual[n] = guard;
  writeState(memory, state, before);
  law.run(kernels, n);
  if (actual[n] !== guard) return 'something is written behind the end';
  const wanted = new Int32Array(expected.buffer);
  const bits = new Int32Array(memory.buffer, out, n);
  for (let i = 0; i < n; i++) {
    if (bits[i] !== wanted[i]) return `element ${i} is ${actual[i]} and should be ${expected[i]}`;
  }
  const end = generator.getState();
  return readState(memory, state, before).every((byte, i) => byte === end[i]) ? null : 'the state is another one';
}

describe.each(builds)('random fills, %s', (_, kernels) => {
  it.each(laws.map((law) => [law.name, law] as const))(
    '%s: the reference’s bits at any size and position',
    (_, law) => {
      const { least = 1 } = law;
      const sizes = fc.oneof(fc.integer({ min: least, max: least + 40 }), fc.integer({ min: least, max: 5000 }));
      const check = fc.property(fc.nat(), fc.integer({ min: 0, max: 1300 }), sizes, (seed, position, n) => {
        expect(difference(law, kernels, seed, position, n)).toBeNull();
      });
      fc.assert(check, { seed: 42, numRuns: 12 });
    },
  );
});

describe('many values', () => {
  const [name, kernels] = builds.at(-1)!;
  it.each([uniform(-0.3, 0.1), normal(0.3, 0.02), bernoulli(0.3)].map((law) => [law.name, law] as const))(
    `%s: the reference’s bits in 2^22 values, ${name}`,
    (_, law) => {
      expect(difference(law, kernels, 7, 5, largest)).toBeNull();
    },
  );
});
