import { NnError } from '@nn/core';
import type { TensorBase } from './tensor-base.js';

/** What the innermost scope has seen made; `null` outside. */
let made: Set<TensorBase> | null = null;

/** @internal What an engine makes for itself: wanted by so many, and then disposed of. */
export type Temporary = Pick<TensorBase, 'uses' | 'dispose'>;

/** What an engine is making for itself; `null` where everything is made for somebody. */
let temporaries: Temporary[] | null = null;

/** @internal A tensor was made, or is somebody's state no more. */
export function enter(x: TensorBase): void {
  if (temporaries === null) made?.add(x);
  else {
    x.uses = 0;
    temporaries.push(x);
  }
}

/**
 * @internal From here on tensors are an engine's own, listed in `list` with `uses` from 0 on, and no scope's; with `null`, they are
 * everybody's again. Gives what was there before, which must be put back.
 */
export function listTemporaries(list: Temporary[] | null): Temporary[] | null {
  const before = temporaries;
  temporaries = list;
  return before;
}

/** @internal An engine lets others know of one of its tensors. */
export function giveAway(x: TensorBase): void {
  if (x.uses < 0) return;
  x.uses = -1;
  made?.add(x);
}

/**
 * Takes a tensor out of every scope around: it is somebody's state, and stays. Gradients and what optimizers remember are kept anyway.
 *
 * @example
 * import { keep, ones, scope } from '@nn/nn';
 *
 * let last = ones([1]);
 * scope(() => {
 *   last = keep(ones([3]).mul(2));
 * });
 * last.toArraySync(); // [2, 2, 2]
 */
export function keep<T extends TensorBase>(x: T): T {
  made?.delete(x);
  x.uses = -1;
  return x;
}

/**
 * Runs `fn` and disposes of every tensor that was made inside, but for those in what it returns (in arrays, maps and objects too), leaves that
 * want a gradient, gradients, and what `keep` was told. Gradients that are replaced inside go too. Memory is bounded without it; inside it, nothing has to be copied out to make room.
 *
 * @throws NnError 'OPTION' where `fn` returns a promise
 * @example
 * import { ones, scope } from '@nn/nn';
 *
 * const y = scope(() => ones([2]).mul(3).add(1));
 * y.toArraySync(); // [4, 4]
 */
export function scope<T>(fn: () => T): T {
  const outer = made;
  const own = new Set<TensorBase>();
  made = own;
  try {
    const result = fn();
    if (result instanceof Promise) throw asynchronous();
    forget(result, own, outer, new Set());
    return result;
  } finally {
    made = outer;
    for (const x of own) {
      if (!x.isLeaf || !x.requiresGrad) x.dispose();
      else outer?.add(x);
    }
  }
}

/** What a scope returns belongs to the one around it. */
function forget(value: unknown, own: Set<TensorBase>, outer: Set<TensorBase> | null, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (own.delete(value as TensorBase)) {
    outer?.add(value as TensorBase);
    return;
  }
  if (ArrayBuffer.isView(value)) return;
  const parts = value instanceof Map || value instanceof Set ? value.values() : Object.values(value);
  for (const part of parts) forget(part, own, outer, seen);
}

function asynchronous(): NnError {
  return new NnError('OPTION', 'scope: the function returned a promise, and the scope ends before it is settled', {
    op: 'scope',
    advice: 'Await first, and call scope around the synchronous part.',
  });
}
