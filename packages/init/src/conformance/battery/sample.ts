import { numelOf, type Shape } from '@nn/core';
import { StreamKey } from '@nn/random';
import type { Claim, PartLaw } from '../../initializer/claim.js';
import { type LawModel } from '../../law/law.js';
import { modelOf } from '../../law/model.js';
import type { FloatDType } from '../settings.js';
import type { Trial } from '../trial.js';
import type { Draws, Layout, Stretch } from './layout.js';
import { siblingLength } from './layout.js';
import { uniformNumbers } from './random.js';

/** What an initializer has given for one law of its claim. */
export interface Sample {
  readonly layout: Layout;
  readonly draws: Draws;
}

/** Shapes of many elements: a square matrix first, fans in ratios from 1 to 64. 2^17 elements together. */
const largeShapes: readonly Shape[] = [[256, 256], [96, 32, 3, 3], [32, 16, 3, 3, 3], [1024, 16], [7680]];

/** For draws from tensors of their own. */
const smallShapes: readonly Shape[] = [[4, 4], [8, 3], [3, 8], [4, 2, 3], [8]];

/** More tensors than these are not drawn for a law that few elements have. */
const mostTensors = 2 ** 17;

export interface SampleOptions {
  readonly dtype: FloatDType;
  readonly draws: number;
  readonly seed: number;
}

/**
 * Draws for every law of the claim that leaves anything to chance, `draws` of each, from many shapes: every element where elements are
 * independent, else one of each tensor.
 */
export function samplesOf(trial: Trial, options: SampleOptions): readonly Sample[] {
  const independent = isIndependent(trial, options.dtype);
  const shapes = shapesFor(trial, options.dtype, independent ? largeShapes : smallShapes, independent);
  if (shapes.length === 0) return [];
  return independent ? sampleTensors(trial, shapes, options) : sampleElements(trial, shapes, options);
}

function isIndependent(trial: Trial, dtype: FloatDType): boolean {
  const shape = shapesFor(trial, dtype, [...largeShapes, ...smallShapes], true)[0];
  return shape === undefined || trial.claim(shape, dtype).dependence === 'iid';
}

function shapesFor(trial: Trial, dtype: FloatDType, usual: readonly Shape[], large: boolean): readonly Shape[] {
  const bySize = (a: Shape, b: Shape): number => numelOf(a) - numelOf(b);
  const named = trial.shapes?.filter((shape) => numelOf(shape) > 0);
  const chosen =
    named === undefined ? usual : large ? named.toSorted(bySize).toReversed() : named.toSorted(bySize).slice(0, 4);
  return chosen.filter((shape) => trial.accepts(shape, dtype));
}

/** A law of the claim for tensors of one shape, and where the elements that have it stand. */
interface Part {
  readonly name: string;
  readonly law: Stretch['law'];
  readonly model: LawModel;
  /** Row-major; `null` for all. */
  readonly positions: readonly number[] | null;
  readonly columns: number;
}

const partsBy = new WeakMap<Claim, readonly Part[]>();

/** The laws of a claim that leave something to chance. */
function randomParts(claim: Claim, shape: Shape): readonly Part[] {
  const known = partsBy.get(claim);
  if (known !== undefined) return known;
  const { marginal } = claim;
  const parts: readonly Part[] =
    'law' in marginal
      ? [
          {
            name: '',
            law: marginal,
            model: modelOf(marginal),
            positions: null,
            columns: shape.length > 1 ? shape.at(-1)! : 0,
          },
        ]
      : marginal.map((part) => ({
          name: part.part,
          law: part.law,
          model: modelOf(part.law),
          positions: positionsOf(part, shape),
          columns: 0,
        }));
  const random = claim.dependence === 'deterministic' ? [] : parts.filter(({ model }) => model.variance > 0);
  partsBy.set(claim, random);
  return random;
}

/** Which elements are of a part. */
export function positionsOf({ includes }: PartLaw, shape: Shape): readonly number[] {
  const positions: number[] = [];
  for (let position = 0; position < numelOf(shape); position++)
    if (includes(indexOf(position, shape))) positions.push(position);
  return positions;
}

/** The indices of a row-major position. */
export function indexOf(position: number, shape: Shape): readonly number[] {
  const index = shape.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = position % shape[axis]!;
    position = Math.floor(position / shape[axis]!);
  }
  return index;
}

/** Draws of one law while they come in. */
class Pool {
  readonly stretches: Stretch[] = [];
  readonly values: Float64Array;
  length = 0;

  constructor(readonly draws: number) {
    this.values = new Float64Array(draws);
  }

  get isFull(): boolean {
    return this.length >= this.draws;
  }

