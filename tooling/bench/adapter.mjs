// For the measuring stick: `OURS=tooling/bench/adapter.mjs`, after `node tooling/run.mjs tooling/bench/src/adapter.ts`.
export * from './dist/adapter.js';
