import type { Law } from '../law/law.js';

/** The law of an element picked at random where each of these values stands so many times. */
export function lawOfCounts(counts: ReadonlyMap<number, number>): Law {
  const present = [...counts].filter(([, count]) => count > 0);
  const total = present.reduce((sum, [, count]) => sum + count, 0);
  const parts = present.map(([value, count]) => ({ weight: count / total, of: { law: 'point', value } as const }));
  return parts.length === 1 ? parts[0]!.of : { law: 'mixture', parts };
}
