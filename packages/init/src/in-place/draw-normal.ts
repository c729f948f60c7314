import type { DType, Fill } from '@nn/core';
import { checkNormal, fillNormal, withGenerator } from '@nn/random';
import { checkDrawn, checkFinite, refuseAs } from '../check.js';

/** Refuses, under the name of `op`, what no normal distribution has. */
export function checkNormalParameters(op: string, mean: number, std: number): void {
  refuseAs(op, () => checkNormal({ mean, std }));
  checkFinite(op, { mean, std });
}

/** Draws with a mean and a standard deviation, refused under the name of `op`. */
export function drawNormal(op: string, mean: number, std: number, dtype: DType): Fill {
  const parameters = { mean, std };
  checkDrawn(op, 'normal_kernel_cpu', parameters, dtype);
  return {
    kind: 'draw',
    law: 'normal',
    parameters: [mean, std],
    reference: (out, source, contiguous) =>
      withGenerator(source, (generator) => fillNormal(out, parameters, generator, { contiguous })),
  };
}
