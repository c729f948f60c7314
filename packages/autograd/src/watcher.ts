import type { Tensor } from '@nn/tensor';
import type { Node } from './node.js';

/** Who looks over the tape's shoulder: anomaly mode. The tape owns the slot, so that without it nothing of it is loaded. */
export interface Watcher {
  /** A node was made. */
  recorded(node: Node): void;
  /** Runs a node's derivative. */
  differentiate(node: Node, propagate: () => void): void;
  /** A derivative has given this gradient for the operand at a position. */
  sent(node: { readonly name: string; readonly trace: string | null }, gradient: Tensor, position: number): void;
}

let current: Watcher | null = null;

export function activeWatcher(): Watcher | null {
  return current;
}

/** Fills the slot, or empties it; returns what was in it. */
export function setWatcher(watcher: Watcher | null): Watcher | null {
  const before = current;
  current = watcher;
  return before;
}
