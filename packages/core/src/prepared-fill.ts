import type { FillTarget, KeyedRequest } from './fill.js';

/** A fill that its target has agreed to. Whoever fills many targets prepares all of them, computes all, then commits one after another. */
export interface PreparedFill {
  /** Computes what an initializer computes by itself; nothing is written yet. The last step that an initializer can refuse. */
  compute(): void;
  /** Writes, after `compute`. */
  commit(): void;
  /** Takes a commit back, also one that broke off half-way: values, version and history are what they were, and so is what was remembered. */
  revert(): void;
}

/** The method by which a value says whether it would take a keyed request, and how to carry it out step by step. */
export const prepareFill: unique symbol = Symbol.for('@nn/prepareFill') as typeof prepareFill;

/** A target that can be filled together with others: all of them, or none. */
export interface PlannedTarget extends FillTarget {
  /** Refuses what `fillTarget` would refuse before it computes anything; changes and allocates nothing. */
  [prepareFill](request: KeyedRequest): PreparedFill;
}
