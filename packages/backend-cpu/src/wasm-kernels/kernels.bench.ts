import { bench, describe } from 'vitest';
import { KEYED_KEY_BYTES, KEYED_WORKSPACE_BYTES, loadKeyed, writeKey } from './keyed.js';
import { hasRelaxedSimd, KERNEL_DATA } from './load.js';
import { CONVOLUTION_SIZES_BYTES, loadProducts, writeConvolution } from './products.js';
import { loadRandom, RANDOM_STATE_BYTES, RANDOM_WORKSPACE_BYTES } from './random.js';
import { loadRows, ROWS_WORKSPACE_BYTES } from './rows.js';

/*
 * The kernels alone, without tensors. Short runs, so that the fastest of them was not interrupted: the smallest time is what to
 * compare. `2 m n k` operations over it are a product's speed, 65,536 elements over it a fill's.
 */

const memory = new WebAssembly.Memory({ initial: 450 });
new Float32Array(memory.buffer).fill(0.5, KERNEL_DATA / 4);
const place = (mebibytes: number): number => KERNEL_DATA + mebibytes * 2 ** 20;
const n = 2 ** 16;

for (const deterministic of hasRelaxedSimd() ? [true, false] : [true]) {
  const build = deterministic ? 'baseline' : 'relaxed';
  const products = loadProducts(memory, { deterministic })!;
  const multiply = (m: number, k: number, columns: number, transposed: boolean): void => {
    const [row, column] = transposed ? [1, k] : [columns, 1];
    products.multiply(
      m,
      columns,
      k,
      place(0),
      k,
      1,
      place(4),
      row,
      column,
      place(12),
      columns,
      1,
      0,
      0,
      0,
      0,
      place(16),
    );
  };

  describe(`products, ${build}`, () => {
    bench('128 × 128 × 128', () => multiply(128, 128, 128, false));
    bench('512 × 512 × 512', () => multiply(512, 512, 512, false));
    bench('32 × 784 × 256, transposed', () => multiply(32, 784, 256, true));
    bench('1 × 784 × 256', () => multiply(1, 784, 256, false));
    bench('1 × 784 × 256, transposed', () => multiply(1, 784, 256, true));
    const sizes = place(20);
    writeConvolution(memory, sizes, {
      batch: 8,
      groups: 1,
      channels: 16,
      input: [28, 28],
      filters: 32,
      window: [3, 3],
      output: [28, 28],
      stride: [1, 1],
      dilation: [1, 1],
      before: [1, 1],
    });
    const x = sizes + CONVOLUTION_SIZES_BYTES;
    bench('convolution 8 × 16 × 28², 32 filters of 3²', () =>
      products.convolve(sizes, x, place(0), 0, place(12), 0, place(16)));
    bench('its gradient for the weights', () => products.convolveWeights(sizes, x, place(12), place(0), place(16)));
  });

  const random = loadRandom(memory, { deterministic })!;
  const state = place(21);
  // Any words will do; the next one is behind the last.
  new Uint32Array(memory.buffer, state, 625)[624] = 624;
  const workspace = state + RANDOM_STATE_BYTES;
  const out = workspace + RANDOM_WORKSPACE_BYTES;
  describe(`random fills of 65,536, ${build}`, () => {
    bench('uniform', () => random.uniform(state, out, n, -1, 2));
    bench('uniform, any range', () => random.uniform(state, out, n, -0.25, 1));
    bench('normal', () => random.normal(state, out, n, 0, 1));
    bench('normal with a mean', () => random.normal(state, out, n, 0.5, 1));
    bench('truncNormal', () =>
      random.truncNormal(
        state,
        out,
        n,
        -0.9544997215270996,
        1.9089994430541992,
        1.4142135381698608,
        0,
        -2,
        2,
        workspace,
      ));
    bench('bernoulli', () => random.bernoulli(state, out, n, 2 ** 52, workspace));
  });
}

describe('keyed fills of 65,536', () => {
  const workspace = place(22);
  const keyed = loadKeyed(memory, workspace)!;
  const key = workspace + KEYED_WORKSPACE_BYTES;
  const out = key + KEYED_KEY_BYTES;
  writeKey(memory, key, [1, 2, 3, 4], 0);
  bench('uniform', () => keyed.uniform(key, out, n, 0, 1, 1, 1 - 2 ** -24, workspace));
  bench('normal', () => keyed.normal(key, out, n, 0, 1, workspace));
});

describe('rows of 65,536 elements', () => {
  const workspace = place(23);
  const x = workspace + ROWS_WORKSPACE_BYTES;
  const rows = loadRows(memory)!;
  bench('sum', () => rows.sum(x, place(24), 1, n, 1, 1, workspace));
  bench('sum over the first of two axes', () => rows.sum(x, place(24), 1, 256, 256, 1, workspace));
  bench('softmax, rows of 1024', () => rows.softmax(x, place(24), 64, 1024));
});
