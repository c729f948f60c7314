/*
 * The engine: the 32-bit Mersenne Twister (Matsumoto and Nishimura 1998), seeded like their `init_genrand`. The state
 * is 624 words; `twist` makes the next 624, and each word is tempered when it is drawn.
 */

/** Words in the state. */
export const stateSize = 624;

const shift = 397;

/** Fills `words` from the low 32 bits of a seed. */
export function seedWords(words: Uint32Array, seed: number): void {
  let word = seed >>> 0;
  words[0] = word;
  for (let i = 1; i < stateSize; i++) {
    word = (Math.imul(1812433253, word ^ (word >>> 30)) + i) >>> 0;
    words[i] = word;
  }
}

/** The next 624 words, in place. */
export function twist(words: Uint32Array): void {
  let here = words[0]!;
  for (let i = 0; i < stateSize - shift; i++) {
    const next = words[i + 1]!;
    words[i] = words[i + shift]! ^ mix(here, next);
    here = next;
  }
  for (let i = stateSize - shift; i < stateSize - 1; i++) {
    const next = words[i + 1]!;
    words[i] = words[i + shift - stateSize]! ^ mix(here, next);
    here = next;
  }
  words[stateSize - 1] = words[shift - 1]! ^ mix(here, words[0]!);
}

/**
 * The top bit of one word and the rest of the next, times the matrix. Signed constants, because V8 is faster with them.
 */
function mix(here: number, next: number): number {
  return ((here ^ ((here ^ next) & 0x7fffffff)) >>> 1) ^ (((next << 31) >> 31) & -0x66f74f21);
}

/** What a word of the state gives when drawn, as a signed integer. */
export function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & -0x62d3a980;
  y ^= (y << 15) & -0x103a0000;
  return y ^ (y >>> 18);
}
