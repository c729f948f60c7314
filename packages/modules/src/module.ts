import {
  type BufferView,
  type DType,
  NnError,
  type ParameterView,
  type ParamSpec,
  type ParamSpecs,
  type Shape,
} from '@nn/core';
import type { Tensor, ToOptions } from '@nn/tensor';
import { cloneModule } from './clone-module.js';
import { type BackwardHook, type ForwardHook, type ForwardPreHook, type HookHandle, hooksOf } from './hooks.js';
import { locate } from './locate.js';
import { isModule, ModuleBase } from './module-base.js';
import { moveModule } from './move-module.js';
import { bufferViews, parameterViews } from './network-view.js';
import type { Buffer, Parameter } from './parameter.js';
import { inspect, type Repr, printModule } from './print-module.js';
import { type LoadOptions, type LoadReport, loadStateDict, type StateDict, stateDict } from './state-dict.js';
import { checkTree, namedBuffers, namedModules, namedParameters, ownEntries, type WalkOptions } from './tree.js';

/**
 * A piece of a network: parameters, buffers and other modules in plain fields, and `forward`.
 *
 * What a module owns is found when it is asked for, in the order in which the fields were assigned; there is nothing to register. An array,
 * Map or object of modules or parameters is refused, since they would be missed in silence: use `ModuleList`, `ModuleDict` and their kind.
 *
 * @example
 * import { Linear, Module, rand, type Tensor } from '@nn/nn';
 *
 * class Net extends Module {
 *   first = new Linear(4, 8);
 *   second = new Linear(8, 1);
 *   forward(x: Tensor): Tensor {
 *     return this.second.forward(this.first.forward(x).relu());
 *   }
 * }
 * new Net().forward(rand([2, 4])).shape; // [2, 1]
 */
export abstract class Module extends ModuleBase {
  /**
   * The name that rules know a class by, whatever a bundler makes of it; a class that declares none is known by its JavaScript name. Rules for
   * a class reach the classes that extend it. A lazy class is known by what it becomes.
   */
  static readonly logicalName: string = 'Module';

  /** True while the module trains: dropout drops, batch norms gather statistics. Set by `train` and `eval`. */
  training = true;

  /** What the module computes. The one way to call it. */
  abstract forward(...inputs: never[]): unknown;

  /** What shapes cannot tell an initializer about this module's own parameters, by field name. Names of parameters that are not there do no harm. */
  paramSpecs(): ParamSpecs {
    return {};
  }

  /**
   * What this module knows of a parameter below it beyond what the parameter's owner says: the activation behind a map, another default. Called
   * with the path from here, `linear1.weight`, for every parameter that has a spec, by inner modules first. Optional.
   *
   * @param shape `null` until a first batch has told it
   *
   * @example
   * import { Linear, Module, type ParamSpec, type Tensor } from '@nn/nn';
   *
   * class Gate extends Module {
   *   linear = new Linear(4, 4);
   *   refineSpec(path: string, spec: ParamSpec): ParamSpec {
   *     return path === 'linear.weight' ? { ...spec, activation: { name: 'sigmoid' } } : spec;
   *   }
   *   forward(x: Tensor): Tensor {
   *     return this.linear.forward(x).sigmoid().mul(x);
   *   }
   * }
   * [...new Gate().parameterViews()][0]?.spec?.activation?.name; // 'sigmoid'
   */
  refineSpec?(path: string, spec: ParamSpec, shape: Shape | null): ParamSpec;

  /**
   * Names of the fields that hold residual blocks one after another, in a `ModuleList`, a `Sequential` or any other module: parameters in them are
   * told how deep they stand (`spec.depth`), by the innermost stack. A wrong name is refused at the first walk.
   *
   * @example
   * import { Linear, Module, ModuleList, type Tensor } from '@nn/nn';
   *
   * class Net extends Module {
   *   blocks = new ModuleList([new Linear(4, 4), new Linear(4, 4)]);
   *   stacks(): readonly string[] {
   *     return ['blocks'];
   *   }
   *   forward(x: Tensor): Tensor {
   *     for (const block of this.blocks) x = x.add(block.forward(x));
   *     return x;
   *   }
   * }
   * [...new Net().parameterViews()].map(({ spec }) => spec?.depth?.index); // [0, 0, 1, 1]
   */
  stacks(): readonly string[] {
    return [];
  }

  /** Every parameter below, tied ones once, with what initialization needs to know of it. */
  parameterViews(): Iterable<ParameterView> {
    return parameterViews(this);
  }

  /** Every buffer below once, with what became of its values; but those whose length the first batch tells. */
  bufferViews(): Iterable<BufferView> {
    return bufferViews(this);
  }

  /** Every parameter with its path, each once, own before children's. */
  namedParameters(options: WalkOptions = {}): IterableIterator<[path: string, parameter: Parameter]> {
    return namedParameters(this, options);
  }

  /** Every parameter, each once. */
  *parameters(options: WalkOptions = {}): IterableIterator<Parameter> {
    for (const [, parameter] of namedParameters(this, options)) yield parameter;
  }

  /** Every buffer with its path. */
  namedBuffers(options: WalkOptions = {}): IterableIterator<[path: string, buffer: Buffer]> {
    return namedBuffers(this, options);
  }

  /** Every buffer, each once. */
  *buffers(options: WalkOptions = {}): IterableIterator<Buffer> {
    for (const [, buffer] of namedBuffers(this, options)) yield buffer;
  }

  /** This module under the empty path, then all below, each once, parents first. */
  namedModules(): IterableIterator<[path: string, module: Module]> {
    return namedModules(this);
  }

