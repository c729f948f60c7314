import { type KeyedRequest, NnError, type PlannedTarget, type PreparedFill, prepareFill } from '@nn/core';

/** A parameter and what it is to be filled with. */
export interface PlannedFill {
  readonly path: string;
  readonly target: PlannedTarget;
  readonly request: KeyedRequest;
}

/** Fills all of them, or none: what was written before a failure is taken back, the last first. */
export function fillAll(fills: readonly PlannedFill[]): void {
  const prepared = fills.map(({ path, target, request }) => ({ path, fill: target[prepareFill](request) }));
  for (const { fill } of prepared) fill.compute();
  const begun: typeof prepared = [];
  try {
    for (const one of prepared) {
      begun.push(one);
      one.fill.commit();
    }
  } catch (error) {
    const stuck = begun.reverse().filter(({ fill }) => !takesBack(fill));
    if (stuck.length === 0) throw error;
    const paths = stuck.map(({ path }) => path);
    throw new NnError('PLAN', `filling failed, and ${paths.join(', ')} could not be put back to what they were`, {
      op: 'apply',
      details: { paths },
      cause: error,
    });
  }
}

/** Takes a write back, and tells whether it could: a device that is gone takes nothing back. */
function takesBack(fill: PreparedFill): boolean {
  try {
    fill.revert();
    return true;
  } catch {
    return false;
  }
}
