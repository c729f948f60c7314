import { NnError } from '@nn/core';
import { stateSize } from './mt19937.js';

/** A generator's whole state in plain form: what `getState` writes and `setState` reads. */
export interface GeneratorState {
  readonly seed: bigint;
  readonly words: Uint32Array;
  /** Index of the next word of the block; 624 when the block is used up, 0 right after seeding: both twist first. */
  readonly next: number;
  readonly cachedNormal: number | null;
}

/*
 * PyTorch's layout, little endian: u64 seed @0, i32 left @8, i32 seeded @12, u64 next @16, 624 x u64 words @24, f64
 * @5016, f64 cached normal @5024, f64 @5032, i32 "normal is cached" @5040, f32 cached float @5048, u8 "float is cached"
 * @5052. The cached float is of no use on the CPU; the first 5048 bytes alone are the older layout, which PyTorch reads
 * as well.
 */
const size = 5056;
const legacySize = 5048;
const wordsAt = 24;
const normalAt = 5024;
const normalValidAt = 5040;

export function encodeState(state: GeneratorState): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const due = state.next === 0 || state.next === stateSize;
  view.setBigUint64(0, state.seed, true);
  view.setInt32(8, due ? 1 : stateSize + 1 - state.next, true);
  view.setInt32(12, 1, true);
  view.setUint32(16, state.next, true);
  for (let i = 0; i < stateSize; i++) view.setUint32(wordsAt + 8 * i, state.words[i]!, true);
  if (state.cachedNormal !== null) {
    view.setFloat64(normalAt, state.cachedNormal, true);
    view.setInt32(normalValidAt, 1, true);
  }
  return bytes;
}

/** Errors: `STATE` for bytes that no generator has written. */
export function decodeState(bytes: Uint8Array): GeneratorState {
  if (!(bytes instanceof Uint8Array)) throw malformed('RNG state must be a torch.ByteTensor', { type: typeof bytes });
  if (bytes.length !== size && bytes.length !== legacySize) {
    throw malformed(
      `Expected either a CPUGeneratorImplStateLegacy of size ${legacySize} or a CPUGeneratorImplState of size ${size} ` +
        `but found the input RNG state size to be ${bytes.length}`,
      { length: bytes.length },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const left = view.getInt32(8, true);
  const next = view.getUint32(16, true);
  const due = left === 1 && (next === 0 || next === stateSize);
  const within = next >= 1 && next < stateSize && left === stateSize + 1 - next;
  let valid = view.getInt32(12, true) === 1 && view.getUint32(20, true) === 0 && (due || within);
  const words = new Uint32Array(stateSize);
  for (let i = 0; i < stateSize; i++) {
    words[i] = view.getUint32(wordsAt + 8 * i, true);
    valid &&= view.getUint32(wordsAt + 8 * i + 4, true) === 0;
  }
  if (!valid) throw malformed('Invalid mt19937 state', { left, next });
  const cached = view.getInt32(normalValidAt, true) !== 0;
  return {
    seed: view.getBigUint64(0, true),
    words,
    next,
    cachedNormal: cached ? view.getFloat64(normalAt, true) : null,
  };
}

function malformed(sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError('STATE', sentence, {
    op: 'setState',
    details,
    advice: 'Pass the bytes that getState() returned, or those of torch.get_rng_state().',
  });
}
