import type { GradFn, Op, Recorder, Tensor, ViewSource } from '@nn/tensor';
import { accumulate } from './engine.js';
import { isGradEnabled, noGrad } from './mode.js';
import { Node } from './node.js';
import { replaceRegion } from './replace-region.js';

/** The tape: every recorded operation is a node behind its output. */
export const recorder: Recorder = {
  get recording() {
    return isGradEnabled();
  },
  record(op, inputs, attributes, output) {
    output.setGradFn(new Node(op as Op<unknown>, inputs, attributes, output), false);
  },
  recordInPlace(op, inputs, attributes, target, before) {
    moveBehind(target, new Node(op as Op<unknown>, inputs, attributes, target, { storage: target.storage, before }));
  },
  nodeOfView(view): GradFn | null {
    const source = view.viewOf!;
    return source.parent.requiresGrad ? new Node(source.op, [source.parent], source.attributes, view) : null;
  },
  backward: accumulate,
  noGrad,
};

/**
 * Puts a tensor that was written to behind the node of what was written. Where it is a view, the tensor that owns the memory goes behind a
 * node that replaces the region; all its other views say themselves again of it when they are asked for their node.
 */
function moveBehind(target: Tensor, written: Node): void {
  const owner = target.base;
  if (owner === null) {
    target.setGradFn(written, true);
    return;
  }
  const path: ViewSource[] = [];
  for (let source = target.viewOf; source !== null; source = source.parent.viewOf) path.unshift(source);
  target.setGradFn(written, false);
  owner.setGradFn(new Node(replaceRegion(owner, path) as Op<unknown>, [owner, target], null, owner), true);
  target.setGradFn(written, false);
}
