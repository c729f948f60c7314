/**
 * The sequential stream that a fill draws from: what core and the initializers need to know of a generator.
 * `Generator` of `@nn/random` is PyTorch's.
 */
export interface RandomSource {
  /** The next 32-bit word. */
  nextUint32(): number;
  /** The whole state, in PyTorch's byte layout. */
  getState(): Uint8Array;
  setState(state: Uint8Array): void;
}
