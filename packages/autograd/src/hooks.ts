import { dtypes, NnError, sameShape } from '@nn/core';
import { type GradFn, type HookHandle, Tensor, type TensorHook } from '@nn/tensor';
import { accumulatorOf, edgeOf } from './leaf.js';
import type { Node } from './node.js';

/** What somebody wants to know of the gradient at a node. Most nodes have none of this. */
export class NodeHooks {
  readonly gradient: Set<{ readonly hook: TensorHook }> = new Set();
  readonly accumulated: Set<{ readonly hook: (leaf: Tensor) => void }> = new Set();
  /** The result whose `grad` is filled too. */
  retaining: Tensor | null = null;

  /** The gradient after all hooks. Those that are registered meanwhile wait for the next. */
  run(gradient: Tensor): Tensor {
    let current = gradient;
    for (const { hook } of Array.from(this.gradient)) {
      const replaced = hook(current);
      if (replaced !== undefined && replaced !== null) current = accepted(replaced, current, hook.name);
    }
    return current;
  }
}

/** See `Tensor.registerHook`. */
export function registerHook(x: Tensor, hook: TensorHook): HookHandle {
  const node = edgeOf(x);
  if (node === null)
    throw unwatchable('registerHook', "cannot register a hook on a tensor that doesn't require gradient");
  return add(hooksOf(node).gradient, { hook });
}

/** See `Tensor.registerPostAccumulateGradHook`. */
export function registerPostAccumulateGradHook(leaf: Tensor, hook: (leaf: Tensor) => void): HookHandle {
  const op = 'registerPostAccumulateGradHook';
  if (!leaf.requiresGrad) throw unwatchable(op, "cannot register a hook on a tensor that doesn't require gradient");
  if (!leaf.isLeaf)
    throw new NnError('GRAD', 'post accumulate grad hooks cannot be registered on non-leaf tensors', {
      op,
      advice: 'Use registerHook.',
    });
  return add(hooksOf(accumulatorOf(leaf)).accumulated, { hook });
}

/** See `Tensor.retainGrad`. */
export function retainGrad(x: Tensor): void {
  const node = edgeOf(x);
  if (node === null) throw unwatchable('retainGrad', "can't retain_grad on Tensor that has requires_grad=False");
  if (!x.isLeaf) hooksOf(node).retaining = x;
}

/** A write in place moves a tensor to another node: `retainGrad` goes with it, for it is about the tensor as it is in the end. */
export function carryRetained(from: GradFn | null, to: GradFn | null): void {
  const hooks = (from as Node | null)?.hooks ?? null;
  if (to === null || hooks === null || hooks.retaining === null) return;
  hooksOf(to as Node).retaining = hooks.retaining;
  hooks.retaining = null;
}

/** Tells who waits for it that a tensor's `grad` is as `backward` leaves it. */
export function afterAccumulation(x: Tensor): void {
  const hooks = x.isLeaf ? accumulatorOf(x).hooks : null;
  if (hooks !== null) for (const { hook } of Array.from(hooks.accumulated)) hook(x);
}

function hooksOf(node: Node): NodeHooks {
  return (node.hooks ??= new NodeHooks());
}

function add<T>(set: Set<T>, entry: T): HookHandle {
  set.add(entry);
  return { remove: () => void set.delete(entry) };
}

function unwatchable(op: string, sentence: string): NnError {
  return new NnError('GRAD', sentence, {
    op,
    advice: 'Make it with { requiresGrad: true }, or compute it from such a tensor outside noGrad.',
  });
}

function accepted(replaced: unknown, gradient: Tensor, name: string): Tensor {
  const op = 'registerHook';
  const called = name === '' ? 'hook' : `hook '${name}'`;
  if (!(replaced instanceof Tensor))
    throw new NnError('GRAD', `expected a Tensor, but ${called} returned ${typeof replaced}`, { op });
  if (!sameShape(replaced.shape, gradient.shape)) {
    throw new NnError('SHAPE', `${called} has changed the size of value`, {
      op,
      details: { shape: gradient.shape, got: replaced.shape },
    });
  }
  if (replaced.dtype !== gradient.dtype) {
    const [was, got] = [gradient, replaced].map((x) => `${dtypes[x.dtype].torchName}Tensor`);
    throw new NnError('DTYPE', `${called} has changed the type of value (was ${was} got ${got})`, {
      op,
      details: { dtype: gradient.dtype, got: replaced.dtype },
    });
  }
  return replaced;
}
