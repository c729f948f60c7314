import { isFloating, NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import type { Node } from './node.js';
import { activeWatcher, setWatcher, type Watcher } from './watcher.js';
import { withoutPromise } from './without-promise.js';

export interface AnomalyOptions {
  /** Look for NaN in every gradient; wants a backend that reads at once. @default true */
  readonly checkNan?: boolean;
}

/**
 * Runs `fn` so that a `backward` in it stops where a derivative first gives NaN or fails, and says where in the program the operation was
 * called. For that the operation must have been called inside too. Slow: for finding mistakes.
 *
 * @throws NnError 'GRAD' at the first NaN; the error of a derivative that fails, with its place
 * @example
 * import { detectAnomaly, NnError, tensor } from '@nn/nn';
 *
 * try {
 *   detectAnomaly(() => tensor([-1, 4], { requiresGrad: true }).sqrt().sum().backward());
 * } catch (error) {
 *   (error as NnError).code; // 'GRAD'
 * }
 */
export function detectAnomaly<T>(fn: () => T, options: AnomalyOptions = {}): T {
  const before = setWatcher(new AnomalyWatcher(options.checkNan ?? true));
  try {
    return withoutPromise(fn(), 'detectAnomaly');
  } finally {
    setWatcher(before);
  }
}

/** `detectAnomaly` from now on, or no longer. */
export function setDetectAnomaly(enabled: boolean, options: AnomalyOptions = {}): void {
  setWatcher(enabled ? new AnomalyWatcher(options.checkNan ?? true) : null);
}

/** True inside `detectAnomaly`. */
export function isAnomalyEnabled(): boolean {
  return activeWatcher() !== null;
}

class AnomalyWatcher implements Watcher {
  /** The node whose derivative is being computed. */
  private differentiating: Node | null = null;

  constructor(private readonly checkNan: boolean) {}

  recorded(node: Node): void {
    const own = stack();
    const parent = this.differentiating;
    const behind =
      parent === null || parent.trace === null
        ? ''
        : `\n  while differentiating ${parent.name}, which was called\n${parent.trace}`;
    node.trace = own + behind;
  }

  differentiate(node: Node, propagate: () => void): void {
    const before = this.differentiating;
    this.differentiating = node;
    try {
      propagate();
    } catch (error) {
      if (error instanceof NnError) error.locate(`${node.name}, ${place(node)}`);
      throw error;
    } finally {
      this.differentiating = before;
    }
  }

  sent(node: { readonly name: string; readonly trace: string | null }, gradient: Tensor, position: number): void {
    if (!this.checkNan || !isFloating(gradient.dtype)) return;
    const values = gradient.detach().to('float64').toTypedArraySync() as Float64Array;
    if (!values.some(Number.isNaN)) return;
    throw new NnError('GRAD', `Function '${node.name}' returned nan values in its ${position}th output.`, {
      op: 'backward',
      details: { node: node.name, position, trace: node.trace },
    });
  }
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
