import { isFloating, NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { withoutPromise } from './without-promise.js';
import type { Node } from './node.js';

export interface AnomalyOptions {
  /** Look for NaN in every gradient; wants a backend that reads at once. @default true */
  readonly checkNan?: boolean;
}

let detecting: Required<AnomalyOptions> | null = null;
/** The node whose derivative is being computed. */
let differentiating: Node | null = null;

/**
 * Runs `fn` so that a `backward` in it stops where a derivative first gives NaN or fails, and says where in the program the operation was
 * called. For that the operation must have been called inside too. Slow: for finding mistakes.
 *
 * @throws NnError 'GRAD' at the first NaN; the error of a derivative that fails, with its place
 * @example
 * import { detectAnomaly, tensor } from '@nn/nn';
 *
 * detectAnomaly(() => {
 *   const x = tensor([-1, 4], { requiresGrad: true });
 *   x.mul(2).sum().backward(); // sqrt() here would throw: Function 'SqrtBackward0' returned nan values in its 0th output. …
 * });
 */
export function detectAnomaly<T>(fn: () => T, options: AnomalyOptions = {}): T {
  const before = detecting;
  detecting = { checkNan: true, ...options };
  try {
    return withoutPromise(fn(), 'detectAnomaly');
  } finally {
    detecting = before;
  }
}

/** `detectAnomaly` from now on, or no longer. */
export function setDetectAnomaly(enabled: boolean, options: AnomalyOptions = {}): void {
  detecting = enabled ? { checkNan: true, ...options } : null;
}

/** True inside `detectAnomaly`. */
export function isDetectingAnomaly(): boolean {
  return detecting !== null;
}

/** @internal Remembers where the operation of a fresh node is called. */
export function remember(node: Node): void {
  if (detecting === null) return;
  const own = stack();
  const parent = differentiating;
  node.trace =
    parent === null || parent.trace === null
      ? own
      : `${own}\n  while differentiating ${parent.name}, which was called\n${parent.trace}`;
}

/** @internal Runs a node's derivative; an error of ours says where the operation was called. */
export function watched(node: Node, propagate: () => void): void {
  const before = differentiating;
  differentiating = node;
  try {
    propagate();
  } catch (error) {
    if (error instanceof NnError) error.locate(`${node.name}, ${place(node)}`);
    throw error;
  } finally {
    differentiating = before;
  }
}

/** @internal Refuses NaN in the gradient of an operand. */
export function checkAnomaly(
  node: { readonly name: string; readonly trace: string | null },
  gradient: Tensor,
  position: number,
): void {
  if (detecting?.checkNan !== true || !isFloating(gradient.dtype)) return;
  const values = gradient.detach().to('float64').toTypedArraySync() as Float64Array;
  if (!values.some(Number.isNaN)) return;
  throw new NnError('GRAD', `Function '${node.name}' returned nan values in its ${position}th output.`, {
    op: 'backward',
    details: { node: node.name, position, trace: node.trace },
  });
}

function place({ trace }: Node): string {
  return trace === null ? 'which was called outside detectAnomaly' : `which was called\n${trace}\n`;
}

/** The calls that have led here, without this file's. Engines write them each in their own way. */
function stack(): string {
  const limited = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = limited;
  if (stackTraceLimit !== undefined) limited.stackTraceLimit = 50;
  const lines = (new Error('here').stack ?? '').split('\n');
  if (stackTraceLimit !== undefined) limited.stackTraceLimit = stackTraceLimit;
  return lines.filter((line) => !/^Error|anomaly\.[jt]s/.test(line.trim())).join('\n');
}
