import { formatShape } from '@nn/core';
import type { PlanEntry } from './plan-entry.js';
import { shownNumber, shownUse } from './plan-table.js';
import type { Policy } from './policy.js';

/** Why a parameter is filled as it is, in a few lines. */
export function explain(entry: PlanEntry, policy: Policy): string {
  return [about(entry), ...rulesFor(entry, policy), ...outcome(entry)].join('\n');
}

function about({ path, aliases, owners, shape, dtype, view }: PlanEntry): string {
  const { role, tags = [] } = view.spec ?? {};
  const facts = [
    shape === null ? 'no shape yet' : formatShape(shape),
    dtype,
    ...(owners[0] === undefined ? [] : [`of a ${owners[0]}`]),
    ...(role === undefined ? [] : [`role ${role}`]),
    ...(tags.length === 0 ? [] : [`tagged ${tags.join(', ')}`]),
    ...(aliases.length === 0 ? [] : [`tied: also stands at ${aliases.join(', ')}`]),
  ];
  return `${path}: ${facts.join(', ')}`;
}

function rulesFor({ matched, rule }: PlanEntry, { rules, unmatched }: Policy): string[] {
  if (rule === null) return [`  no rule matches, and the policy says '${unmatched}'`];
  const lines = rules
    .filter(({ id }) => matched.includes(id))
    .map(({ id, use }) => `  rule '${id}' matches: ${String(use)}${id === rule ? '   <- wins' : ''}`);
  return matched.length === 1 ? lines : [...lines, '  of all rules that match, the last wins'];
}

function outcome(entry: PlanEntry): string[] {
  const { initializer, key, law, packing, std } = entry;
  if (initializer === null || entry.action === 'skip') return [`  so it is ${shownUse(entry)}`];
  return [
    `  filled by ${shownUse(entry)}, from the stream ${key.toString()}`,
    ...(law === null
      ? []
      : [`  an element is distributed as ${law}${std === null ? '' : `: std ${shownNumber(std)}`}`]),
    ...fansOf(entry),
    ...(packing === 'whole' ? ['  packed blocks are filled in one'] : []),
  ];
}

function fansOf(entry: PlanEntry): string[] {
  const part = entry.law === null ? undefined : entry.parts()[0];
  const fans = part?.spec.fans ?? null;
  if (part === undefined || fans === null) return [];
  return [`  fan in ${fans.in}, fan out ${fans.out}${part.block === null ? '' : ' of each block'}`];
}
