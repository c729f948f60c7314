import type { Backend, View } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { cpu } from '../cpu.js';
import { below, randomFrom } from '../testing/views.js';

/** A matrix in the middle of a storage of the backend. */
function matrixOn({ memory }: Backend, values: Float32Array, rows: number): View {
  const length = values.length + 20;
  const room = memory.allocate('float32', length);
  memory.upload(room, new Float32Array(length).fill(7), 0);
  memory.upload(room, values, 10);
  const columns = values.length / rows;
  return {
    storage: { dtype: 'float32', length, memory: room },
    dtype: 'float32',
    shape: [rows, columns],
    strides: [columns, 1],
    offset: 10,
  };
}

function contentOf({ memory }: Backend, { storage }: View): Float32Array {
  return memory.downloadSync!(storage.memory, 0, storage.length) as Float32Array;
}

function numbers(count: number, seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length: count }, () => below(random, 2001) / 1000 - 1);
}

/** How far the vectors are from perpendicular ones of that length. */
function errorOf(values: Float32Array, rows: number, length: number): number {
  const columns = values.length / rows;
  const [count, size, across, along] = rows >= columns ? [columns, rows, 1, columns] : [rows, columns, columns, 1];
  let worst = 0;
  for (let x = 0; x < count; x++) {
    for (let y = 0; y <= x; y++) {
      let dot = 0;
      for (let i = 0; i < size; i++) dot += values[x * across + i * along]! * values[y * across + i * along]!;
      worst = Math.max(worst, Math.abs(dot / length ** 2 - (x === y ? 1 : 0)));
    }
  }
  return worst;
}

const never = (): never => {
  throw new Error('the kernel should do it');
};

describe('orthonormalize', () => {
  it.each([
    [60, 40],
    [40, 60],
    [50, 50],
  ])('makes the columns of a %d×%d matrix perpendicular, or its rows, and touches no neighbour', (rows, columns) => {
    const backend = cpu();
    const view = matrixOn(backend, numbers(rows * columns, 1), rows);
    backend.kernels.orthonormalize!([], { rows, length: -1.5, reference: never }, [view]);
    const content = contentOf(backend, view);
    expect(errorOf(content.subarray(10, -10), rows, -1.5)).toBeLessThan(1e-6);
    expect([...content.subarray(0, 10), ...content.subarray(-10)]).toEqual(Array.from({ length: 20 }, () => 7));
  });

  it('gives the same bits however little memory there is', () => {
    const results = [2 ** 29, 4096].map((budget) => {
      const backend = cpu({ budget });
      const view = matrixOn(backend, numbers(3000, 2), 50);
      backend.memory.upload(backend.memory.allocate('float32', 3000), numbers(3000, 3), 0);
      backend.kernels.orthonormalize!([], { rows: 50, length: 1, reference: never }, [view]);
      return contentOf(backend, view);
    });
    expect(results[1]).toEqual(results[0]);
  });

  it('leaves what is small to the reference', () => {
    const backend = cpu();
    const view = matrixOn(backend, numbers(900, 4), 30);
    backend.kernels.orthonormalize!([], { rows: 30, length: 1, reference: (x) => x.fill(x.length) }, [view]);
    expect(contentOf(backend, view).subarray(9, 912)).toEqual(
      Float32Array.of(7, ...Array.from({ length: 900 }, () => 900), 7, 7),
    );
  });

  it('is missing without WebAssembly', () => {
    expect(cpu({ wasm: false }).kernels.orthonormalize).toBeUndefined();
  });
});