  /** This module, then all below, each once, parents first. */
  *modules(): IterableIterator<Module> {
    for (const [, module] of namedModules(this)) yield module;
  }

  /** The modules right below, each once. */
  *namedChildren(): IterableIterator<[name: string, module: Module]> {
    const seen = new Set<Module>();
    for (const [name, value] of ownEntries(this)) {
      if (!isModule(value) || seen.has(value)) continue;
      seen.add(value);
      yield [name, value];
    }
  }

  /** The modules right below, each once. */
  *children(): IterableIterator<Module> {
    for (const [, child] of this.namedChildren()) yield child;
  }

  /**
   * Calls `fn` on every module below and then on this one: children first.
   *
   * @throws NnError 'MODULE_TREE' before anything is called
   * @example
   * import { init, Linear, ReLU, Sequential } from '@nn/nn';
   *
   * new Sequential(new Linear(4, 8), new ReLU()).apply((m) => {
   *   if (m instanceof Linear) init.xavierUniform_(m.weight);
   * });
   */
  apply(fn: (module: Module) => void): this {
    checkTree(this);
    for (const child of [...this.children()]) child.apply(fn);
    fn(this);
    return this;
  }

  /** Sets training mode on this module and all below, each by its own `train`. */
  train(mode = true): this {
    checkTree(this);
    this.training = mode;
    for (const child of this.children()) child.train(mode);
    return this;
  }

  /** Sets evaluation mode on this module and all below. */
  eval(): this {
    return this.train(false);
  }

  /** Freezes or unfreezes every parameter. */
  requiresGrad_(wanted = true): this {
    for (const parameter of [...this.parameters()]) parameter.requiresGrad_(wanted);
    return this;
  }

  /** Forgets every parameter's gradient. */
  zeroGrad(): void {
    for (const parameter of [...this.parameters()]) parameter.grad = null;
  }

  /**
   * Moves every parameter and buffer to a device, floating ones also to a dtype, gradients with them; the objects stay the same. A parameter
   * that waits for its shape will have its values there.
   *
   * @throws NnError 'DTYPE' for a dtype that is not floating, 'BACKEND' for an unknown device, 'SYNC_READ' from a device whose values cannot
   * be read at once; nothing has moved then
   * @example
   * import { Linear } from '@nn/nn';
   *
   * new Linear(4, 8).to('float64').weight.dtype; // float64
   */
  to(target: DType | (string & {}) | ToOptions): this {
    moveModule(this, target);
    return this;
  }

  /**
   * A copy that shares nothing with this module: parameters, buffers and modules below are copied, once each however often they occur. Hooks
   * and gradients are not. A module with fields that cannot be copied may override it.
   *
   * @throws NnError 'MODULE_TREE' where `forward` is an arrow function in a field, which would go on using the original
   * @example
   * import { Linear } from '@nn/nn';
   *
   * const layer = new Linear(4, 8);
   * layer.clone().weight === layer.weight; // false
   */
  clone(): this {
    return cloneModule(this);
  }

  /**
   * PyTorch's state dict: every parameter and persistent buffer under its path, sharing memory.
   *
   * @throws NnError 'UNINITIALIZED' naming every parameter that waits for its shape
   */
  stateDict(): StateDict {
    return stateDict(this);
  }

  /**
   * Copies values in. All keys and shapes are checked first: a refused call has changed nothing, and its error names every mistake at once.
   *
   * @throws NnError 'STATE_DICT'
   */
  loadStateDict(
    state: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
    options: LoadOptions = {},
  ): LoadReport {
    return loadStateDict(this, state, options);
  }

  /**
   * Calls `hook` after every `forward`; what it returns, if anything, replaces the output.
   *
   * @example
   * import { Linear, rand } from '@nn/nn';
   *
   * const layer = new Linear(4, 8);
   * const seen: unknown[] = [];
   * const handle = layer.registerForwardHook((module, inputs, output) => {
   *   seen.push(output.shape);
   * });
   * layer.forward(rand([2, 4]));
   * handle.remove();
   * seen; // [[2, 8]]
   */
  registerForwardHook<M extends Module>(this: M, hook: ForwardHook<M>): HookHandle {
    return hooksOf(this).addForward(hook as never);
  }

  /** Calls `hook` before every `forward`; an array that it returns replaces the inputs. */
  registerForwardPreHook<M extends Module>(this: M, hook: ForwardPreHook<M>): HookHandle {
    return hooksOf(this).addForwardPre(hook as never);
  }

  /** Calls `hook` when the gradients of the inputs are known; an array that it returns replaces them. */
  registerFullBackwardHook<M extends Module>(this: M, hook: BackwardHook<M>): HookHandle {
    return hooksOf(this).addBackward(hook as never);
  }

  /** PyTorch's printed form. */
  override toString(): string {
    return printModule(this);
  }

  /** @internal What `console.log` shows in Node. */
  [inspect](): string {
    return this.toString();
  }

  /** The arguments to show in the printed form, in order. */
  extraRepr(): Repr {
    return {};
  }

  /** @internal The entries of a container; `null` where the module's fields are its entries. */
  containerEntries(): Iterable<readonly [name: string, value: Module | Parameter]> | null {
    return null;
  }

  /**
   * @internal A lazy module gives its parameters the shapes that the inputs tell, and is a plain one from then on. Without inputs it does so
   * where all values are there already, of a state dict; else it waits on. Nothing to other modules.
   */
  materializeFrom(_inputs: readonly unknown[]): void {}

  /** @internal An error that passes through this module, with its place in it. `detail` says what this module makes of it. */
  locate(error: unknown, detail?: string): unknown {
    return error instanceof NnError ? locate(error, this, detail) : error;
  }
}
