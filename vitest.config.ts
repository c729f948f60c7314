import { defineConfig } from 'vitest/config';

const conditions = ['@nn/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/*/src/**/*.test.ts'],
    benchmark: { include: ['packages/*/src/**/*.bench.ts'] },
    reporters: ['default', './tooling/tally-reporter.ts'],
  },
});
