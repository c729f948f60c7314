/** Uniform numbers of [0, 1) with 53 bits: the generator sfc32 of C. Doty-Humphrey's PractRand. */
export function uniformStream(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 1];
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) word();
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}

export function uniforms(n: number, seed: number): Float64Array {
  return new Float64Array(n).map(uniformStream(seed));
}

/** To bfloat16, to nearest, for numbers that are neither subnormal nor huge there; the battery is not asked how. */
export function bfloat16(x: number): number {
  if (x === 0) return 0;
  const step = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 7);
  return Math.round(x / step) * step;
}

/** Standard normal numbers, by Box and Muller: nothing that the battery uses. */
export function normals(n: number, seed: number): Float64Array {
  const random = uniformStream(seed);
  const z = new Float64Array(n);
  for (let i = 0; i < n; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    z[i] = radius * Math.cos(angle);
    if (i + 1 < n) z[i + 1] = radius * Math.sin(angle);
  }
  return z;
}
