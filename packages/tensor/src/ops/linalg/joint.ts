import { contiguousStrides, numelOf, type Shape } from '@nn/core';
import { type Op, run } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { defineView } from '../../view-op.js';
import { defineEmbed, type Embed } from '../movement/embed.js';

/** What the derivative of an operation with several results may look at. */
export interface JointContext<A> {
  readonly x: Tensor;
  readonly ys: readonly Tensor[];
  readonly dys: readonly Tensor[];
  readonly attributes: A;
}

export interface JointDefinition<A> {
  readonly name: string;
  readonly gradName: string;
  readonly shapes: (x: Tensor, attributes: A) => readonly Shape[];
  /** All results in one vector, one after the other, each row by row. */
  readonly forward: (x: Tensor, attributes: A, shapes: readonly Shape[]) => Tensor;
  readonly vjp: (context: JointContext<A>) => Tensor;
}

interface Part {
  readonly start: number;
  readonly shape: Shape;
}

/**
 * Defines an operation with several results of one dtype. The graph sees one result, a vector that holds them all; what the caller gets are views of
 * it. So the derivative sees all gradients at once, and needs one node.
 */
export function defineJoint<A>(definition: JointDefinition<A>): (x: Tensor, attributes: A) => readonly Tensor[] {
  const { name, gradName, shapes } = definition;
  const embed: Embed = defineEmbed(`${name}Part`);
  const part: (packed: Tensor, attributes: Part) => Tensor = defineView<Part>({
    name,
    gradName,
    geometry: (packed, { start, shape }) => ({
      shape,
      strides: contiguousStrides(shape),
      offset: packed.offset + start,
    }),
    vjp: ({ dy, attributes, shapes: [shape] }) => [
      embed(dy, shape!, (packed) => part(packed.contiguous(), attributes)),
    ],
  });
  const parts = (packed: Tensor, list: readonly Shape[]): readonly Tensor[] => {
    let start = 0;
    return list.map((shape) => {
      start += numelOf(shape);
      return part(packed, { start: start - numelOf(shape), shape });
    });
  };
  const op: Op<{ readonly attributes: A; readonly shapes: readonly Shape[] }> = {
    name,
    gradName,
    saves: 'both',
    forward: (inputs, { attributes, shapes: list }) => definition.forward(inputs[0] as Tensor, attributes, list),
    vjp: ({ a, y, dy, attributes: { attributes, shapes: list } }) => [
      definition.vjp({ x: a, ys: parts(y, list), dys: parts(dy.contiguous(), list), attributes }),
    ],
  };
  return (x, attributes) => {
    const list = shapes(x, attributes);
    return parts(run(op, [x], { attributes, shapes: list }), list);
  };
}