  add({ law, model, columns, positions }: Part, tensor: ArrayLike<number>): void {
    const given = positions === null ? tensor.length : positions.length;
    const length = Math.min(given, this.draws - this.length);
    if (length === 0) return;
    for (let i = 0; i < length; i++) this.values[this.length + i] = tensor[positions === null ? i : positions[i]!]!;
    this.length += length;
    this.stretches.push({ law, model, length, columns });
  }
}

function sampleTensors(
  trial: Trial,
  shapes: readonly Shape[],
  { dtype, draws, seed }: SampleOptions,
): readonly Sample[] {
  const key = keyOf(trial, seed);
  const main = pooled(trial, shapes, dtype, draws, key);
  const siblingKeys = [key.fold('another path'), key.fold('tensor'), key.fold(0), keyOf(trial, seed + 1)];
  const siblings = siblingKeys.map((sibling) => pooled(trial, shapes, dtype, draws >> 3, sibling));
  return [...main].map(([part, pool]) => {
    const layout: Layout = {
      part,
      dtype,
      stretches: pool.stretches,
      length: pool.length,
      lattice: trial.claim(shapes[0]!, dtype).lattice ?? 2 ** 32,
      ordered: true,
      places: [],
    };
    const others = siblings.map((pools) => pools.get(part)!.values.subarray(0, siblingLength(layout)));
    return { layout, draws: { values: pool.values.subarray(0, pool.length), siblings: others } };
  });
}

/** Tensors of one shape after the other, until there is enough of every law. */
function pooled(
  trial: Trial,
  shapes: readonly Shape[],
  dtype: FloatDType,
  draws: number,
  key: StreamKey,
): Map<string, Pool> {
  const pools = new Map<string, Pool>();
  for (let t = 0; t < mostTensors; t++) {
    const shape = shapes[t % shapes.length]!;
    const parts = randomParts(trial.claim(shape, dtype), trial.specFor(shape, dtype).shape);
    const tensor = trial.values(shape, dtype, key.fold(t));
    for (const part of parts) {
      if (!pools.has(part.name)) pools.set(part.name, new Pool(draws));
      pools.get(part.name)!.add(part, tensor);
    }
    if (t + 1 >= shapes.length && [...pools.values()].every((pool) => pool.isFull)) break;
  }
  return pools;
}

/** One element of every tensor, at a random place. */
function sampleElements(
  trial: Trial,
  shapes: readonly Shape[],
  { dtype, draws, seed }: SampleOptions,
): readonly Sample[] {
  const key = keyOf(trial, seed);
  const random = uniformNumbers(seed ^ 0x5eed);
  const axes = Math.min(2, ...shapes.map((shape) => shape.length));
  // A draw costs a tensor.
  const each = Math.floor(draws / 8 / shapes.length);
  const found = new Map<string, { stretches: Stretch[]; values: number[]; places: number[][] }>();
  for (const [s, shape] of shapes.entries()) {
    const own = trial.specFor(shape, dtype).shape;
    const parts = randomParts(trial.claim(shape, dtype), own);
    for (const { name, law, model } of parts) {
      if (!found.has(name))
        found.set(name, { stretches: [], values: [], places: Array.from({ length: axes }, () => []) });
      found.get(name)!.stretches.push({ law, model, length: each, columns: 0 });
    }
    for (let t = 0; t < each; t++) {
      const tensor = trial.values(shape, dtype, key.fold(s).fold(t));
      for (const { name, positions } of parts) {
        const position =
          positions === null
            ? Math.floor(random() * tensor.length)
            : positions[Math.floor(random() * positions.length)]!;
        const pool = found.get(name)!;
        pool.values.push(tensor[position]!);
        const index = indexOf(position, own);
        pool.places.forEach((place, axis) => place.push(placeAlong(index[axis]!, own[axis]!)));
      }
    }
  }
  return [...found].map(([part, { stretches, values, places }]) => ({
    layout: {
      part,
      dtype,
      stretches,
      length: values.length,
      lattice: trial.claim(shapes[0]!, dtype).lattice ?? 2 ** 32,
      ordered: false,
      // Within a part the places are not spread evenly.
      places: part === '' ? places.map((place) => Float64Array.from(place)) : [],
    },
    draws: { values: Float64Array.from(values), siblings: [] },
  }));
}

/** Of mean 0 and variance 1 for a random index. */
function placeAlong(index: number, length: number): number {
  return length === 1 ? 0 : (index - (length - 1) / 2) / Math.sqrt((length * length - 1) / 12);
}

function keyOf(trial: Trial, seed: number): StreamKey {
  return StreamKey.fromSeed(seed).fold(trial.of.toString());
}
