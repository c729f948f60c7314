import type { Generator } from '@nn/random';

/** @internal Runs what draws and may then be refused: a refusal leaves the stream where it was. */
export function undrawnIfRefused<T>(generator: Generator, run: () => T): T {
  const before = generator.getState();
  try {
    return run();
  } catch (error) {
    generator.setState(before);
    throw error;
  }
}
