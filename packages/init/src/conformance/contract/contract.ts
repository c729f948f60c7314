import type { Check } from '../check.js';
import type { Settings } from '../settings.js';
import type { Trial } from '../trial.js';
import { claimChecks } from './claims.js';
import { contractContext } from './context.js';
import { jsonChecks } from './json.js';
import { kernelChecks } from './kernels.js';
import { memoryChecks } from './memory.js';
import { purityChecks } from './purity.js';
import { regionChecks } from './regions.js';
import { tensorChecks } from './tensors.js';

/** What the framework relies on, with whatever values an initializer gives. */
export function contractChecks(trial: Trial, settings: Settings): readonly Check[] {
  const context = contractContext(trial, settings);
  const shapes = tensorChecks(context);
  // Without a tensor to fill there is nothing else to see.
  if (context.shapes.length === 0) return shapes;
  return [
    ...shapes,
    ...purityChecks(context),
    ...regionChecks(context),
    ...memoryChecks(context),
    ...kernelChecks(context),
    ...claimChecks(context),
    ...jsonChecks(context),
  ];
}
