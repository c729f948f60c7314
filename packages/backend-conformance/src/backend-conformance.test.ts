import { type Backend, NnError } from '@nn/core';
import { mockBackend, referenceBackend } from '@nn/testing';
import { ones, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { backendConformance, type BackendConformanceOptions } from './index.js';

type Test = readonly [name: string, run: () => void | Promise<void>];

/** The tests that the suite registers, by their path. */
function testsOf(make: () => Backend | Promise<Backend>, options: BackendConformanceOptions = {}): Test[] {
  const path: string[] = [];
  const tests: Test[] = [];
  const runner = {
    describe: (name: string, body: () => void): void => {
      path.push(name);
      body();
      path.pop();
    },
    it: (name: string, run: () => void | Promise<void>): void => void tests.push([[...path, name].join(' > '), run]),
  };
  backendConformance(make, runner, { numRuns: 20, ...options });
  return tests;
}

/** The names of the tests above the kernels that fail: of all, or of the one that is named. */
async function failures(
  make: () => Backend,
  options: BackendConformanceOptions = {},
  only?: string,
): Promise<string[]> {
  const failed: string[] = [];
  for (const [name, run] of testsOf(make, options)) {
    if (name.startsWith('kernels > ') || (only !== undefined && name !== only)) continue;
    try {
      await run();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

const broken = (kernels: Partial<Backend['kernels']>): Backend => {
  const whole = referenceBackend('broken');
  return { ...whole, kernels: { ...whole.kernels, ...kernels } };
};

const { kernels } = referenceBackend();

/** A kernel that goes wrong in a way of its own. */
const mutants: readonly (readonly [what: string, fails: string, make: () => Backend])[] = [
  [
    'products forget the bias',
    'products > linear',
    () => broken({ matmul: (inputs, attributes, outputs) => kernels.matmul(inputs.slice(0, 2), attributes, outputs) }),
  ],
  [
    'copies ignore the offset',
    'shapes > clone',
    () => broken({ copy: ([x], attributes, outputs) => kernels.copy([{ ...x!, offset: 0 }], attributes, outputs) }),
  ],
  [
    'the greatest is the least',
    'reductions > amax',
    () =>
      broken({
        reduce: (inputs, attributes, outputs) =>
          kernels.reduce(inputs, { ...attributes, kind: attributes.kind === 'max' ? 'min' : attributes.kind }, outputs),
      }),
  ],
  [
    'indices are not checked',
    'refusals > are coded, at once or at the next read',
    () =>
      broken({
        gather: (inputs, attributes, outputs) => {
          try {
            kernels.gather(inputs, attributes, outputs);
          } catch (error) {
            if (!(error instanceof NnError)) throw error;
          }
        },
      }),
  ],
  [
    'a row kernel for softmax gives zeros',
    'reductions > softmax',
    () => broken({ softmax: (_, __, outputs) => kernels.fill([], { value: 0 }, outputs) }),
  ],
  [
    'a row kernel for the derivative of layer norm gives ones',
    'layers > LayerNorm',
    () =>
      broken({
        layerNormBackward: (_, __, outputs) => {
          for (const out of outputs) kernels.fill([], { value: 1 }, [out]);
        },
      }),
  ],
  [
    'a kernel for convolutions gives zeros',
    'layers > a convolution',
    () => broken({ convolution: (_, __, outputs) => kernels.fill([], { value: 0 }, outputs) }),
  ],
  [
    'another stream is drawn',
    'random numbers > rand: the same seed gives the same bits',
    () => broken({ random: (_, { source }, outputs) => kernels.fill([], { value: source.nextUint32() }, outputs) }),
  ],
  [
    'fresh memory is not empty',
    'dtypes > are made, written and read',
    () => {
      const whole = referenceBackend('broken');
      const allocate: Backend['memory']['allocate'] = (dtype, length) => {
        const block = whole.memory.allocate(dtype, length) as Float32Array;
        return dtype === 'float32' ? block.fill(7) : block;
      };
      return { ...whole, memory: { ...whole.memory, allocate } };
    },
  ],
  [
    'a read sees what was written later',
    'reading > comes after all that was dispatched before, and before what comes after',
    () => {
      const whole = referenceBackend('broken');
      const download: Backend['memory']['download'] = async (block, start, length) => {
        await Promise.resolve();
        return (block as Float32Array).slice(start, start + length);
      };
      return { ...whole, memory: { ...whole.memory, download } };
    },
  ],
  [
    'writes spill over the view',
    'elementwise > fill_, and nothing beside the view',
    () =>
      broken({
        fill: (inputs, attributes, [out]) =>
          kernels.fill(inputs, attributes, [{ ...out!, shape: [out!.storage.length], strides: [1], offset: 0 }]),
      }),
  ],
];

describe('the suite', () => {
  it('passes for a right backend, synchronous or not, and leaves nothing behind', async () => {
    expect(await failures(() => referenceBackend('right'))).toEqual([]);
    expect(await failures(() => mockBackend(referenceBackend('host'), { name: 'right' }))).toEqual([]);
    expect(() => zeros([1], { device: 'right' })).toThrow("no backend named 'right'");
    expect(ones([1], { device: 'meta', requiresGrad: true }).neg().requiresGrad).toBe(false);
  }, 60_000);

  it.each(mutants)('finds out where %s', async (_what, fails, make) => {
    expect(await failures(make, {}, fails)).toEqual([fails]);
  });

  it('runs the kernels first, and leaves out what it is told to, with the reason in the list', () => {
    const tests = testsOf(() => referenceBackend('right'), {
      skip: [{ kernel: 'sort', reason: 'planned' }],
      skipTests: [{ test: 'tanh', reason: 'too slow' }],
    }).map(([name]) => name);
    expect(tests[0]).toMatch(/^kernels > /);
    expect(tests).toContain('kernels > sort > is not tested: planned');
    expect(tests).toContain('reductions > sort: not tested: planned');
    expect(tests).toContain('elementwise > tanh: not tested: too slow');
    expect(tests).not.toContain('elementwise > tanh');
    expect(tests.length).toBeGreaterThan(150);
  });

  it('takes a backend that is promised', async () => {
    const [, run] = testsOf(() => Promise.resolve(referenceBackend('promised'))).at(-1)!;
    await run();
  });

  it('runs in a mild form for a backend that promises less', async () => {
    const whole = referenceBackend('few');
    const few: Backend = {
      ...whole,
      capabilities: { ...whole.capabilities, dtypes: ['float32', 'int32', 'int64', 'bool'] },
    };
    expect(
      await failures(() => mockBackend(few, { name: 'few' }), {
        exactFloat32: false,
        specialValues: false,
        wideInt64: false,
      }),
    ).toEqual([]);
  }, 60_000);
});
