import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/* What mutants are made of must not be what judges them: one fault in both, and nobody would see either. */

const here = new URL('./', import.meta.url);

/** What a source imports and runs: types are gone by then. */
function importsOf(source: string): readonly string[] {
  const statements = source.matchAll(/^(?:import|export)\s+([^;]*?)\s*from\s+'([^']+)';/gm);
  return [...statements].flatMap(([, what = '', from = '']) => (isOfTypes(what) ? [] : [from]));
}

function isOfTypes(what: string): boolean {
  const names = /^\{([\s\S]*)\}$/.exec(what)?.[1]?.split(',') ?? [];
  return what.startsWith('type ') || (names.length > 0 && names.every((name) => /^\s*(type\s|$)/.test(name)));
}

/** The modules that run where these files do: paths from here, and names of packages. */
function reachedFrom(files: readonly URL[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (file: URL): void => {
    if (found.has(nameOf(file))) return;
    found.add(nameOf(file));
    for (const name of importsOf(readFileSync(file, 'utf8'))) {
      if (name.startsWith('.')) visit(new URL(name.replace(/\.js$/, '.ts'), file));
      else found.add(name);
    }
  };
  files.forEach(visit);
  return found;
}

const nameOf = (file: URL): string => file.pathname.slice(new URL('../', here).pathname.length);

const filesOf = (folder: string, wanted: (name: string) => boolean = () => true): readonly URL[] =>
  readdirSync(new URL(`${folder}/`, here))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && wanted(name))
    .map((name) => new URL(`${folder}/${name}`, here));

const mutants = reachedFrom(filesOf('mutants'));

describe('mutants', () => {
  it('share no code with the tests that must reject them', () => {
    // The two that look at tensors and at their mutants belong to neither side.
    const invariants = filesOf('invariants', (name) => !name.startsWith('examine'));
    const judges = reachedFrom([...filesOf('battery'), ...invariants]);
    // It has the errors.
    expect([...mutants].filter((name) => judges.has(name))).toEqual(['@nn/core']);
    for (const name of ['conformance/battery/cells.ts', 'law/model.ts', '@nn/testing/statistics', '@nn/random'])
      expect(judges).toContain(name);
  });

  it('draw from nothing that an initializer draws from', () => {
    expect(mutants).toContain('conformance/mutants/random.ts');
    expect([...mutants].filter((name) => !/^conformance\/|^@nn\/core$/.test(name))).toEqual([]);
  });

  it.each([
    ["import type { A } from './a.js';", []],
    ["import { type A, type B } from './a.js';", []],
    ["import { type A, b } from './a.js';", ['./a.js']],
    ["import {\n  type A,\n  b,\n} from '@nn/core';", ['@nn/core']],
    ["export { a } from './a.js';", ['./a.js']],
    ["import * as all from './a.js';", ['./a.js']],
  ])('as %j would show', (text, found) => {
    expect(importsOf(text)).toEqual(found);
  });
});
