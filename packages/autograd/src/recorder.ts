import type { GradFn, Op, Recorder, Tensor } from '@nn/tensor';
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
 * Puts a tensor that was written to behind the node of what was written. Where it is a view, whatever it is a view of has changed too:
 * every parent, up to the one that owns the memory, goes behind a node that replaces the region.
 */
function moveBehind(target: Tensor, written: Node): void {
  const moved = [{ tensor: target, node: written }];
  target.setGradFn(written, false);
  for (let child = target, source = child.viewOf; source !== null; child = source.parent, source = child.viewOf) {
    const { parent } = source;
    const node = new Node(replaceRegion(source) as Op<unknown>, [parent, child], null, parent);
    parent.setGradFn(node, false);
    moved.push({ tensor: parent, node });
  }
  // The owner first, which makes all its views stale; then those on the way, which are not.
  for (const { tensor, node } of moved.reverse()) tensor.setGradFn(node, true);
}
