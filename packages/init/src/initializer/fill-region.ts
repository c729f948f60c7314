import { type KeyedFill, NnError, numelOf } from '@nn/core';
import {
  fillKeyedBernoulli,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  keyedTruncation,
  type KeyedArray,
  type StreamKey,
} from '@nn/random';
import { kindOf } from '../target.js';
import { askPlugin } from './ask-plugin.js';
import { checkDraw, checkHeld } from './check-draw.js';
import { computeOn } from './compute-on.js';
import type { Draw, FilledDefinition, WholeDefinition } from './definition.js';
import { drawOf } from './draw-of.js';
import type { FillContext } from './fill-context.js';
import type { Initializer } from './initializer.js';
import { type Region, runsOf, wholeOf } from './region.js';
import { RegionStream } from './region-stream.js';
import type { TensorSpec } from './tensor-spec.js';

/**
 * Writes the values of a region to `out`, in row-major order of the region: what every way of filling comes down to. Refuses values that the
 * dtype does not hold.
 */
export function fillRegion(of: Initializer, spec: TensorSpec, key: StreamKey, region: Region, out: KeyedArray): void {
  writeRegion(of, spec, key, region, out);
  if (!('draw' in of.definition)) checkHeld(of.definition.name, out, spec);
}

/** The same for a whole tensor, as what a target carries out. What is drawn has been checked, so that it cannot be refused later. */
export function keyedFillOf(of: Initializer, spec: TensorSpec, key: StreamKey): KeyedFill {
  const draw = drawOf(of, spec);
  if (draw === null) return computedFill(of, spec, key);
  checkDraw(draw, spec);
  if (draw.law === 'constant') return { kind: 'constant', value: draw.value };
  return {
    kind: 'draw',
    draw: { law: draw.law, parameters: parametersOf(draw, spec), key: key.words },
    write: (first, out) => drawStretch(draw, key, first, out),
  };
}

function computedFill(of: Initializer, spec: TensorSpec, key: StreamKey): KeyedFill {
  const region = wholeOf(spec.shape);
  return {
    kind: 'values',
    compute: (out) => fillRegion(of, spec, key, region, out),
    computeOn: (backend, lend) => computeOn(backend, of, contextOf(spec, key, region), lend),
  };
}

function writeRegion(of: Initializer, spec: TensorSpec, key: StreamKey, region: Region, out: KeyedArray): void {
  if (out.length === 0) return;
  const { definition } = of;
  const draw = drawOf(of, spec);
  if (draw !== null) drawRegion(draw, spec, key, region, out);
  else if ('fill' in definition) lend(out, (lent) => callFill(of, definition, contextOf(spec, key, region), lent));
  else if ('whole' in definition)
    cut(callWhole(of, definition, contextOf(spec, key, wholeOf(spec.shape))), spec, region, out);
}

/** Hands on an array of exactly this length, with no memory around it that is somebody else's. */
function lend(out: KeyedArray, fill: (lent: KeyedArray) => void): void {
  if (out.byteLength === out.buffer.byteLength) {
    fill(out);
    return;
  }
  const lent = out instanceof Float64Array ? new Float64Array(out.length) : new Float32Array(out.length);
  fill(lent);
  out.set(lent);
}

function callFill(of: Initializer, definition: FilledDefinition<unknown>, context: FillContext, out: KeyedArray): void {
  const answer: unknown = askPlugin(of, 'fill', () => definition.fill(of.params, context, out));
  if (typeof answer !== 'object' || answer === null || answer === out) return;
  throw new NnError('INITIALIZER', `fill of ${definition.name} has returned ${kindOf(answer)}, which nobody reads`, {
    op: definition.name,
    details: { method: 'fill' },
    advice: 'Write the values to `out` before returning, and return nothing.',
  });
}

