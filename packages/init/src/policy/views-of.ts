import { type NetworkView, NnError, type ParameterView, prepareFill } from '@nn/core';
import { kindOf } from '../target.js';

/** The parameters of a network. Refuses what is none. */
export function viewsOf(net: NetworkView, op: string): readonly ParameterView[] {
  if (typeof (net as Partial<NetworkView> | null | undefined)?.parameterViews !== 'function') {
    throw new NnError(
      'PLAN',
      `${op} expects a module, or another network that offers parameterViews(), but got ${kindOf(net)}`,
      { op },
    );
  }
  const views = [...net.parameterViews()];
  const seen = new Set<string>();
  for (const { path, target } of views) {
    const fault = seen.has(path)
      ? `two parameters stand at '${path}'`
      : typeof (target as Partial<typeof target>)[prepareFill] === 'function'
        ? null
        : `'${path}' is no target that can be prepared`;
    if (fault !== null) throw new NnError('PLAN', fault, { op, details: { path } });
    seen.add(path);
  }
  return views;
}
