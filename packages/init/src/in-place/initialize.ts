import { type Fill, type FillLaw, fillTarget, type RandomSource, type SequentialRequest } from '@nn/core';
import { defaultGenerator } from '@nn/random';
import { type BareArray, checkBareArray, type InitTarget, isFillTarget } from '../target.js';

/**
 * What every initializer does: says which law with what parameters from which stream, and lets the target carry it out. Tensors and
 * parameters answer in their own way; a bare array is filled here. `null` is the bias that a layer does not have: there is nothing to fill.
 */
export function initialize<T extends InitTarget | null, P>(
  target: T,
  law: FillLaw<P>,
  parameters: P,
  source: RandomSource = defaultGenerator,
): T {
  // The law gets the parameters that stand beside it, whoever passes the two on.
  const request = { kind: 'sequential', law, parameters, source } as SequentialRequest;
  if (target === null) law.check(parameters);
  else if (isFillTarget(target)) target[fillTarget](request);
  else fillBareArray(target, request);
  return target;
}

function fillBareArray(target: BareArray, { law, parameters, source }: SequentialRequest): void {
  const dtype = checkBareArray(target, law.name);
  law.check(parameters);
  execute(law.resolve(parameters, target.shape, dtype), target.data, source);
}

function execute(fill: Fill, data: Float32Array | Float64Array, source: RandomSource): void {
  if (fill.kind === 'constant') data.fill(Number(fill.value));
  else if (fill.kind === 'draw') fill.reference(data, source, true);
  else data.set(fill.compute(source));
}
