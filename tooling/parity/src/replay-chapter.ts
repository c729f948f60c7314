import { manualSeed, NnError } from '@nn/nn';
import { normalizePrinted } from '@nn/testing';
import type { ChapterFile } from '@nn/testing/golden';
import { chapter } from '@nn/tour/chapter';
import { formatLog } from '@nn/tour/format-log';
import { Checks, type Outcome } from './outcome.js';

/** The chapter's cells in one go for every seed: tensors to the bit, text under one spelling. */
export function* replayChapter(file: ChapterFile): Generator<[group: string, id: string, outcome: Outcome]> {
  for (const [seed, cells] of Object.entries(file.seeds)) {
    manualSeed(BigInt(seed));
    const lines: string[] = [];
    const run = chapter({ log: (...values) => lines.push(formatLog(values)) });
    for (const expected of cells) {
      const checks = new Checks();
      try {
        const made = run.next().value;
        if (made === undefined) throw new NnError('VALUE', 'the chapter has ended');
        checks.equal('cell', made.id, expected.id);
        compareText(checks, lines.splice(0).join('\n'), expected.printed, expected.error);
        for (const [name, { shape, bits }] of Object.entries(expected.tensors)) {
          const data = new Float32Array(Uint32Array.from(bits).buffer);
          checks.tensor(name, made.tensors[name], { dtype: 'float32', shape, data }, 'bits');
        }
      } catch (error) {
        checks.fail(String(error));
      }
      yield ['chapter', `${expected.id} (seed ${seed})`, checks.outcome()];
    }
  }
}

function compareText(checks: Checks, said: string, printed: string, error: string | undefined): void {
  if (error === undefined) checks.equal('text', normalizePrinted(said), normalizePrinted(printed.trimEnd()));
  else if (!said.startsWith(error)) checks.fail(`says '${said}', expected it to begin with '${error}'`);
}
