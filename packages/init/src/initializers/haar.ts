import { fillKeyedNormal, type StreamKey } from '@nn/random';
import { orthonormalized } from '../in-place/orthonormalized.js';
import type { Matrices } from './matrices.js';

/**
 * Random matrices whose vectors are perpendicular and of length `gain`, every such matrix as likely as any other (the Haar measure); the elements of
 * the tensor in row-major order. Number i of the vectors is normal draw i of the stream, in float64; the vectors of each matrix are then
 * orthonormalized in their order, with a positive diagonal, and multiplied by `gain`. All in doubles in one order, so that the bits are the same on
 * every machine.
 */
export function haar({ count, vectors, length, places }: Matrices, gain: number, key: StreamKey): Float64Array {
  const size = vectors * length;
  const numbers = new Float64Array(count * size);
  fillKeyedNormal(numbers, { mean: 0, std: 1 }, key);
  for (let start = 0; start < numbers.length; start += size)
    numbers.set(orthonormalized(numbers.slice(start, start + size), length), start);
  const out = new Float64Array(numbers.length);
  let element = 0;
  for (const place of places()) out[element++] = numbers[place]! * gain;
  return out;
}
