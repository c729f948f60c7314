import type { Data, Input, Workload } from './workload.js';

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Numbers between ±scale from a hash of the seed and the index, in 32-bit integers, so that pytorch_peer.py makes the same. */
export function valuesOf(seed: number, length: number, scale: number): Float32Array {
  const values = new Float32Array(length);
  const start = Math.imul(seed, 0x85ebca77);
  for (let i = 0; i < length; i++) {
    let hash = (Math.imul(i, 0x9e3779b1) + start) | 0;
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    hash ^= hash >>> 15;
    values[i] = ((hash >>> 0) / 2 ** 32 - 0.5) * 2 * scale;
  }
  return values;
}

export function dataOf({ inputs = {}, labels }: Workload): Data {
  const values = Object.entries(inputs).map(([name, { shape, seed, scale }]): [string, Input] => [
    name,
    { data: valuesOf(seed, sizeOf(shape), scale), shape },
  ]);
  return { ...Object.fromEntries(values), ...(labels !== undefined && { labels: classesOf(labels) }) };
}

function classesOf({ seed, n, k }: NonNullable<Workload['labels']>): number[] {
  return Array.from(valuesOf(seed, n, 1), (value) => Math.min(k - 1, Math.floor(((value + 1) / 2) * k)));
}
