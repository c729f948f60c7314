import { numelOf, type Shape } from '@nn/core';
import type { Invariant } from '../../initializer/claim.js';
import type { Statement } from '../invariants/check.js';
import type { FloatDType } from '../settings.js';
import { normalSampler } from './draw-law.js';
import { indexAt } from './index-at.js';
import { haarRows, normalRows, type Rows } from './orthogonal.js';
import type { Random } from './random.js';
import { roundedTo } from './round.js';

/** A tensor that breaks an invariant in one way. */
export interface WrongTensor {
  readonly name: string;
  /** `null` where it makes no difference. */
  readonly values: (random: Random) => Float64Array | null;
}

export interface WrongTensors {
  /** A tensor that keeps the invariant; `null` where only the initializer can make one. */
  readonly right: (random: Random) => Float64Array | null;
  readonly wrong: readonly WrongTensor[];
  /** Whether each wrong one must be refused; else it is enough if one is. */
  readonly each: boolean;
}

/** Tensors that break an invariant, made without the initializer where that can be done. `sample` is what the initializer gave. */
export function wrongTensors(
  invariant: Statement,
  shape: Shape,
  dtype: FloatDType,
  sample: Float64Array,
): WrongTensors {
  switch (invariant.invariant) {
    case 'exact':
      return wrongValues(invariant, shape, dtype);
    case 'semiOrthogonal':
      return wrongMatrices(invariant.gain, shape, dtype);
    case 'zerosPerSlice':
      return wrongZeros(invariant, shape);
    case 'point': {
      const off: WrongTensor = { name: 'one element off', values: () => withOneOff(sample, invariant.positions[0]!) };
      return { right: () => sample, wrong: [off], each: true };
    }
    case 'custom':
      return { right: () => null, wrong: changed(() => sample), each: false };
  }
}

function withOneOff(values: Float64Array, position: number): Float64Array {
  const before = values[position]!;
  return values.with(position, Number.isNaN(before) ? 0 : before + Math.max(1, Math.abs(before)) / 16);
}

/** Small changes of a tensor. */
function changed(base: (random: Random) => Float64Array): readonly WrongTensor[] {
  const change = (name: string, changedFrom: (values: Float64Array, random: Random) => Float64Array): WrongTensor => ({
    name,
    values: (random) => {
      const before = base(random);
      const values = changedFrom(before, random);
      return values.every((x, i) => Object.is(x, before[i]!)) ? null : values;
    },
  });
  return [
    change('one element off', (values, random) => withOneOff(values, Math.floor(random() * values.length))),
    change('scale +2 %', (values) => values.map((x) => 1.02 * x)),
    change('shifted', (values) => values.map((x) => x + 1 / 16)),
    change('all zero', (values) => values.map(() => 0)),
    change('moved by one place', (values) => values.map((_, i) => values.at(i - 1)!)),
  ];
}

function wrongValues(
  { value }: Extract<Invariant, { readonly invariant: 'exact' }>,
  shape: Shape,
  dtype: FloatDType,
): WrongTensors {
  const right = (): Float64Array =>
    Float64Array.from({ length: numelOf(shape) }, (_, position) => roundedTo(dtype, value(indexAt(position, shape))));
  return { right, wrong: changed(right), each: true };
}

function wrongMatrices(gain: number, shape: Shape, dtype: FloatDType): WrongTensors {
  const rows = shape[0] ?? 1;
  const columns = numelOf(shape) / rows;
  const flat = (matrix: Rows, scale = gain): Float64Array =>
    Float64Array.from(matrix.flat(), (x) => roundedTo(dtype, scale * x));
  const wrong = (name: string, make: (random: Random) => Float64Array): WrongTensor => ({ name, values: make });
  const several = Math.min(rows, columns) > 1;
  return {
    right: (random) => flat(haarRows(rows, columns, random)),
    wrong: [
      wrong('gain +2 %', (random) => flat(haarRows(rows, columns, random), 1.02 * gain)),
      wrong('gain -2 %', (random) => flat(haarRows(rows, columns, random), 0.98 * gain)),
      wrong('independent elements of equal variance', (random) =>
        flat(normalRows(rows, columns, normalSampler(random)), gain / Math.sqrt(Math.max(rows, columns))),
      ),
      ...(several
        ? [wrong('a vector twice', (random) => flat(repeated(haarRows(rows, columns, random), rows <= columns)))]
        : []),
    ],
    each: true,
  };
}

/** The second row, or column, is the first. */
function repeated(matrix: Rows, row: boolean): Rows {
  return row ? matrix.with(1, matrix[0]!) : matrix.map((entries) => entries.with(1, entries[0]!));
}

function wrongZeros(
  { axis, count }: Extract<Invariant, { readonly invariant: 'zerosPerSlice' }>,
  shape: Shape,
): WrongTensors {
  const slices = shape[axis]!;
  const length = numelOf(shape) / slices;
  /** A tensor with so many zeros in each slice. */
  const withZeros = (zeros: (slice: number) => number, random: Random): Float64Array => {
    const normal = normalSampler(random);
    const values = Float64Array.from({ length: numelOf(shape) }, normal);
    const left = Array.from({ length: slices }, (_, slice) => ({ zeros: zeros(slice), places: length }));
    for (let position = 0; position < values.length; position++) {
      const slice = left[indexAt(position, shape)[axis]!]!;
      if (random() * slice.places < slice.zeros) {
        values[position] = 0;
        slice.zeros--;
      }
      slice.places--;
    }
    return values;
  };
  const odd = (random: Random): number => Math.floor(random() * slices);
  const wrong = (name: string, possible: boolean, make: (random: Random) => Float64Array): WrongTensor => ({
    name,
    values: (random) => (possible ? make(random) : null),
  });
  const off = (by: number) => (random: Random) => {
    const which = odd(random);
    return withZeros((slice) => (slice === which ? count + by : count), random);
  };
  return {
    right: (random) => withZeros(() => count, random),
    wrong: [
      wrong('a zero too many in one slice', count < length, off(1)),
      wrong('a zero too few in one slice', count > 0, off(-1)),
      wrong('no zeros', count > 0, (random) => withZeros(() => 0, random)),
    ],
    each: true,
  };
}
