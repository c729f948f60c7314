import { claimOfDraw } from '../initializer/claim-of-draw.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Draw } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { object } from '../schema/object.js';
import { acceptsFans, fanFields, type FanOptions } from './fan-options.js';
import { type Scaling, scaledDraw } from './scaled-draw.js';

/** Variance scaling under a name that stands for a choice of its parameters. */
export function varianceScalingAs(name: string, scaling: Scaling): InitializerFactory<FanOptions, FanOptions> {
  const draw = (fans: FanOptions, spec: TensorSpec): Draw => scaledDraw(name, scaling, fans, spec);
  return defineInitializer({
    name,
    version: 1,
    parameters: object({ ...fanFields() }),
    accepts: acceptsFans,
    claim: (fans, spec) => claimOfDraw(draw(fans, spec)),
    draw,
  });
}
