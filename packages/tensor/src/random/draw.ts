import { type DType, dtypes, type Fill, isFloating, NnError } from '@nn/core';
import { defaultGenerator, type Generator, withGenerator } from '@nn/random';
import { executeFill, inMemoryOrder } from '../fill.js';
import { inPlace } from '../in-place.js';
import { allocate, gradNameOf, type Op } from '../op.js';
import type { Tensor } from '../tensor.js';
import { write } from '../write-values.js';

/** What every drawing operation takes. */
export interface DrawOptions {
  /** The stream to draw from. @default the one of `manualSeed` */
  readonly generator?: Generator;
}

/** @internal */
export function generatorOf(options: DrawOptions): Generator {
  return options.generator ?? defaultGenerator;
}

/** @internal Overwrites `target`, in place and recorded: nothing flows back to what was there. */
export function overwrite(target: Tensor, name: string, draw: (target: Tensor) => void): Tensor {
  const op: Op<null> = {
    name,
    gradName: gradNameOf(name),
    saves: 'none',
    forward: (inputs) => inputs[0] as Tensor,
    vjp: ({ dy }) => [allocate(dy, dy.storage.backend, dy.dtype, dy.shape)],
  };
  return inPlace(
    op,
    { resultDType: () => target.dtype, resultShape: () => target.shape, into: (_, to) => draw(to) },
    [target],
    null,
  );
}

/** @internal Refuses integers, with PyTorch's sentence. */
export function checkFloating(dtype: DType, op: string, kernel: string): void {
  if (isFloating(dtype)) return;
  throw new NnError('DTYPE', `"${kernel}" not implemented for '${dtypes[dtype].torchName}'`, {
    op,
    details: { dtype },
    advice: 'It draws floats.',
  });
}

/** @internal Draws floats into `target`: a backend may have a kernel of its own for the law. */
export function drawFloats(target: Tensor, law: Law, generator: Generator): void {
  executeFill(target, law, generator);
}

/** @internal A law of independent draws. */
export type Law = Extract<Fill, { readonly kind: 'draw' }>;

/** @internal A law, from the function that draws it on the host. */
export function lawOf(
  law: Law['law'],
  parameters: readonly number[],
  fill: (out: Float32Array | Float64Array, generator: Generator, contiguous: boolean) => void,
): Law {
  return {
    kind: 'draw',
    law,
    parameters,
    reference: (out, source, contiguous) => withGenerator(source, (generator) => fill(out, generator, contiguous)),
  };
}

/** @internal Host draws of any dtype, written in the order in which the target lies in memory. */
export function drawInMemoryOrder(target: Tensor, draw: (length: number) => Parameters<typeof write>[1]): void {
  write(target.isContiguous() ? target : inMemoryOrder(target), draw(target.numel()));
}
