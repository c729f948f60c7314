import { numelOf, type Shape } from '@nn/core';
import * as fc from 'fast-check';
import type { Region } from '../../initializer/region.js';
import { type Check, fail } from '../check.js';
import type { FloatDType } from '../settings.js';
import type { Trial } from '../trial.js';
import { type ContractContext, sameBits, shown } from './context.js';

/** That a shard filled alone is the same part of the whole. */
export function regionChecks({ trial, key, shapes, settings }: ContractContext): readonly Check[] {
  return settings.dtypes.slice(0, 2).map((dtype) => ({
    name: `fills every part of a tensor as the same part of the whole, however it is divided (${dtype})`,
    run() {
      const property = fc.property(dividedTensor(trial, shapes, dtype), ({ shape, boxes }) => {
        const own = trial.specFor(shape, dtype).shape;
        const whole = trial.values(shape, dtype, key);
        for (const box of boxes) {
          const alone = trial.values(shape, dtype, key, box);
          if (!sameBits(alone, partOf(whole, own, box)))
            fail(`${shown(shape)}: the part from ${shown(box.start)}, of ${shown(box.size)}, is another`);
        }
      });
      fc.assert(property, { seed: settings.seed, numRuns: settings.numRuns });
    },
  }));
}

interface DividedTensor {
  readonly shape: Shape;
  readonly boxes: readonly Region[];
}

/** A shape, and boxes that together are all of it. */
function dividedTensor(trial: Trial, shapes: readonly Shape[], dtype: FloatDType): fc.Arbitrary<DividedTensor> {
  const small = shapes.filter((shape) => numelOf(shape) <= 4096);
  const named = fc.constantFrom(...(small.length > 0 ? small : shapes));
  const random = fc
    .array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 })
    .filter((shape) => trial.accepts(shape, dtype));
  // Few random shapes fit an initializer that is particular.
  const chosen = trial.shapes === undefined && acceptsMany(trial, dtype) ? fc.oneof(named, random) : named;
  return chosen.chain((shape) => {
    const own = trial.specFor(shape, dtype).shape;
    const cuts = fc.array(fc.tuple(fc.nat(4), fc.nat(4096), fc.nat(31)), { maxLength: 6 });
    return cuts.map((list) => ({ shape, boxes: divided(own, list) }));
  });
}

function acceptsMany(trial: Trial, dtype: FloatDType): boolean {
  return [[2], [5], [2, 3], [5, 4], [1, 2, 3]].every((shape) => trial.accepts(shape, dtype));
}

/** A tensor cut again and again: along an axis, at a place, in one of its boxes. */
function divided(shape: Shape, cuts: readonly (readonly [number, number, number])[]): readonly Region[] {
  const boxes: Region[] = [{ start: shape.map(() => 0), size: [...shape] }];
  if (shape.length === 0) return boxes;
  for (const [anyAxis, anyPlace, anyBox] of cuts) {
    const axis = anyAxis % shape.length;
    const which = anyBox % boxes.length;
    const { start, size } = boxes[which]!;
    const place = anyPlace % (size[axis]! + 1);
    boxes[which] = { start, size: size.with(axis, place) };
    boxes.push({ start: start.with(axis, start[axis]! + place), size: size.with(axis, size[axis]! - place) });
  }
  return boxes;
}

/** A box out of all values. */
function partOf(values: ArrayLike<number>, shape: Shape, { start, size }: Region): number[] {
  const found: number[] = [];
  const visit = (axis: number, offset: number): void => {
    if (axis === shape.length) {
      found.push(values[offset]!);
      return;
    }
    for (let i = 0; i < size[axis]!; i++) visit(axis + 1, offset * shape[axis]! + start[axis]! + i);
  };
  if (!size.includes(0)) visit(0, 0);
  return found;
}
