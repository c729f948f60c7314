import { contiguousStrides, type FillLaw, NnError, numelOf, type Shape } from '@nn/core';
import { initialize } from './initialize.js';
import { type ParametersOf, readOptionsOfFixed } from '../options.js';
import type { InitTarget } from '../target.js';
import { valuesFor } from './values.js';

export interface DiracOptions {
  /** The groups of the convolution: each hands on its own channels. @default 1 */
  readonly groups?: number;
}

export type DiracParameters = ParametersOf<DiracOptions>;

/** The law of `dirac_`. */
export const diracLaw: FillLaw<DiracParameters> = {
  name: 'dirac_',
  check({ groups }) {
    if (Number.isSafeInteger(groups) && groups > 0) return;
    const advice = 'Pass the groups of the convolution.';
    throw new NnError('OPTION', `dirac_ expects a positive whole number of groups, but got ${String(groups)}`, {
      op: 'dirac_',
      details: { groups },
      advice,
    });
  },
  resolve({ groups }, shape, dtype) {
    if (shape.length < 3 || shape.length > 5)
      refuse('Only tensors with 3, 4, or 5 dimensions are supported', shape, groups);
    if (shape[0]! % groups !== 0) refuse('dim 0 must be divisible by groups', shape, groups);
    return { kind: 'values', compute: () => deltas(valuesFor(dtype, numelOf(shape)), shape, groups) };
  },
};

/**
 * Makes the weight of a convolution a Dirac delta: within each group, output channel d has a one at the middle of the kernel of input
 * channel d, and zeros elsewhere, so that the layer hands on its input channels, as many as there is room for. Nothing is drawn.
 *
 * The middle of a kernel of size k is at ⌊k / 2⌋: pad by as much to get the input back.
 *
 * Source: `torch.nn.init.dirac_`; S. Zagoruyko and N. Komodakis, *DiracNets* (2017).
 *
 * @param target a tensor or parameter of any dtype and of 3, 4 or 5 dimensions, `[out, in / groups, …kernel]`, or a bare
 * `{ data, shape }`
 * @param options `groups`, the groups of the convolution, 1 unless given
 * @returns `target`
 * @throws NnError 'SHAPE' for another number of dimensions, and for output channels that do not divide by the groups; 'OPTION' for
 * groups that are no positive whole number, and for unknown options
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.dirac_(empty([2, 2, 3])).toArraySync(); // [[[0, 1, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]]]
 */
export function dirac_<T extends InitTarget | null>(target: T, options: DiracOptions = {}): T {
  return initialize(target, diracLaw, readOptionsOfFixed<DiracParameters>('dirac_', options, { groups: 1 }));
}

function deltas<A extends Float32Array | Float64Array>(out: A, shape: Shape, groups: number): A {
  if (out.length === 0) return out;
  const [outputs, inputs, ...kernel] = shape as readonly [number, number, ...number[]];
  const [perOutput, perInput, ...steps] = contiguousStrides(shape) as [number, number, ...number[]];
  const middle = kernel.reduce((sum, size, axis) => sum + Math.floor(size / 2) * steps[axis]!, 0);
  const size = outputs / groups;
  for (let group = 0; group < groups; group++) {
    for (let channel = 0; channel < Math.min(size, inputs); channel++) {
      out[(group * size + channel) * perOutput + channel * perInput + middle] = 1;
    }
  }
  return out;
}

function refuse(sentence: string, shape: Shape, groups: number): never {
  throw new NnError('SHAPE', sentence, {
    op: 'dirac_',
    details: { shape, groups },
    advice: `The shape is [${shape.join(', ')}], groups: ${groups}.`,
  });
}
