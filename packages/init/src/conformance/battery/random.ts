/**
 * Uniform numbers of [0, 1) with 32 bits, for the randomised transform: xoshiro128** of D. Blackman and S. Vigna, seeded by a count that
 * goes through a mixing function. Nothing that an initializer draws from.
 */
export function uniformNumbers(seed: number): () => number {
  let count = seed >>> 0;
  const seeded = (): number => {
    count = (count + 0x9e3779b9) | 0;
    let mixed = Math.imul(count ^ (count >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  let [a, b, c, d] = [seeded(), seeded(), seeded(), seeded()];
  return () => {
    const word = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return word / 2 ** 32;
  };
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
