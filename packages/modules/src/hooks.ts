import type { HookHandle, Tensor } from '@nn/tensor';
import { BackwardWatch } from './backward-watch.js';
import type { Module } from './module.js';

/** Sees a module's inputs and output; a value that it returns replaces the output. */
export type ForwardHook<M extends Module> = (
  module: M,
  inputs: Readonly<Parameters<M['forward']>>,
  output: ReturnType<M['forward']>,
) => ReturnType<M['forward']> | undefined | void;
/** Sees a module's inputs; an array that it returns replaces them. */
export type ForwardPreHook<M extends Module> = (
  module: M,
  inputs: Readonly<Parameters<M['forward']>>,
) => Readonly<Parameters<M['forward']>> | undefined | void;
/** Sees the gradients of a module's inputs and of its outputs, `null` where there is none; an array that it returns replaces those of the inputs. */
export type BackwardHook<M extends Module> = (
  module: M,
  gradInputs: readonly (Tensor | null)[],
  gradOutputs: readonly (Tensor | null)[],
) => readonly (Tensor | null)[] | undefined | void;

/** @internal */
export type AnyForwardHook = (module: Module, inputs: readonly unknown[], output: unknown) => unknown;
/** @internal */
export type AnyForwardPreHook = (module: Module, inputs: readonly unknown[]) => unknown;
/** @internal */
export type AnyBackwardHook = BackwardHook<Module>;

export type { HookHandle };

type Forward = (...inputs: unknown[]) => unknown;

const all = new WeakMap<Module, Hooks>();

/** @internal The hooks of a module. */
export function hooksOf(module: Module): Hooks {
  let hooks = all.get(module);
  if (hooks === undefined) {
    hooks = new Hooks(module);
    all.set(module, hooks);
  }
  return hooks;
}

/** @internal The `forward` that a user has put on the instance himself, whether a hook shadows it or not. */
export function ownForward(module: Module): PropertyDescriptor | undefined {
  const hooks = all.get(module);
  return hooks?.shadowing === true ? hooks.covered : Object.getOwnPropertyDescriptor(module, 'forward');
}

/**
 * A module's hooks. The first shadows `forward` on that one instance, so that modules without hooks pay nothing; the last to go uncovers
 * it again. What lies under the shadow is looked up at each call: a lazy module's class changes on the way. A `forward` that is assigned
 * while there are hooks goes below them.
 */
class Hooks {
  shadowing = false;
  /** A `forward` of the instance's own, under the shadow. */
  covered: PropertyDescriptor | undefined = undefined;
  private readonly pre = new Set<{ readonly hook: AnyForwardPreHook }>();
  private readonly post = new Set<{ readonly hook: AnyForwardHook }>();
  private readonly backward = new Set<{ readonly hook: AnyBackwardHook }>();

  constructor(private readonly module: Module) {}

  addForwardPre(hook: AnyForwardPreHook): HookHandle {
    return this.add(this.pre, { hook });
  }

  addForward(hook: AnyForwardHook): HookHandle {
    return this.add(this.post, { hook });
  }

  addBackward(hook: AnyBackwardHook): HookHandle {
    return this.add(this.backward, { hook });
  }

  private add<T>(set: Set<T>, entry: T): HookHandle {
    set.add(entry);
    this.shadow();
    return {
      remove: () => {
        if (set.delete(entry) && this.pre.size + this.post.size + this.backward.size === 0) this.uncover();
      },
    };
  }

  private shadow(): void {
    if (this.shadowing) return;
    this.shadowing = true;
    this.covered = Object.getOwnPropertyDescriptor(this.module, 'forward');
    const forward = (...inputs: unknown[]): unknown => this.call(inputs);
    Object.defineProperty(this.module, 'forward', {
      get: () => forward,
      set: (value: unknown) => {
        this.covered = { value, configurable: true, writable: true, enumerable: true };
      },
      configurable: true,
      enumerable: false,
    });
  }

  private uncover(): void {
    this.shadowing = false;
    Reflect.deleteProperty(this.module, 'forward');
    if (this.covered !== undefined) Object.defineProperty(this.module, 'forward', this.covered);
    this.covered = undefined;
  }

  private call(given: readonly unknown[]): unknown {
    const { module } = this;
    // As in PyTorch, a lazy module has its parameters before any hook looks at it.
    module.materializeFrom(given);
    let inputs = given;
    for (const { hook } of [...this.pre]) {
      const replaced = hook(module, inputs) ?? inputs;
      inputs = Array.isArray(replaced) ? replaced : [replaced];
    }
    const hooks = [...this.backward].map(({ hook }) => hook);
    const watch = hooks.length === 0 ? null : new BackwardWatch(module, hooks);
    const entering = watch === null ? inputs : watch.enter(inputs);
    let output = this.forward().apply(module, [...entering]);
    if (watch !== null) output = watch.leave(output);
    for (const { hook } of [...this.post]) output = hook(module, inputs, output) ?? output;
    return output;
  }

  private forward(): Forward {
    const own = this.covered?.value as Forward | undefined;
    return own ?? (Object.getPrototypeOf(this.module) as { forward: Forward }).forward;
  }
}
