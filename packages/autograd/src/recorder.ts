import { NnError } from '@nn/core';
import type { GradFn, Op, Operand, Recorder, Tensor, ViewSource } from '@nn/tensor';
import { backward } from './backward.js';
import { carryRetained, registerHook, registerPostAccumulateGradHook, retainGrad } from './hooks.js';
import { isGradEnabled, isInferenceModeEnabled, noGrad } from './mode.js';
import { OpNode, type Overwritten } from './op-node.js';
import { replaceRegion } from './replace-region.js';
import { saidAgain } from './said-again.js';
import { activeWatcher } from './watcher.js';

/** The tape: every recorded operation is a node behind its output. */
class Tape implements Recorder {
  get recording(): boolean {
    return isGradEnabled();
  }

  get inferring(): boolean {
    return isInferenceModeEnabled();
  }

  record<A>(op: Op<A>, inputs: readonly Operand[], attributes: A, output: Tensor): void {
    if (inputs.includes(output)) throw noResult(op.name);
    output.setGradFn(nodeOf(op as Op<unknown>, inputs, attributes, output), false);
  }

  recordInPlace<A>(op: Op<A>, inputs: readonly Operand[], attributes: A, target: Tensor, before: Tensor | null): void {
    moveBehind(target, nodeOf(op as Op<unknown>, inputs, attributes, target, { storage: target.storage, before }));
  }

  readonly nodeOfView = nodeOfView;
  readonly backward = backward;
  readonly noGrad = noGrad;
  readonly registerHook = registerHook;
  readonly registerPostAccumulateGradHook = registerPostAccumulateGradHook;
  readonly retainGrad = retainGrad;
}

// An object literal with getters would be slow to ask, and every operation asks.
export const recorder: Recorder = /* @__PURE__ */ new Tape();

function nodeOf(
  op: Op<unknown>,
  inputs: readonly Operand[],
  attributes: unknown,
  output: Tensor,
  overwritten: Overwritten | null = null,
): OpNode {
  const node = new OpNode(op, inputs, attributes, output, overwritten);
  activeWatcher()?.recorded(node);
  return node;
}

/**
 * Puts a tensor that was written to behind the node of what was written. Where it is a view, the tensor that owns the memory goes behind a
 * node that replaces the region; all its views, this one too, say themselves again of it when they are asked for their node.
 */
function moveBehind(target: Tensor, written: OpNode): void {
  const owner = target.base;
  carryRetained(target.gradFn, written);
  target.setGradFn(written, owner === null);
  if (owner === null) return;
  const replaced = nodeOf(replaceRegion(owner, pathOf(target)) as Op<unknown>, [owner, target], null, owner);
  carryRetained(owner.gradFn, replaced);
  owner.setGradFn(replaced, true);
}

/** From the owner of the memory, not by way of the views between: those may have their own use, and hooks. */
function nodeOfView(view: Tensor, before: GradFn | null): GradFn | null {
  const owner = view.base!;
  if (!owner.requiresGrad) return null;
  let seen = owner;
  for (const { op, attributes } of pathOf(view)) {
    const next = op.forward([seen], attributes);
    next.setGradFn(nodeOf(saidAgain(op), [seen], attributes, next), false);
    seen = next;
  }
  carryRetained(before, seen.gradFn);
  return seen.gradFn;
}

/** The view operations that lead from the owner of the memory to a view. */
function pathOf(view: Tensor): ViewSource[] {
  const path: ViewSource[] = [];
  for (let source = view.viewOf; source !== null; source = source.parent.viewOf) path.push(source);
  return path.reverse();
}

/** A mistake in an operation: recorded, its operand would be its own result. */
function noResult(op: string): NnError {
  return new NnError('AUTOGRAD', `${op}: forward has returned an operand`, {
    op,
    advice: 'Return a view of it: operand.detach().',
  });
}
