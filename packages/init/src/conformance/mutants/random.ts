/** Uniform numbers of [0, 1). */
export type Random = () => number;

/** Uniform numbers with 53 bits: the generator sfc32 of C. Doty-Humphrey's PractRand. What mutants are made of. */
export function randomNumbers(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, 0x2545f491, 0x6a09e667, 1];
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 16; i++) word();
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}
