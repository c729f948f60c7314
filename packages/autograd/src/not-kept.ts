import { NnError } from '@nn/core';
import type { OpNode } from './op-node.js';

/** A derivative that reads what its operation does not save: a mistake in the operation. */
export function notKept(node: OpNode, what: string): NnError {
  return new NnError('AUTOGRAD', `${node.name}: ${what} was not kept for the derivative`, {
    op: node.op.name,
    advice: "Say so in the operation's `saves`.",
  });
}
