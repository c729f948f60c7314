import { numelOf } from '@nn/core';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { object } from '../schema/object.js';
import { claimByIndex, fillByIndex, type ValueAt } from './by-index.js';
import { acceptsKernel, betweenCounterparts, groupField, type GroupOptions, pairsOf } from './channel-groups.js';
import { lawOfCounts } from './law-of-counts.js';

/**
 * Dirac's delta as the weight of a convolution: 1 at the middle of the kernel, ⌊k / 2⌋, from input channel d to output channel d of each group,
 * and 0 elsewhere. Padded by as much, the layer hands on its input channels, as many as there is room for.
 *
 * Source: `torch.nn.init.dirac_`; S. Zagoruyko and N. Komodakis, *DiracNets* (2017).
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([2, 2, 3]), init.dirac()).toArraySync(); // [[[0, 1, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]]]
 */
export const dirac: InitializerFactory<GroupOptions, GroupOptions> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:dirac',
  version: 1,
  parameters: /* @__PURE__ */ object({ groups: /* @__PURE__ */ groupField() }),
  accepts: acceptsKernel,
  claim(params, spec) {
    const ones = pairsOf(params, spec);
    return claimByIndex(
      lawOfCounts(
        new Map([
          [0, numelOf(spec.shape) - ones],
          [1, ones],
        ]),
      ),
      valueOf(params, spec),
    );
  },
  fill: (params, context, out) => fillByIndex(valueOf(params, context.spec), context, out),
});

function valueOf(params: GroupOptions, spec: TensorSpec): ValueAt {
  const middle = spec.shape.slice(2).map((size) => Math.floor(size / 2));
  const delta: ValueAt = (tap) => (tap.every((i, axis) => i === middle[axis]) ? 1 : 0);
  return betweenCounterparts(delta, params, spec);
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:dirac': GroupOptions;
  }
}
