import { NnError } from '@nn/core';

/** A schedule's state under PyTorch's names; that of schedules in a schedule is an array of such. */
export interface ScheduleState {
  readonly [name: string]: unknown;
}

/** @internal Takes over what a state dict has of the named fields, where it is of the kind that the field has now. */
export function loadFields(target: object, saved: ScheduleState, names: Readonly<Record<string, string>>): void {
  const op = `${target.constructor.name}.loadStateDict`;
  if (typeof saved !== 'object' || saved === null) throw new NnError('STATE_DICT', 'a state dict is an object', { op });
  const own = target as Record<string, unknown>;
  const loaded: [string, unknown][] = [];
  for (const [name, field] of Object.entries(names)) {
    const value = saved[name];
    if (value === undefined) continue;
    if (kindOf(value) !== kindOf(own[field])) {
      throw new NnError('STATE_DICT', `'${name}' is ${kindOf(value)}, expected ${kindOf(own[field])}`, {
        op,
        details: { name, value },
      });
    }
    loaded.push([field, Array.isArray(value) ? [...(value as unknown[])] : value]);
  }
  if (loaded.length === 0)
    throw new NnError('STATE_DICT', 'the state dict has nothing of this schedule', {
      op,
      details: { expected: Object.keys(names) },
    });
  for (const [field, value] of loaded) own[field] = value;
}

/** @internal Lets every schedule in a schedule take over its part of a state dict. */
export function loadSchedules(
  schedulers: readonly { loadStateDict(saved: ScheduleState): void }[],
  saved: ScheduleState,
): void {
  const parts = (saved as ScheduleState | null)?.['_schedulers'];
  if (!Array.isArray(parts) || parts.length !== schedulers.length) {
    throw new NnError('STATE_DICT', `a state dict of ${schedulers.length} schedules is expected`, {
      op: 'loadStateDict',
    });
  }
  schedulers.forEach((scheduler, i) => scheduler.loadStateDict(parts[i] as ScheduleState));
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? `a list of ${value.length}` : value === null ? 'null' : typeof value;
}
