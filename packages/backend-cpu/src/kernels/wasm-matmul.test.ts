import { numelOf, type View } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '../arena/arena.js';
import { Staging } from '../arena/staging.js';
import { below, elementsOf, neighboursOf, randomFrom, randomView, viewOf } from '../testing/views.js';
import { loadProducts } from '../wasm-kernels/products.js';
import { matmul } from './matmul.js';
import { staysExact, wasmMatmul } from './wasm-matmul.js';

const arena = new Arena({ budget: 2 ** 22 });
const fast = wasmMatmul(arena, new Staging(arena), () => loadProducts(arena.memory)!);

/** Numbers between −1 and 1 on a random layout. */
function matrix(shape: readonly number[], random: () => number, expand = false): View {
  const view = randomView(shape, 'float32', random, { expand });
  const array = view.storage.memory as Float32Array;
  for (let i = 0; i < array.length; i++) array[i] = 2 * random() - 1;
  return view;
}

describe('products by vectors', () => {
  it('are within rounding of the exact ones, for any layout, batches and bias, and touch no neighbour', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const batch = Array.from({ length: below(random, 3) }, () => 1 + below(random, 3));
        const [m, k, n] = [1 + below(random, 40), 1 + below(random, 70), 1 + below(random, 40)];
        const inputs = [matrix([...batch, m, k], random, true), matrix([...batch, k, n], random, true)];
        if (random() < 0.5) inputs.push(matrix([...batch, m, n], random, true));
        const out = matrix([...batch, m, n], random);
        const expected = viewOf('float32', out.shape, []);
        const neighbours = neighboursOf(out);
        matmul(inputs, {}, [expected]);
        fast(inputs, {}, [out]);
        const [actual, exact] = [elementsOf(out), elementsOf(expected)] as number[][];
        const worst = actual!.reduce((error, value, i) => Math.max(error, Math.abs(value - exact![i]!)), 0);
        expect(worst).toBeLessThan((k + 2) * 2 ** -24 * (k + 1));
        if (staysExact(m, numelOf(out.shape) * k)) expect(actual).toEqual(exact);
        expect(neighboursOf(out)).toEqual(neighbours);
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  it('may be written over an operand or the bias', () => {
    const random = randomFrom(1);
    for (const taken of [0, 1, 2]) {
      const inputs = [0, 1, 2].map(() => matrix([30, 30], random));
      const [apart, out] = [viewOf('float32', [30, 30], []), inputs[taken]!];
      fast(inputs, {}, [apart]);
      fast(inputs, {}, [out]);
      expect(elementsOf(out)).toEqual(elementsOf(apart));
    }
  });
});
