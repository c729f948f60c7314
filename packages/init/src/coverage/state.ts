import type { FillRequest, ParameterView, Provenance } from '@nn/core';

/**
 * What has become of a parameter's values:
 * - `'never'`: memory that nobody has written to;
 * - `'default'`: as the layer made them by itself;
 * - `'planned'`: filled by a plan;
 * - `'initialized'`: filled by an `init.*_` call, or `fill_`;
 * - `'loaded'`: from a state dict;
 * - `'assigned'`: a tensor of somebody's (`new Parameter(x)`), or writes to memory that nobody had filled;
 * - `'overwritten'`: filled, then written to by something else than an optimizer;
 * - `'trained'`: an optimizer has gone on from there;
 * - `'deferred'`: no shape yet; it remembers what to do, or its layer's default will run.
 */
export type CoverageState =
  | 'never'
  | 'default'
  | 'planned'
  | 'initialized'
  | 'loaded'
  | 'assigned'
  | 'overwritten'
  | 'trained'
  | 'deferred';

/** A state, and what led to it. */
export interface ParameterState {
  readonly state: CoverageState;
  /** Who filled it, as far as that is known: also before it was trained or overwritten. */
  readonly by: Provenance | null;
  /** Of a deferred one. */
  readonly remembered: FillRequest | null;
}

export function stateOf({ history, remembered }: Pick<ParameterView, 'history' | 'remembered'>): ParameterState {
  if (history === null) return { state: 'deferred', by: null, remembered };
  const { provenance: by, version, trained } = history;
  const nobody = by === null || by.law === 'empty';
  if (trained > 0 && version === trained) return { state: 'trained', by, remembered: null };
  if (version !== by?.version) return { state: nobody ? 'assigned' : 'overwritten', by, remembered: null };
  return { state: filledBy(by), by, remembered: null };
}

function filledBy({ law, origin, byDefault }: Provenance): CoverageState {
  if (law === 'empty') return 'never';
  if (law === 'loadStateDict') return 'loaded';
  if (origin?.policy !== undefined) return 'planned';
  return byDefault ? 'default' : 'initialized';
}

/** Whether values are there that somebody wanted: more than a layer's own default. */
export function isFilled({ state, remembered }: ParameterState): boolean {
  return state === 'deferred' ? remembered !== null : state !== 'never' && state !== 'default';
}
