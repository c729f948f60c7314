import type { MatchOptions } from '../policy/rule.js';

/** Classes of recurrent layers and cells. */
export const recurrentLayers: readonly string[] = ['RecurrentLayer', 'RecurrentCell'];

/** Their maps from state to state. */
export const recurrentWeights: MatchOptions = { owner: recurrentLayers, path: '**.weight_hh*' };
