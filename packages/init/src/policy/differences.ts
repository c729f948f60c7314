import type { PlanRecord } from './plan-json.js';

/** What a network was when it was planned and is not now, and the other way round, in words. A shape that is not known yet fits any. */
export function differences(then: readonly PlanRecord[], now: readonly PlanRecord[]): string[] {
  const [before, after] = [byPath(then), byPath(now)];
  const gone = then.filter(({ path }) => !after.has(path)).map(({ path }) => `'${path}' is not there`);
  const added = now.filter(({ path }) => !before.has(path)).map(({ path }) => `'${path}' was not planned`);
  const changed = now.flatMap((record) => {
    const known = before.get(record.path);
    return known === undefined ? [] : changesOf(known, record);
  });
  return [...gone, ...added, ...changed];
}

function changesOf(then: PlanRecord, now: PlanRecord): string[] {
  return (['shape', 'dtype', 'rule', 'initializer', 'packing', 'key'] as const).flatMap((field) => {
    const [before, after] = [JSON.stringify(then[field]), JSON.stringify(now[field])];
    const open = field === 'shape' && (then.shape === null || now.shape === null);
    return before === after || open ? [] : [`'${then.path}': ${field} was ${before}, and is ${after}`];
  });
}

function byPath(records: readonly PlanRecord[]): ReadonlyMap<string, PlanRecord> {
  return new Map(records.map((record) => [record.path, record]));
}
