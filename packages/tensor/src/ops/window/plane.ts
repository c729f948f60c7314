import { numelOf, type Shape } from '@nn/core';
import { contiguous } from '../../copy.js';
import { allocate, type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { reshaped } from './columns.js';

/*
 * Picking elements of planes by flat places, and putting them back: what pools do that give the greatest element. The axes of a plane are
 * the last ones; the others are batches, alike in the tensor and the places.
 */

/** @internal Places in a plane, and its sizes. */
export interface Picking {
  /** int32 or int64, […, out…]. */
  readonly places: Tensor;
  readonly plane: Shape;
}

const picks = /* @__PURE__ */ new Map<string, Op<Picking>>();

/** @internal Takes the elements at places; its derivative adds to them, whose derivative takes. */
export function pickOp(name: string, gradName: string): Op<Picking> {
  const key = `${name} ${gradName}`;
  let op = picks.get(key);
  if (op === undefined) {
    op = {
      name,
      gradName,
      saves: 'none',
      forward: ([x], picking) => pickFrom(x as Tensor, picking),
      vjp: ({ dy, attributes }) => [run(putOp, [dy], attributes)],
    };
    picks.set(key, op);
  }
  return op;
}

const putOp: Op<Picking> = {
  name: 'putInPlane',
  gradName: 'PutInPlaneBackward0',
  saves: 'none',
  forward: ([dy], { places, plane }) => putInto(dy as Tensor, places, plane, 'add'),
  vjp: ({ dy, attributes }) => [run(pickOp('pickFromPlane', 'PickFromPlaneBackward0'), [dy], attributes)],
};

/** @internal The elements at places of planes. */
export function pickFrom(x: Tensor, { places, plane }: Picking): Tensor {
  const lead = x.shape.slice(0, x.ndim - plane.length);
  const { backend } = x.storage;
  const output = allocate(x, backend, x.dtype, places.shape);
  if (output.numel() === 0) return output;
  const flat = [...lead, numelOf(places.shape.slice(lead.length))];
  const source = reshaped(contiguous(x.detach()), [...lead, numelOf(plane)]);
  const index = reshaped(contiguous(places), flat);
  backend.kernels.gather([source, index], { axis: lead.length }, [reshaped(output, flat)]);
  return output;
}

/** @internal Planes of zeros with values at places. */
export function putInto(values: Tensor, places: Tensor, plane: Shape, mode: 'set' | 'add'): Tensor {
  const lead = values.shape.slice(0, values.ndim - plane.length);
  const { backend } = values.storage;
  const output = allocate(values, backend, values.dtype, [...lead, ...plane]);
  if (values.numel() === 0) return output;
  const flat = [...lead, numelOf(values.shape.slice(lead.length))];
  const source = reshaped(contiguous(values.detach()), flat);
  const index = reshaped(contiguous(places), flat);
  backend.kernels.scatter([index, source], { axis: lead.length, mode }, [reshaped(output, [...lead, numelOf(plane)])]);
  return output;
}
