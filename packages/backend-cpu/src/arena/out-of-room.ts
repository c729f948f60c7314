import { NnError } from '@nn/core';

/** @internal For work that only vectors do: there is no room for its operands. */
export function outOfRoom(): NnError {
  return new NnError('MEMORY', 'not enough memory: the operands of one operation do not fit', {
    advice: 'Use smaller tensors or batches.',
  });
}
