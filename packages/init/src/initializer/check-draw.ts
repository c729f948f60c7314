import { NnError } from '@nn/core';
import { checkKeyedBernoulli, checkKeyedNormal, checkKeyedTruncNormal, checkKeyedUniform } from '@nn/random';
import type { Draw } from './definition.js';
import type { TensorSpec } from './tensor-spec.js';

/** Where rounding overflows: larger numbers become infinite in the dtype. */
const overflow = {
  float16: 65520,
  bfloat16: 2 ** 128 - 2 ** 119,
  float32: 2 ** 128 - 2 ** 103,
  float64: Infinity,
} as const;

/** No normal of a keyed stream lies farther out than this many standard deviations. */
const reach = 6.34;

/** Refuses what cannot be drawn in the dtype. */
export function checkDraw(draw: Draw, { dtype }: TensorSpec): void {
  const precision = dtype === 'float64' ? 'float64' : 'float32';
  if (draw.law === 'uniform') checkKeyedUniform(draw, precision);
  else if (draw.law === 'normal') checkKeyedNormal(draw, precision);
  else if (draw.law === 'truncNormal') checkKeyedTruncNormal(draw, precision);
  else if (draw.law === 'bernoulli') checkKeyedBernoulli(draw, precision);
  const most = Math.max(...rangeOf(draw).map(Math.abs));
  if (most >= overflow[dtype]) throw tooLarge(draw.law, most, dtype);
}

/** Refuses values that are infinite, or become so in the dtype. (NaN is what a poisoned parameter is to hold.) */
export function checkHeld(op: string, values: Float32Array | Float64Array, { dtype }: TensorSpec): void {
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]!) >= overflow[dtype]) throw tooLarge(op, values[i]!, dtype);
  }
}

/** The lowest and the highest value. */
function rangeOf(draw: Draw): readonly number[] {
  switch (draw.law) {
    case 'constant':
      return [draw.value];
    case 'uniform':
      return [draw.low, draw.high];
    case 'normal':
      return [draw.mean - reach * draw.std, draw.mean + reach * draw.std];
    case 'truncNormal': {
      const { mean, std, a, b } = draw;
      return [Math.max(a, mean - reach * std), Math.min(b, mean + reach * std)];
    }
    case 'bernoulli':
      return [1];
  }
}

function tooLarge(op: string, value: number, dtype: TensorSpec['dtype']): NnError {
  return new NnError('OPTION', `${op} gives ${value}, which ${dtype} does not hold`, {
    op,
    details: { value, dtype },
    advice: 'Take smaller numbers, or a wider dtype.',
  });
}
