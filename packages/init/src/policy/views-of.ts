import { type NetworkView, NnError, type ParameterView } from '@nn/core';
import { kindOf } from '../target.js';

/** The parameters of a network. Refuses what is none. */
export function viewsOf(net: NetworkView, op: string): readonly ParameterView[] {
  if (typeof (net as Partial<NetworkView> | null | undefined)?.parameterViews !== 'function') {
    throw new NnError('PLAN', `${op} expects a module, or another network that offers parameterViews(), but got ${kindOf(net)}`, { op });
  }
  const views = [...net.parameterViews()];
  const seen = new Set<string>();
  for (const { path } of views) {
    if (seen.has(path)) throw new NnError('PLAN', `two parameters stand at '${path}'`, { op, details: { path } });
    seen.add(path);
  }
  return views;
}
