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

describe('next to no room', () => {
  backendConformance(() => cpu({ budget: 2048 }), { describe, it }, few);
});
