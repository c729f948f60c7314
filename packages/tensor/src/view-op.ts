import type { Shape } from '@nn/core';
import { gradNameOf, type Op, run, type VjpContext } from './op.js';
import { activeRecorder } from './recorder.js';
import type { Tensor } from './tensor.js';
import type { Untracked } from './tensor-base.js';

/** Where a view's elements stand in its storage. */
export interface Geometry {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

export interface ViewDefinition<A> {
  readonly name: string;
  readonly gradName?: string;
  /** The shape rule: refuses what cannot be, computes nothing. */
  readonly geometry: (x: Tensor, attributes: A) => Geometry;
  readonly vjp: (context: VjpContext<A>) => readonly (Tensor | null)[];
}

/** Defines an operation that shares its input's storage. */
export function defineView<A>(definition: ViewDefinition<A>): (x: Tensor, attributes: A) => Tensor {
  const op: Op<A> = {
    name: definition.name,
    gradName: definition.gradName ?? gradNameOf(definition.name),
    saves: 'none',
    forward: (inputs, attributes) => {
      const x = inputs[0] as Tensor;
      const { shape, strides, offset } = definition.geometry(x, attributes);
      return x.over(x.storage, shape, strides, offset, {
        parent: x,
        op: op as Op<unknown>,
        attributes,
        untracked: untrackedNow(),
      });
    },
    vjp: definition.vjp,
  };
  return (x, attributes) => run(op, [x], attributes);
}

/** Why writes to a view that is made now would not be followed. */
function untrackedNow(): Untracked | null {
  const recorder = activeRecorder();
  if (recorder === null || recorder.recording) return null;
  return recorder.inferring ? 'inference' : 'no_grad';
}
