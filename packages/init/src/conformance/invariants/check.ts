import type { Shape } from '@nn/core';
import type { Invariant } from '../../initializer/claim.js';
import { roundTo16Bits } from '../../initializer/round-to-16-bits.js';
import { slackAt } from '../battery/cells.js';
import { indexOf } from '../battery/sample.js';
import type { FloatDType } from '../settings.js';
import { orthogonalResidual, orthogonalTolerance } from './semi-orthogonal.js';

/** An invariant of a claim, or what a part with a single value amounts to. */
export type Statement =
  | Invariant
  | {
      readonly invariant: 'point';
      readonly part: string;
      readonly value: number;
      readonly positions: readonly number[];
    };

/** How far a tensor is from what an invariant says, and how far it may be. */
export interface InvariantFigure {
  readonly invariant: string;
  readonly residual: number;
  readonly tolerance: number;
}

/** Holds one tensor to one invariant. */
export function checkInvariant(
  invariant: Statement,
  values: Float64Array,
  shape: Shape,
  dtype: FloatDType,
): InvariantFigure {
  switch (invariant.invariant) {
    case 'exact':
      return { invariant: 'exact values', residual: wrongValues(invariant, values, shape, dtype), tolerance: 0 };
    case 'semiOrthogonal':
      return {
        invariant: 'semi-orthogonal',
        residual: orthogonalResidual(values, shape, invariant.gain),
        tolerance: orthogonalTolerance(shape, invariant.gain, dtype),
      };
    case 'zerosPerSlice':
      return {
        invariant: `zeros of every slice along axis ${invariant.axis}`,
        residual: wrongCounts(invariant, values, shape),
        tolerance: 0,
      };
    case 'point': {
      const { part, value, positions } = invariant;
      const off = positions.filter((position) => !isHeld(values[position]!, value, dtype));
      return {
        invariant: `${part === '' ? '' : `${part}: `}every element is ${value}`,
        residual: off.length,
        tolerance: 0,
      };
    }
    case 'custom':
      return { invariant: invariant.name, residual: invariant.residual(values, shape), tolerance: invariant.tolerance };
  }
}

/** Whether a tensor is as it must be. NaN is not. */
export function holds({ residual, tolerance }: InvariantFigure): boolean {
  return residual <= tolerance;
}

/** How many elements are not what they are claimed to be. */
function wrongValues(
  { value }: Extract<Invariant, { readonly invariant: 'exact' }>,
  values: Float64Array,
  shape: Shape,
  dtype: FloatDType,
): number {
  let count = 0;
  for (let position = 0; position < values.length; position++) {
    const claimed = value(indexOf(position, shape));
    const found = values[position]!;
    if (Number.isNaN(claimed) ? !Number.isNaN(found) : !isHeld(found, claimed, dtype)) count++;
  }
  return count;
}

/** Whether a value is a number as the dtype holds it, computed in a few steps of float32 or float64. */
function isHeld(found: number, claimed: number, dtype: FloatDType): boolean {
  if (dtype === 'float64' || dtype === 'float32') return Math.abs(found - claimed) <= slackAt(claimed, dtype);
  const slack = slackAt(claimed, 'float32');
  const [low, high] = roundTo16Bits(Float32Array.of(claimed - slack, claimed + slack), dtype);
  return found >= low! && found <= high!;
}

/** The largest difference from the claimed number of zeros. */
function wrongCounts(
  { axis, count }: Extract<Invariant, { readonly invariant: 'zerosPerSlice' }>,
  values: Float64Array,
  shape: Shape,
): number {
  const zeros = new Float64Array(shape[axis]!);
  for (let position = 0; position < values.length; position++)
    if (values[position] === 0) zeros[indexOf(position, shape)[axis]!]!++;
  return zeros.reduce((most, found) => Math.max(most, Math.abs(found - count)), 0);
}
