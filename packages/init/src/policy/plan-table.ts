import { formatShape } from '@nn/core';
import { collapsed, type PathRow, table } from '../table.js';
import type { Plan } from './plan.js';
import type { PlanEntry } from './plan-entry.js';

const header: PathRow = ['path', 'shape', 'rule', 'initializer', 'law', 'std'];

/** A plan as text. */
export function planTable({ policy, seed, entries, problems }: Plan): string {
  const title = `Plan '${policy.name}', seed ${seed}: ${count(entries.length, 'parameter')}`;
  const rows = collapsed(entries.map(rowOf));
  const found =
    problems.length === 0
      ? []
      : ['', `${count(problems.length, 'problem')}:`, ...problems.map(({ message }) => `- ${message}`)];
  return [title, table([header, ...rows]), ...found].join('\n');
}

function rowOf(entry: PlanEntry): PathRow {
  const { path, aliases, shape, rule, law, std } = entry;
  return [
    [path, ...aliases].join(' = '),
    shape === null ? '?' : formatShape(shape),
    rule ?? (entry.action === 'none' ? 'none' : 'unmatched'),
    shownUse(entry),
    law ?? '',
    std === null ? '' : shownNumber(std),
  ];
}

/** What becomes of the parameter: the initializer, or why nothing does. */
export function shownUse({ action, initializer }: PlanEntry): string {
  switch (action) {
    case 'none':
      return 'nothing';
    case 'keep':
      return 'kept';
    case 'skip':
      return 'skipped: has values';
    case 'fill':
      return String(initializer);
    case 'remember':
      return `${String(initializer)}, at the first batch`;
  }
}

/** Four digits. */
export function shownNumber(x: number): string {
  return String(Number(x.toPrecision(4)));
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
