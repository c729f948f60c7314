import { backendConformance } from '@nn/backend-conformance';
import { cpu } from '@nn/backend-cpu';
import { describe, it } from 'vitest';

// The other ways in which the CPU computes, each with a few draws of every property.
const few = { numRuns: 5 };

describe('JavaScript alone', () => {
  backendConformance(() => cpu({ wasm: false }), { describe, it }, few);
});

describe('the same on every machine', () => {
  backendConformance(() => cpu({ deterministic: true }), { describe, it }, few);
});

// Every tensor is a block, and every kernel throws out all that it does not use itself.
describe('no room, at the end of what can be addressed', () => {
  const arena = { base: 2 ** 32 - 2 ** 22, hostBytes: 0 };
  backendConformance(() => cpu({ budget: 0, arena }), { describe, it }, few);
});
