import type { Tensor } from '@nn/nn';
import { compareBits, compareMatch, type Match } from '@nn/testing';
import type { GoldenTensor } from '@nn/testing/golden';

/** What became of one case. */
export type Outcome =
  | { readonly status: 'passed'; readonly bits: boolean }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'missing'; readonly what: string };

/** Something that a case needs and that is not built yet. */
export class NotBuilt extends Error {}

/** Gathers the comparisons of one case. */
export class Checks {
  private bits = true;
  private readonly mistakes: string[] = [];

  /** Compares values under a match; bit equality is counted besides. */
  tensor(name: string, actual: Tensor | undefined, expected: GoldenTensor | undefined, match: Match): void {
    if (actual === undefined || expected === undefined) {
      this.fail(`${name}: ${actual === undefined ? 'not there' : 'not expected'}`);
      return;
    }
    if (actual.shape.join() !== expected.shape.join()) {
      this.fail(`${name}: shape [${actual.shape.join(', ')}], expected [${expected.shape.join(', ')}]`);
      return;
    }
    if (actual.dtype !== expected.dtype) this.fail(`${name}: dtype ${actual.dtype}, expected ${expected.dtype}`);
    const values = actual.detach().toTypedArraySync();
    if (compareBits(values, expected.data) !== null) this.bits = false;
    const report = compareMatch(values, expected.data, match, { shape: expected.shape });
    if (report !== null) this.fail(`${name}: ${report}`);
  }

  equal(name: string, actual: unknown, expected: unknown): void {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (a !== b) this.fail(`${name}: ${a}, expected ${b}`);
  }

  fail(reason: string): void {
    this.mistakes.push(reason);
  }

  outcome(): Outcome {
    return this.mistakes.length === 0
      ? { status: 'passed', bits: this.bits }
      : { status: 'failed', reason: this.mistakes.join('; ') };
  }
}

/** Runs one case; what it throws is its outcome too. */
export function attempt(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    if (error instanceof NotBuilt) return { status: 'missing', what: error.message };
    return { status: 'failed', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
