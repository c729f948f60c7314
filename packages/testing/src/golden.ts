/// <reference types="node" />
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { NnError } from '@nn/core';
import type {
  CaseFile,
  CaseKinds,
  ChapterFile,
  GoldenTensor,
  GoldenTensors,
  ParseSafetensors,
  RngCase,
  RngFile,
  RngMeta,
  RngResult,
  SemanticsFile,
} from './golden-types.js';

export type * from './golden-types.js';

interface RngJson {
  readonly meta: RngMeta;
  readonly cases: readonly RngCase[];
  readonly results: Readonly<Record<string, Readonly<Record<string, RngResult>>>>;
}

const relative = join('tooling', 'oracle', 'golden');

/**
 * The folder with what real PyTorch answered: `NN_GOLDEN` where that is set, else `tooling/oracle/golden` in the nearest folder above this file or the
 * working directory that has one. For Node only, as is all of `@nn/testing/golden`.
 *
 * @throws NnError 'VALUE' where there is none
 */
export function goldenFolder(): string {
  const named = process.env['NN_GOLDEN'];
  if (named !== undefined && named !== '') return named;
  for (const start of [dirname(fileURLToPath(import.meta.url)), process.cwd()]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const candidate = join(folder, relative);
      if (existsSync(candidate)) return candidate;
      if (dirname(folder) === folder) break;
    }
  }
  throw new NnError('VALUE', `no folder ${relative} above ${process.cwd()}`, {
    op: 'goldenFolder',
    advice: 'Set NN_GOLDEN to a folder of golden files.',
  });
}

/**
 * The cases of PyTorch's random streams, from `rng.json` and a `rng-<seed>.safetensors` for every seed. The parser is an argument, so that this
 * package needs none.
 *
 * @returns null where the folder has no `rng.json`
 *
 * @example
 * import { parseSafetensors } from '@nn/safetensors';
 * import { readRng } from '@nn/testing/golden';
 *
 * const rng = readRng(parseSafetensors);
 * rng?.seeds.map(({ seed }) => seed); // [0n, 1n, 42n]
 */
export function readRng(parse: ParseSafetensors, folder: string = goldenFolder()): RngFile | null {
  const file = readJson(folder, 'rng.json') as RngJson | null;
  if (file === null) return null;
  const seeds = Object.entries(file.results).map(([seed, results]) => {
    const name = `rng-${seed}.safetensors`;
    const bytes = readBytes(folder, name);
    if (bytes === null)
      throw new NnError('FORMAT', `${join(folder, name)} is missing, but rng.json has results of seed ${seed}`, {
        op: 'readRng',
        details: { folder, seed },
      });
    return { seed: BigInt(seed), results: new Map(Object.entries(results)), tensors: byCase(parse(bytes).tensors) };
  });
  return { meta: file.meta, cases: file.cases, seeds };
}

/**
 * The cases of `modules.safetensors`, `ops.safetensors` or `optim.safetensors`, each with its own tensors.
 *
 * @returns null where the folder has no such file
 */
export function readCases<Kind extends keyof CaseKinds>(
  kind: Kind,
  parse: ParseSafetensors,
  folder: string = goldenFolder(),
): CaseFile<CaseKinds[Kind]> | null {
  const bytes = readBytes(folder, `${kind}.safetensors`);
  if (bytes === null) return null;
  const { tensors, metadata } = parse(bytes);
  const text = metadata.get('cases');
  if (text === undefined)
    throw new NnError('FORMAT', `${join(folder, `${kind}.safetensors`)} has no metadata 'cases'`, {
      op: 'readCases',
      details: { folder, kind },
    });
  const grouped = byCase(tensors);
  const cases = (JSON.parse(text) as CaseKinds[Kind][]).map((test) => ({
    ...test,
    tensors: grouped.get(test.id) ?? new Map<string, GoldenTensor>(),
  }));
  return { torch: metadata.get('torch') ?? '', cases };
}

/** What PyTorch answers where semantics matter, from `semantics.json`; null where the folder has none. */
export function readSemantics(folder: string = goldenFolder()): SemanticsFile | null {
  return readJson(folder, 'semantics.json') as SemanticsFile | null;
}

/** The chapter's cells in PyTorch, from `chapter.json`; null where the folder has none. */
export function readChapter(folder: string = goldenFolder()): ChapterFile | null {
  return readJson(folder, 'chapter.json') as ChapterFile | null;
}

/** Groups `<case>` and `<case>/<name>`; the name is empty where there is none. */
function byCase(tensors: ReadonlyMap<string, GoldenTensor>): ReadonlyMap<string, GoldenTensors> {
  const groups = new Map<string, Map<string, GoldenTensor>>();
  for (const [key, tensor] of tensors) {
    const slash = key.indexOf('/');
    const [id, name] = slash < 0 ? [key, ''] : [key.slice(0, slash), key.slice(slash + 1)];
    const group = groups.get(id) ?? new Map<string, GoldenTensor>();
    groups.set(id, group.set(name, tensor));
  }
  return groups;
}

function readBytes(folder: string, name: string): Uint8Array | null {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path) : null;
}

function readJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : null;
}
