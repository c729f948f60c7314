import { numelOf } from '@nn/core';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';
import { acceptsKernel, groupField, type GroupOptions, groupsOf } from './channel-groups.js';
import { haar } from './haar.js';
import { type Matrices, matricesOf } from './matrices.js';
import { semiOrthogonal } from './semi-orthogonal.js';

export interface DeltaOrthogonalParams extends GroupOptions {
  /** The length of a vector. */
  readonly gain: number;
}

export type DeltaOrthogonalInput = Partial<DeltaOrthogonalParams>;

/**
 * A convolution that is an orthogonal matrix: at the middle of the kernel, ⌊(k − 1) / 2⌋, a random matrix as `orthogonal` makes it, one for each
 * group, and 0 elsewhere. It keeps the lengths of what it is given if no group has more inputs than outputs; thousands of such layers train without
 * norms or shortcuts.
 *
 * Source: L. Xiao and others, *Dynamical isometry and a mean field theory of CNNs* (2018); `jax.nn.initializers.delta_orthogonal`, which refuses
 * more inputs than outputs.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const kernel = init.fill_(empty([8, 4, 3, 3]), init.deltaOrthogonal(), { seed: 0 });
 * kernel.ne(0).sum().itemSync(); // 32
 */
export const deltaOrthogonal: InitializerFactory<DeltaOrthogonalParams, DeltaOrthogonalInput> =
  /* @__PURE__ */ defineInitializer({
    name: '@nn/init:deltaOrthogonal',
    version: 1,
    parameters: /* @__PURE__ */ object({
      gain: /* @__PURE__ */ optional(/* @__PURE__ */ number({ above: 0 }), 1),
      groups: /* @__PURE__ */ groupField(),
    }),
    accepts: (params, spec) => acceptsKernel(params, spec),
    claim(params, spec) {
      const matrices = readMatrices(params, spec);
      const { gain } = params;
      const middle = spec.shape.slice(2).map(middleOf);
      const isMiddle = ([, , ...tap]: readonly number[]): boolean => tap.every((i, axis) => i === middle[axis]);
      return {
        marginal: [
          { part: 'middle', law: { law: 'sphere', dimension: matrices.length, radius: gain }, includes: isMiddle },
          { part: 'elsewhere', law: { law: 'point', value: 0 }, includes: (index) => !isMiddle(index) },
        ],
        dependence: 'structured',
        invariants: [semiOrthogonal(matrices, gain, spec, (values) => tapsOf(values, spec))],
      };
    },
    whole(params, { spec, stream }) {
      const out = new Float64Array(numelOf(spec.shape));
      const { first, step } = middleTaps(spec);
      haar(readMatrices(params, spec), params.gain, stream.key).forEach((value, i) => (out[first + i * step] = value));
      return out;
    },
  });

/** Between the channels of each group. */
function readMatrices(params: GroupOptions, spec: TensorSpec): Matrices {
  return matricesOf(spec.shape.slice(0, 2), { out: [0], in: [1] }, groupsOf(params, spec));
}

function tapsOf(values: Float64Array, spec: TensorSpec): Float64Array {
  const { first, step } = middleTaps(spec);
  return values.filter((_, i) => i % step === first);
}

/** Where the middles of the kernels stand: the first one, and how far it is from one to the next. */
function middleTaps({ shape }: TensorSpec): { readonly first: number; readonly step: number } {
  const kernel = shape.slice(2);
  return { first: kernel.reduce((place, size) => place * size + middleOf(size), 0), step: numelOf(kernel) };
}

function middleOf(size: number): number {
  return Math.floor((size - 1) / 2);
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:deltaOrthogonal': DeltaOrthogonalInput;
  }
}
