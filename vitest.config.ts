import { defineConfig } from 'vitest/config';
import { cpuModes } from './tooling/integration/src/matrix/modes.js';

const conditions = ['@nn/source'];

/** What computes on the CPU's backend, whichever that is, and is not about its memory. */
const inEachMode = {
  include: [
    'packages/{autograd,backend-conformance,data,init,modules,nn,optim,tensor}/src/**/*.test.ts',
    'tooling/{integration,parity}/src/**/*.test.ts',
  ],
  exclude: [
    'packages/autograd/src/memory.test.ts',
    'packages/modules/src/assigned-data.test.ts',
    'tooling/integration/src/{backend-cpu,dispose,eviction,example-plugin,memory}*.test.ts',
    'tooling/integration/src/everywhere/**',
  ],
};
const fewInEachMode = {
  include: ['tooling/parity/src/parity.test.ts', 'tooling/integration/src/{keyed-fill,structures}.test.ts'],
};

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    reporters: ['default', './tooling/tally-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/*/src/**/*.test.ts'],
          benchmark: { include: ['packages/*/src/**/*.bench.ts'] },
        },
      },
      ...Object.keys(cpuModes).map((mode) => ({
        extends: true as const,
        test: {
          name: mode,
          ...(process.env['NN_MATRIX'] === undefined ? fewInEachMode : inEachMode),
          benchmark: { include: [] },
          env: { NN_CPU: mode },
          testTimeout: 60_000,
          setupFiles: ['tooling/integration/src/matrix/cpu-mode.ts'],
        },
      })),
    ],
  },
});
