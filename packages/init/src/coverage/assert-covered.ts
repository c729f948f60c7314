import { type NetworkView, NnError } from '@nn/core';
import { readOptionsOfFixed } from '../options.js';
import { listed } from '../policy/problems.js';
import type { Plan } from '../policy/plan.js';
import { coverage } from './coverage.js';
import type { CoverageState } from './state.js';

const seeAll = 'Print coverage(net) to see all of them.';
const setBuffers = 'No plan fills buffers: load them, write to them, or call resetRunningStats() of norms.';

export interface CoveredOptions {
  /** What it keeps, or has filled, is covered. */
  readonly plan?: Plan;
  /** States that are covered as well: `['default']`. */
  readonly allow?: readonly CoverageState[];
}

interface Chosen {
  readonly plan: Plan | undefined;
  readonly allow: readonly CoverageState[];
}

/**
 * Makes sure that no parameter was missed: that none is memory that nobody has written, none left at its layer's default, and none about to be; and
 * that no buffer is memory that nobody has written.
 *
 * @throws NnError 'PLAN' that names all that were missed; 'OPTION' for what is no option
 * @example
 * import { init, Linear } from '@nn/nn';
 *
 * const layer = new Linear(4, 2);
 * init.normal_(layer.weight, { std: 0.01 });
 * init.zeros_(layer.bias);
 * init.assertCovered(layer);
 */
export function assertCovered(net: NetworkView, options: CoveredOptions = {}): void {
  const { plan, allow } = readOptionsOfFixed<Chosen>('assertCovered', options, { plan: undefined, allow: [] });
  const { entries } = coverage(net, plan);
  const missed = entries.filter(({ covered, state }) => !covered && ![allow].flat().includes(state));
  if (missed.length === 0) return;
  const paths = missed.map(({ path }) => path);
  const buffers = missed.some(({ kind }) => kind === 'buffer');
  const all = buffers ? 'parameters and buffers' : 'parameters';
  const they = missed.length === 1 ? 'is as nobody has initialized it' : 'are as nobody has initialized them';
  throw new NnError('PLAN', `${missed.length} of ${entries.length} ${all} ${they}: ${listed(paths, 10)}`, {
    op: 'assertCovered',
    details: { paths, states: missed.map(({ state }) => state) },
    advice: buffers ? `${seeAll} ${setBuffers}` : seeAll,
  });
}
