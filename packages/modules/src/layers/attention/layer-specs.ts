import type { ParamSpec } from '@nn/core';
import { activationSpecOf } from '../../activation-spec.js';
import type { TransformerActivation } from './activation-of.js';

/** Maps whose results are added to what passes by: the fewer they disturb it, the deeper a network may be. */
const residual: readonly string[] = ['self_attn.out_proj.weight', 'multihead_attn.out_proj.weight', 'linear2.weight'];

/** @internal What a layer of a transformer knows of its maps: what follows the first of two, and, by the tag `'residual'`, which end a branch. */
export function refineLayerSpec(path: string, spec: ParamSpec, activation: TransformerActivation): ParamSpec {
  if (residual.includes(path)) return { ...spec, tags: [...(spec.tags ?? []), 'residual'] };
  if (path !== 'linear1.weight') return spec;
  const known = typeof activation === 'string' ? { name: activation } : activationSpecOf(activation);
  return known === null ? spec : { ...spec, activation: known };
}
