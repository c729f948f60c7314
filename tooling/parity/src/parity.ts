import { parseSafetensors } from '@nn/safetensors';
import { readCases, readChapter, readRng, readSemantics } from '@nn/testing/golden';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readForms } from './forms.js';
import { Library } from './library.js';
import type { Outcome } from './outcome.js';
import { replayModules, replayOps, replayOptim } from './replay-cases.js';
import { replayChapter } from './replay-chapter.js';
import { replayPrograms } from './replay-programs.js';
import { replayRng } from './replay-rng.js';
import { replaySemantics } from './replay-semantics.js';

/** Our own cases, beside those that everything began with. */
export const extraFolder: string = join(dirname(fileURLToPath(import.meta.url)), '../../oracle/golden-extra');

/** Replays whatever a folder of golden files holds. */
export function* replay(folder: string, docs: string): Generator<[group: string, id: string, outcome: Outcome]> {
  const library = new Library(join(docs, 'signatures.md'));
  const rng = readRng(parseSafetensors, folder);
  if (rng !== null) yield* replayRng(rng, library);
  const chapter = readChapter(folder);
  if (chapter !== null) yield* replayChapter(chapter);
  const semantics = readSemantics(folder);
  if (semantics !== null) yield* replaySemantics(semantics, library, readForms(join(docs, 'pytorch-forms.md')));
  const ops = readCases('ops', parseSafetensors, folder);
  if (ops !== null) yield* replayOps(ops, library);
  const modules = readCases('modules', parseSafetensors, folder);
  if (modules !== null) yield* replayModules(modules, library);
  yield* replayPrograms(folder, docs);
  const optim = readCases('optim', parseSafetensors, folder);
  if (optim !== null) yield* replayOptim(optim, library);
}
