import * as nn from '@nn/nn';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryNames } from './forms.js';
import { attempt, Checks, NotBuilt, type Outcome } from './outcome.js';
import { golden } from './plain-tensor.js';
import type { PlainTensor } from '@nn/testing/golden';

interface Program {
  readonly id: string;
  readonly python: string;
  /** Values by the Python expression that names them. */
  readonly watched: Readonly<Record<string, PlainTensor>>;
}

/** Programs of several statements, from `programs.json`; ours stand beside Python's in docs/pytorch-programs.md. */
export function* replayPrograms(
  folder: string,
  docs: string,
): Generator<[group: string, id: string, outcome: Outcome]> {
  const path = join(folder, 'programs.json');
  if (!existsSync(path)) return;
  const { programs } = JSON.parse(readFileSync(path, 'utf8')) as { programs: readonly Program[] };
  const ours = readPrograms(join(docs, 'pytorch-programs.md'));
  for (const program of programs) yield ['programs', program.id, attempt(() => run(program, ours.get(program.id)))];
}

function run(
  { id, python, watched }: Program,
  ours: { readonly python: string; readonly code: string } | undefined,
): Outcome {
  if (ours === undefined) throw new NotBuilt(`docs/pytorch-programs.md has no program '${id}'`);
  const checks = new Checks();
  checks.equal('the Python of the page', ours.python, python);
  const expressions = Object.keys(watched);
  const scope = libraryNames();
  // The programs stand in this repository's own documentation.
  // oxlint-disable-next-line typescript/no-implied-eval
  const body = new Function(
    ...Object.keys(scope),
    `'use strict';\n${ours.code}\nreturn [${expressions.join(', ')}];`,
  ) as (...values: unknown[]) => nn.Tensor[];
  const values = body(...Object.values(scope));
  expressions.forEach((expression, i) => {
    const expected = golden(watched[expression]!);
    // An element that is a difference of large ones is as wrong as they are rounded: the largest sets the scale.
    const largest = Math.max(1, expected.abs().max().itemSync());
    const exact = expected.dtype === 'float64' ? 1e-12 : 2e-6;
    checks.tensor(
      expression,
      values[i],
      { dtype: expected.dtype, shape: expected.shape, data: expected.toTypedArraySync() },
      { rtol: exact, atol: exact * largest },
    );
  });
  return checks.outcome();
}

function readPrograms(path: string): ReadonlyMap<string, { readonly python: string; readonly code: string }> {
  const sections = readFileSync(path, 'utf8').matchAll(
    /^## (.+)\n\n```py\n([\s\S]*?)\n```\n\n```js\n([\s\S]*?)\n```$/gm,
  );
  return new Map([...sections].map(([, id = '', python = '', code = '']) => [id, { python, code }]));
}
