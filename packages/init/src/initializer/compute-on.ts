import { type Backend, contiguousStrides, NnError, numelOf, type View } from '@nn/core';
import { kindOf } from '../target.js';
import { askPlugin } from './ask-plugin.js';
import type { FillContext } from './fill-context.js';
import type { Initializer } from './initializer.js';

/** Has the initializer's own kernel for a backend write a whole tensor to memory that is lent; null where it has none, or that one declines. */
export function computeOn(backend: Backend, of: Initializer, context: FillContext, lend: () => View): View | null {
  const { definition, params } = of;
  const kernels = 'kernels' in definition ? (definition.kernels ?? {}) : {};
  const kernel = Object.hasOwn(kernels, backend.name) ? kernels[backend.name] : undefined;
  const { shape } = context.spec;
  if (kernel === undefined || numelOf(shape) === 0) return null;
  const row = lend();
  const out = { ...row, shape, strides: contiguousStrides(shape) };
  const method = `kernels.${backend.name}` as const;
  const answer: unknown = askPlugin(of, method, () => kernel(params, context, out, backend.kernels));
  if (typeof answer === 'boolean') return answer ? row : null;
  throw new NnError(
    'INITIALIZER',
    `${method} of ${definition.name} has returned ${kindOf(answer)}, which is neither true nor false`,
    {
      op: definition.name,
      details: { method },
      advice: 'Return true where all elements have been written, and false where fill or whole is to do it.',
    },
  );
}
