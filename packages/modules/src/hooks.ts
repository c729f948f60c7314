import { NnError } from '@nn/core';
import { type Op, run, Tensor } from '@nn/tensor';
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

type AnyForwardHook = (module: Module, inputs: readonly unknown[], output: unknown) => unknown;
type AnyForwardPreHook = (module: Module, inputs: readonly unknown[]) => readonly unknown[] | undefined | void;

export interface HookHandle {
  /** Takes the hook away. */
  remove(): void;
}

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

/**
 * A module's hooks. The first shadows `forward` on that one instance, so that modules without hooks pay nothing; the last to go uncovers
 * it again. What lies under the shadow is looked up at each call: a lazy module's class changes on the way.
 */
class Hooks {
  private readonly pre = new Set<{ readonly hook: AnyForwardPreHook }>();
  private readonly post = new Set<{ readonly hook: AnyForwardHook }>();
  private readonly backward = new Set<{ readonly hook: BackwardHook<Module> }>();
  /** A `forward` that the user had put on the instance himself. */
  private own: PropertyDescriptor | null = null;
  private shadowing = false;

  constructor(private readonly module: Module) {}

  addForwardPre(hook: AnyForwardPreHook): HookHandle {
    return this.add(this.pre, { hook });
  }

  addForward(hook: AnyForwardHook): HookHandle {
    return this.add(this.post, { hook });
  }

  addBackward(hook: BackwardHook<Module>): HookHandle {
    return this.add(this.backward, { hook });
  }

  private add<T>(set: Set<T>, entry: T): HookHandle {
    set.add(entry);
    this.shadow();
    return {
      remove: () => {
        set.delete(entry);
        if (this.pre.size + this.post.size + this.backward.size === 0) this.uncover();
      },
    };
  }

  private shadow(): void {
    if (this.shadowing) return;
    this.shadowing = true;
    this.own = Object.getOwnPropertyDescriptor(this.module, 'forward') ?? null;
    const forward = (...inputs: unknown[]): unknown => this.call(inputs);
    Object.defineProperty(this.module, 'forward', { value: forward, configurable: true, writable: true, enumerable: false });
  }

  private uncover(): void {
    this.shadowing = false;
    if (this.own !== null) Object.defineProperty(this.module, 'forward', this.own);
    else Reflect.deleteProperty(this.module, 'forward');
  }

  private call(given: unknown[]): unknown {
    const { module } = this;
    let inputs: readonly unknown[] = given;
    for (const { hook } of this.pre) inputs = hook(module, inputs) ?? inputs;
    const watch = this.backward.size === 0 ? null : new BackwardWatch(module, [...this.backward].map((entry) => entry.hook));
    let output = this.covered().apply(module, [...(watch?.enter(inputs) ?? inputs)]);
    if (watch !== null) output = watch.leave(output);
    for (const { hook } of this.post) {
      const replaced = hook(module, inputs, output);
      if (replaced !== undefined) output = replaced;
    }
    return output;
  }

  private covered(): Forward {
    const own = this.own?.value as Forward | undefined;
    return own ?? (Object.getPrototypeOf(this.module) as { forward: Forward }).forward;
  }
}

/** One call's gradients: the identity on every input and output, whose derivatives report what passes. */
class BackwardWatch {
  private gradInputs: (Tensor | null)[] = [];
  private gradOutputs: (Tensor | null)[] = [];
  private waiting = 0;

  constructor(
    private readonly module: Module,
    private readonly hooks: readonly BackwardHook<Module>[],
  ) {}

  enter(inputs: readonly unknown[]): unknown[] {
    this.gradInputs = inputs.map(() => null);
    return inputs.map((input, i) => {
      if (!(input instanceof Tensor) || !input.requiresGrad) return input;
      this.waiting++;
      return run(this.identity((dy) => this.arriveInput(i, dy)), [input], null);
    });
  }

  leave(output: unknown): unknown {
    const outputs: unknown[] = Array.isArray(output) ? output : [output];
    this.gradOutputs = outputs.map(() => null);
    const watched = outputs.map((value, i) => (value instanceof Tensor && value.requiresGrad ? run(this.identity((dy) => this.arriveOutput(i, dy)), [value], null) : value));
    return Array.isArray(output) ? watched : watched[0];
  }

  private identity(vjp: (dy: Tensor) => Tensor): Op<null> {
    return {
      name: 'backwardHook',
      gradName: 'BackwardHookFunctionBackward',
      saves: 'none',
      forward: (inputs) => (inputs[0] as Tensor).detach(),
      vjp: ({ dy }) => [vjp(dy)],
    };
  }

  private arriveOutput(position: number, dy: Tensor): Tensor {
    this.gradOutputs[position] = dy;
    // No input wants a gradient: this is all there will be.
    if (this.gradInputs.every((gradient) => gradient === null) && this.waiting === 0) this.report();
    return dy;
  }

  private arriveInput(position: number, dy: Tensor): Tensor {
    this.gradInputs[position] = dy;
    const inputs = this.waiting;
    const arrived = this.gradInputs.filter((gradient) => gradient !== null).length;
    if (arrived < inputs) return dy;
    const replaced = this.report();
    if (replaced === null) return dy;
    if (inputs > 1) {
      throw new NnError('GRAD', 'a backward hook can replace the gradient of one input only: the others have been passed on already', {
        op: 'registerFullBackwardHook',
        details: { inputs },
        advice: 'Return nothing, and scale gradients on the inputs themselves.',
      });
    }
    return replaced[position] ?? dy;
  }

  private report(): readonly (Tensor | null)[] | null {
    let result: readonly (Tensor | null)[] | null = null;
    for (const hook of this.hooks) result = hook(this.module, result ?? this.gradInputs, this.gradOutputs) ?? result;
    return result;
  }
}
