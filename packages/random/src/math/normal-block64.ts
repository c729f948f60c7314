import { fma64 } from './fma.js';

/**
 * Turns uniforms in [0, 1) into normals, in double: whole blocks of sixteen from `from` up to `to`, in place, pairs (j,
 * j + 8).
 */
export function normalBlocks64(x: Float64Array, from: number, to: number, mean: number, std: number): void {
  for (let block = from; block < to; block += 16) {
    for (let j = block; j < block + 8; j++) {
      const radius = Math.sqrt(-2 * Math.log(1 - x[j]!));
      const angle = 2 * Math.PI * x[j + 8]!;
      x[j] = fma64(radius * Math.cos(angle), std, mean);
      x[j + 8] = fma64(radius * Math.sin(angle), std, mean);
    }
  }
}
