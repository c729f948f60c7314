import type { DType, Fill } from '@nn/core';
import { checkUniform, fillUniform, withGenerator } from '@nn/random';
import { checkDrawn, refuseAs } from '../check.js';

/** Draws between two bounds, refused under the name of `op`. */
export function drawUniform(op: string, low: number, high: number, dtype: DType): Fill {
  const bounds = { low, high };
  refuseAs(op, () => checkUniform(bounds, dtype === 'float64' ? 'float64' : 'float32'));
  checkDrawn(op, 'check_uniform_bounds', { from: low, to: high }, dtype);
  return {
    kind: 'draw',
    law: 'uniform',
    parameters: [low, high],
    reference: (out, source) => withGenerator(source, (generator) => fillUniform(out, bounds, generator)),
  };
}
