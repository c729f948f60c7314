import type { GradFn, Tensor } from '@nn/tensor';
import type { NodeHooks } from './hooks.js';
import type { Pass } from './pass.js';

/** Where a gradient goes next; `null` where nobody wants it. */
export type Edge = Node | null;

let created = 0;

/** The id for a node that is complete: greater than those of all nodes that it leads to. */
export function nextId(): number {
  return ++created;
}

/**
 * A place in the graph: takes the gradient of one tensor and sends gradients on. Ids grow along every path from the leaves, whose id is 0, so
 * that falling ids are a valid order for `backward`.
 */
export abstract class Node implements GradFn {
  abstract readonly name: string;
  abstract readonly edges: readonly Edge[];
  id = 0;
  hooks: NodeHooks | null = null;
  /** Where the operation was called, in anomaly mode. */
  trace: string | null = null;
  /** While a pass runs: the gradient gathered so far, the pass that it belongs to, and whether that pass has made it by adding. */
  gradient: Tensor | null = null;
  pass: Pass | null = null;
  summed = false;

  /** Sends on what follows from the gradient, which is complete. */
  abstract propagate(pass: Pass, gradient: Tensor): void;

  /** Lets go of the saved values. */
  release(): void {}

  /** True where gradients also go elsewhere than along the edges, which shows in `propagate` only. */
  get leadsAnywhere(): boolean {
    return false;
  }
}
