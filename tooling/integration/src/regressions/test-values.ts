import type { Module } from '@nn/nn';

/** The values of every parameter, by path. */
export function valuesOf(net: Module): Record<string, number[]> {
  const entries = Array.from(
    net.namedParameters(),
    ([path, p]) => [path, [p.toArraySync()].flat(9) as number[]] as const,
  );
  return Object.fromEntries(entries);
}

export function stdOf(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

/** The largest of the absolute values. */
export function furthest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
