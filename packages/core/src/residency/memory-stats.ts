import { getBackend } from '../backends.js';
import type { MemoryStats } from './residency.js';

/**
 * What a device's memory has done so far.
 *
 * @param device the name of a backend; the default device's, where there is none
 * @throws NnError 'BACKEND' for a device that is not there
 * @example
 * import { memoryStats } from '@nn/nn';
 *
 * memoryStats().evictions; // 0
 */
export function memoryStats(device?: string): MemoryStats {
  return getBackend(device).memory.stats?.() ?? { resident: 0, peak: 0, spilled: 0, evictions: 0 };
}