function callWhole(of: Initializer, definition: WholeDefinition<unknown>, context: FillContext): KeyedArray {
  const values: unknown = askPlugin(of, 'whole', () => definition.whole(of.params, context));
  const { shape } = context.spec;
  const floats = values instanceof Float32Array || values instanceof Float64Array;
  if (floats && values.length === numelOf(shape)) return values;
  const found = floats ? `${values.length} numbers` : kindOf(values);
  throw new NnError(
    'INITIALIZER',
    `whole of ${definition.name} has returned ${found} for the shape [${shape.join(', ')}]`,
    {
      op: definition.name,
      details: { method: 'whole', shape },
      advice: 'Return a Float32Array or Float64Array of all elements in row-major order.',
    },
  );
}

/** What an initializer sees of a region. */
export function contextOf(spec: TensorSpec, key: StreamKey, region: Region): FillContext {
  return {
    spec,
    region,
    stream: new RegionStream(key, runsOf(region, spec.shape)),
    forEach: (visit) => forEachIndex(region, visit),
    fill(of, tag, out, place = { spec, region }) {
      checkRoom(out, place.region, of);
      writeRegion(of, place.spec, key.fold(tag), place.region, out);
    },
    whole(of, tag, other) {
      const out = arrayFor(other, other.shape);
      writeRegion(of, other, key.fold(tag), wholeOf(other.shape), out);
      return out;
    },
  };
}

function checkRoom(out: KeyedArray, { size }: Region, of: Initializer): void {
  if (out.length === numelOf(size)) return;
  throw new NnError('SHAPE', `an array of ${out.length} numbers is no room for a region of [${size.join(', ')}]`, {
    op: of.definition.name,
    details: { length: out.length, size },
  });
}

/** An array in which values of a spec are computed: 16-bit floats are rounded from float32. */
export function arrayFor({ dtype }: TensorSpec, shape: readonly number[]): KeyedArray {
  const length = numelOf(shape);
  return dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
}

function drawRegion(draw: Draw, spec: TensorSpec, key: StreamKey, region: Region, out: KeyedArray): void {
  if (draw.law === 'constant') {
    out.fill(draw.value);
    return;
  }
  for (const { first, at, length } of runsOf(region, spec.shape))
    drawStretch(draw, key, first, out.subarray(at, at + length));
}

function drawStretch(draw: Draw, key: StreamKey, first: number, out: KeyedArray): void {
  if (draw.law === 'uniform') fillKeyedUniform(out, draw, key, first);
  else if (draw.law === 'normal') fillKeyedNormal(out, draw, key, first);
  else if (draw.law === 'truncNormal') fillKeyedTruncNormal(out, draw, key, first);
  else if (draw.law === 'bernoulli') fillKeyedBernoulli(out, draw, key, first);
}

function parametersOf(draw: Exclude<Draw, { readonly law: 'constant' }>, { dtype }: TensorSpec): readonly number[] {
  switch (draw.law) {
    case 'uniform':
      return [draw.low, draw.high];
    case 'normal':
      return [draw.mean, draw.std];
    case 'truncNormal': {
      const { first, count } = keyedTruncation(draw, dtype === 'float64' ? 'float64' : 'float32');
      return [draw.mean, draw.std, draw.a, draw.b, first, count];
    }
    case 'bernoulli':
      return [draw.p];
  }
}

/** A region out of the values of a whole tensor. */
function cut(values: KeyedArray, { shape }: TensorSpec, region: Region, out: KeyedArray): void {
  for (const { first, at, length } of runsOf(region, shape)) out.set(values.subarray(first, first + length), at);
}

function forEachIndex({ start, size }: Region, visit: (position: number, index: readonly number[]) => void): void {
  if (size.includes(0)) return;
  const index = [...start];
  for (let position = 0; ; position++) {
    visit(position, index);
    let axis = size.length - 1;
    while (axis >= 0 && ++index[axis]! === start[axis]! + size[axis]!) index[axis] = start[axis--]!;
    if (axis < 0) return;
  }
}
