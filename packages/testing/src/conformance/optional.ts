import type { Backend, DrawLaw, KernelTable } from '@nn/core';
import { fillBernoulli, fillNormal, fillTruncNormal, fillUniform, Generator } from '@nn/random';
import { compareBits } from '../compare.js';
import type { Draws } from './draws.js';
import type { Kit, Operand } from './kit.js';

/** The kernels that a backend may have: tested where they are there. */
export function optionalConformance(kit: Kit): void {
  const has = (name: keyof KernelTable, backend: Backend): boolean => backend.kernels[name] !== undefined;

  for (const name of ['softmax', 'logSoftmax'] as const) {
    kit.kernel(name, () => {
      const rows = (rowCount: number, size: number, value: Operand['value']) => {
        const view = { baseShape: [rowCount, size], shape: [rowCount, size], strides: [size, 1], offset: 0 };
        return {
          kernel: name,
          inputs: [{ view, dtype: 'float32' as const, value }],
          attributes: {},
          outputs: [{ view, dtype: 'float32' as const, value: (draws: Draws) => draws.any('float32') }],
          match: { atol: 1e-6, rtol: 1e-5 },
        };
      };
      kit.cases<typeof name>('normalizes rows of every length, large values too', (backend) =>
        has(name, backend)
          ? [1, 2, 3, 4, 5, 8, 17, 64, 1000].flatMap((size) =>
              [1, 100].map((scale) => rows(3, size, (draws) => (draws.below(2001) - 1000) * 0.01 * scale)),
            )
          : [],
      );
    });
  }

  kit.kernel('random', () => {
    kit.runner.it('draws the bits of the reference and moves the stream as it does', async () => {
      const backend = await kit.backend();
      if (!has('random', backend)) return;
      for (const { law, parameters, draw } of laws) {
        for (const length of [1, 5, 15, 16, 17, 33, 623, 625, 5000]) {
          for (const seed of [0n, 42n]) {
            const [ours, theirs] = [new Generator(seed), new Generator(seed)];
            const expected = new Float32Array(length);
            draw(expected, ours);
            const memory = backend.memory.allocate('float32', length);
            const view = {
              storage: { dtype: 'float32', length, memory },
              dtype: 'float32',
              shape: [length],
              strides: [1],
              offset: 0,
            } as const;
            const reference = (out: Float32Array): void => draw(out, theirs);
            backend.kernels.random!([], { law, parameters, source: theirs, reference }, [view]);
            const report =
              compareBits(await backend.memory.download(memory, 0, length), expected) ??
              compareBits(theirs.getState(), ours.getState());
            backend.memory.free(memory);
            if (report !== null)
              throw new Error(`random: ${law}(${parameters.join(', ')}) of ${length}, seed ${seed}: ${report}`);
          }
        }
      }
    });
  });
}

interface Law {
  readonly law: DrawLaw;
  readonly parameters: readonly number[];
  readonly draw: (out: Float32Array, generator: Generator) => void;
}

const laws: readonly Law[] = [
  {
    law: 'uniform',
    parameters: [-0.5, 2],
    draw: (out, generator) => fillUniform(out, { low: -0.5, high: 2 }, generator),
  },
  {
    law: 'normal',
    parameters: [0.25, 2],
    draw: (out, generator) => fillNormal(out, { mean: 0.25, std: 2 }, generator),
  },
  {
    law: 'truncNormal',
    parameters: [0, 1, -2, 2],
    draw: (out, generator) => fillTruncNormal(out, { mean: 0, std: 1, a: -2, b: 2 }, generator),
  },
  { law: 'bernoulli', parameters: [0.3], draw: (out, generator) => fillBernoulli(out, { p: 0.3 }, generator) },
];
