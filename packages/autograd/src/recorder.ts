import type { Op, Operand, Recorder, Tensor, ViewSource } from '@nn/tensor';
import { remember } from './anomaly.js';
import { backward } from './backward.js';
import { registerHook, registerPostAccumulateGradHook, retainGrad } from './hooks.js';
import { isGradEnabled, isInferenceModeEnabled, noGrad } from './mode.js';
import { OpNode, type Overwritten } from './op-node.js';
import { replaceRegion } from './replace-region.js';
import { writtenView } from './written-view.js';

/** The tape: every recorded operation is a node behind its output. */
export const recorder: Recorder = {
  get recording() {
    return isGradEnabled();
  },
  get inferring() {
    return isInferenceModeEnabled();
  },
  record(op, inputs, attributes, output) {
    output.setGradFn(nodeOf(op as Op<unknown>, inputs, attributes, output), false);
  },
  recordInPlace(op, inputs, attributes, target, before) {
    moveBehind(target, nodeOf(op as Op<unknown>, inputs, attributes, target, { storage: target.storage, before }));
  },
  nodeOfView(view) {
    const { parent, op, attributes } = view.viewOf!;
    return parent.requiresGrad ? nodeOf(writtenView(op), [parent], attributes, view) : null;
  },
  backward,
  noGrad,
  registerHook,
  registerPostAccumulateGradHook,
  retainGrad,
};

function nodeOf(op: Op<unknown>, inputs: readonly Operand[], attributes: unknown, output: Tensor, overwritten: Overwritten | null = null): OpNode {
  const node = new OpNode(op, inputs, attributes, output, overwritten);
  remember(node);
  return node;
}

/**
 * Puts a tensor that was written to behind the node of what was written. Where it is a view, the tensor that owns the memory goes behind a
 * node that replaces the region; all its other views say themselves again of it when they are asked for their node.
 */
function moveBehind(target: Tensor, written: OpNode): void {
  const owner = target.base;
  if (owner === null) {
    target.setGradFn(written, true);
    return;
  }
  const path: ViewSource[] = [];
  for (let source = target.viewOf; source !== null; source = source.parent.viewOf) path.push(source);
  target.setGradFn(written, false);
  const replaced = nodeOf(replaceRegion(owner, path.reverse()) as Op<unknown>, [owner, target], null, owner);
  // What is made of the view from now on is not what the owner was given: each has a node of its own.
  const seen = nodeOf(writtenView(null), [target], null, target);
  owner.setGradFn(replaced, true);
  target.setGradFn(seen, false);
}
