import { numelOf } from '@nn/core';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { object } from '../schema/object.js';
import { claimByIndex, fillByIndex, type ValueAt } from './by-index.js';
import { acceptsKernel, betweenCounterparts, groupField, type GroupOptions, pairsOf } from './channel-groups.js';
import { lawOfCounts } from './law-of-counts.js';

/**
 * Linear interpolation as the weight of a transposed convolution: from channel d to channel d of each group the kernel is the product, over its
 * axes, of 1 − |i − c| / f, with f = ⌈k / 2⌉ and c = (k − 1) / 2 for an even k, f − 1 for an odd one; 0 between other channels. With stride f the
 * layer enlarges its input f times, bilinearly in two dimensions.
 *
 * Source: J. Long, E. Shelhamer and T. Darrell, *Fully convolutional networks for semantic segmentation* (2015), and their code.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([1, 1, 4]), init.bilinear()); // tensor([[[0.2500, 0.7500, 0.7500, 0.2500]]])
 */
export const bilinear: InitializerFactory<GroupOptions, GroupOptions> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:bilinear',
  version: 1,
  parameters: /* @__PURE__ */ object({ groups: /* @__PURE__ */ groupField() }),
  accepts: acceptsKernel,
  claim(params, spec) {
    const pairs = pairsOf(params, spec);
    const counts = new Map([[0, numelOf(spec.shape) - pairs * numelOf(spec.shape.slice(2))]]);
    for (const value of tapsOf(spec)) counts.set(value, (counts.get(value) ?? 0) + pairs);
    return claimByIndex(lawOfCounts(counts), valueOf(params, spec));
  },
  fill: (params, context, out) => fillByIndex(valueOf(params, context.spec), context, out),
});

function valueOf(params: GroupOptions, spec: TensorSpec): ValueAt {
  const triangles = spec.shape.slice(2).map(triangleOf);
  const product: ValueAt = (tap) => tap.reduce((value, i, axis) => value * triangles[axis]![i]!, 1);
  return betweenCounterparts(product, params, spec);
}

/** All values of a kernel. */
function tapsOf({ shape }: TensorSpec): readonly number[] {
  return shape
    .slice(2)
    .reduce((taps, size) => taps.flatMap((value) => triangleOf(size).map((factor) => value * factor)), [1]);
}

function triangleOf(size: number): readonly number[] {
  const factor = Math.ceil(size / 2);
  const center = size % 2 === 0 ? factor - 0.5 : factor - 1;
  return Array.from({ length: size }, (_, i) => 1 - Math.abs(i - center) / factor);
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:bilinear': GroupOptions;
  }
}
