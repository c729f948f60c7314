import * as nn from '@nn/nn';
import { readFileSync } from 'node:fs';

/** TypeScript's form of every Python form in docs/pytorch-forms.md. */
export function readForms(path: string): ReadonlyMap<string, string> {
  const rows = readFileSync(path, 'utf8').matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\|$/gm);
  return new Map([...rows].map(([, python = '', here = '']) => [python, here]));
}

/** Runs a form, the library in scope and the given names beside it; statements go before the value. */
export function evaluate(form: string, scope: Readonly<Record<string, unknown>> = {}): unknown {
  const names = { ...libraryNames(), ...scope };
  const statements = form.split('; ');
  const last = statements.pop()!;
  // The forms stand in this repository's own documentation.
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function(
    ...Object.keys(names),
    `'use strict'; ${statements.map((s) => `${s};`).join(' ')} return ${last};`,
  ) as (...values: unknown[]) => unknown;
  return run(...Object.values(names));
}

/** Everything that the library exports, by names that variables may have. */
export function libraryNames(): Record<string, unknown> {
  const names: Record<string, unknown> = { ...nn };
  delete names['var'];
  return names;
}
