import * as autograd from '@nn/autograd';
import * as gradcheck from '@nn/autograd/gradcheck';
import * as backendConformance from '@nn/backend-conformance';
import * as backendCpu from '@nn/backend-cpu';
import * as core from '@nn/core';
import * as expression from '@nn/core/expression';
import * as init from '@nn/init';
import * as initConformance from '@nn/init/conformance';
import * as initFlax from '@nn/init/flax';
import * as initKeras from '@nn/init/keras';
import * as initTorch from '@nn/init/torch';
import * as nn from '@nn/nn';
import * as random from '@nn/random';
import * as safetensors from '@nn/safetensors';
import * as testing from '@nn/testing';
import * as arbitraries from '@nn/testing/arbitraries';
import * as conformance from '@nn/testing/conformance';
import * as golden from '@nn/testing/golden';
import * as statistics from '@nn/testing/statistics';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { examplesOfMarkdown, examplesOfSource } from './example.js';
import { runExample } from './run-example.js';

const packages = {
  '@nn/autograd': autograd,
  '@nn/autograd/gradcheck': gradcheck,
  '@nn/backend-conformance': backendConformance,
  '@nn/backend-cpu': backendCpu,
  // The umbrella has registered the CPU backend already; an example that does so itself must not meet it.
  '@nn/core': { ...core, registerBackend: () => () => {} },
  '@nn/core/expression': expression,
  '@nn/init': init,
  '@nn/init/conformance': initConformance,
  '@nn/init/flax': initFlax,
  '@nn/init/keras': initKeras,
  '@nn/init/torch': initTorch,
  '@nn/nn': nn,
  '@nn/random': random,
  '@nn/safetensors': safetensors,
  '@nn/testing': testing,
  '@nn/testing/arbitraries': arbitraries,
  '@nn/testing/conformance': conformance,
  '@nn/testing/golden': golden,
  '@nn/testing/statistics': statistics,
  'node:test': { describe: () => {}, it: () => {} },
  vitest: { describe: () => {}, it: () => {} },
};

describe('a checked example', () => {
  it('catches a claim that is wrong', async () => {
    await expect(
      runExample("import { ones } from '@nn/nn';\nones([2]).toArraySync(); // [1, 2]", packages),
    ).rejects.toThrow('is wrong');
  });

  it('counts the claims that it has checked', async () => {
    expect(
      await runExample(
        "import { ones } from '@nn/nn';\nconst x = ones([2]);\nx.shape; // [2]\nx.dtype; // 'float32'",
        packages,
      ),
    ).toBe(2);
  });
});

describe('documentation', () => {
  const sources = globSync('packages/*/src/**/*.ts', { ignore: ['**/*.test.ts', '**/*.test-d.ts'] }).flatMap(
    examplesOfSource,
  );
  const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md']).flatMap(examplesOfMarkdown);

  it.each([...pages, ...sources])('$place runs and says what is true', async ({ code }) => {
    await runExample(code, packages);
  });
});
