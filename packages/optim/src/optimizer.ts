import { NnError } from '@nn/core';
import { keep, Tensor } from '@nn/tensor';
import { inspect, printed } from './print.js';
import {
  camelCase,
  loadState,
  type OptimizerStateDict,
  type ParamState,
  type SavedGroup,
  type Slots,
  snakeCase,
} from './state.js';

/** Parameters with options of their own, beside which the optimizer's apply: `{ params: head.parameters(), lr: 0.1 }`. */
export type ParamGroup<Options> = { readonly params: Iterable<Tensor> } & Readonly<Partial<Options>>;

/** What schedules keep in a group. */
export interface ScheduleFields {
  /** The rate before any schedule. */
  initialLr?: number;
  maxLr?: number;
  minLr?: number;
  maxMomentum?: number;
  baseMomentum?: number;
}

/** A group as the optimizer keeps it: options may be changed between steps, as schedules do. */
export type ActiveGroup<Options> = { params: Tensor[] } & ScheduleFields & {
    -readonly [K in keyof Options]: Options[K];
  };

/** What optimizers take: parameters, or groups of them. Parameters that wait for their shape may be given before the first batch. */
export type Params<Options> = Iterable<Tensor> | Iterable<ParamGroup<Options>>;

export interface ZeroGradOptions {
  /** Forget gradients; else they are filled with zeros, and parameters that no loss reaches are stepped all the same. @default true */
  readonly setToNone?: boolean;
}

/**
 * Changes parameters by their gradients. A subclass says what it remembers and what one step does to one parameter.
 *
 * @throws NnError 'OPTION' for no parameters, for one given twice, and for what is no leaf
 * @example
 * import { type ActiveGroup, Optimizer, type Params, type Slots, type Tensor, tensor, zerosLike } from '@nn/nn';
 *
 * interface SignOptions { readonly lr: number }
 *
 * class SignDescent extends Optimizer<SignOptions> {
 *   constructor(params: Params<SignOptions>, options: SignOptions) { super(params, options); }
 *   protected check(): void {}
 *   protected slots(): Slots { return { total: zerosLike }; }
 *   protected update(p: Tensor, g: Tensor, { lr }: ActiveGroup<SignOptions>): void {
 *     const { total } = this.remembered(p) as { total: Tensor };
 *     p.data.sub_(total.add_(g).sign().mul(lr));
 *   }
 * }
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new SignDescent([w], { lr: 0.5 });
 * w.square().sum().backward();
 * optimizer.step();
 * w.detach().toArraySync(); // [0.5, -1.5]
 */
export abstract class Optimizer<Options extends object> {
  readonly paramGroups: ActiveGroup<Options>[] = [];
  /** What is remembered of every parameter that was stepped. */
  protected readonly state: Map<Tensor, ParamState> = new Map();
  /** Whether `update` may keep the gradient that it is given. Where it only reads it, the gradient is freed as soon as another replaces it. */
  protected readonly keepsGradients: boolean = true;
  /** The options of a group that has none of its own. */
  readonly defaults: Readonly<Options>;

  protected constructor(params: Params<Options>, defaults: Options) {
    this.defaults = defaults;
    if (params instanceof Tensor || typeof params !== 'object' || params === null || !(Symbol.iterator in params)) {
      const got = params instanceof Tensor ? 'Tensor' : typeOf(params);
      throw new NnError(
        'OPTION',
        `params argument given to the optimizer should be an iterable of Tensors or dicts, but got ${got}`,
        {
          op: this.constructor.name,
          advice: params instanceof Tensor ? 'Put it into an array.' : 'Pass net.parameters(), or an array of tensors.',
        },
      );
    }
    const list = [...params] as (Tensor | ParamGroup<Options>)[];
    if (list.length === 0)
      throw new NnError('OPTION', 'optimizer got an empty parameter list', { op: this.constructor.name });
    if (list.every((item) => item instanceof Tensor))
      this.addParamGroup({ params: list } as unknown as ParamGroup<Options>);
    else for (const group of list) this.addParamGroup(group as ParamGroup<Options>);
  }

  /**
   * Adds parameters with options of their own.
   *
   * @throws NnError 'OPTION'; nothing is added then
   */
  addParamGroup(group: ParamGroup<Options>): void {
    const op = this.constructor.name;
    const { params, ...own } = (group ?? {}) as Partial<ParamGroup<Options>>;
    if (typeof params !== 'object' || params === null) {
      throw new NnError('OPTION', `optimizer can only optimize Tensors, but one of the params is ${typeOf(group)}`, {
        op,
      });
    }
    const list = params instanceof Tensor ? [params] : [...params];
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    for (const parameter of list) {
      if (!(parameter instanceof Tensor)) {
        throw new NnError(
          'OPTION',
          `optimizer can only optimize Tensors, but one of the params is ${typeOf(parameter)}`,
          { op },
        );
      }
      if (!parameter.isLeaf) {
        throw new NnError('OPTION', "can't optimize a non-leaf Tensor", {
          op,
          advice: 'Give the leaf that it was computed from.',
        });
      }
      if (known.has(parameter))
        throw new NnError('OPTION', 'some parameters appear in more than one parameter group', { op });
      known.add(parameter);
    }
    const options = { ...this.defaults, ...(own as Partial<Options>) };
    this.check(options);
    this.paramGroups.push({ ...options, params: list });
  }

  /**
   * Changes every parameter that has a gradient, once. Never waits.
   *
   * @param closure computes the loss and its gradients anew; what it returns, `step` returns
   * @throws NnError 'OPTION' for an asynchronous closure; nothing is changed then
   */
  step(): void;
  step<Loss>(closure: () => Loss): Loss;
  step<Loss>(closure?: () => Loss): Loss | undefined {
    const loss = closure?.();
    if (typeof (loss as { readonly then?: unknown } | null | undefined)?.then === 'function') {
      throw new NnError('OPTION', 'step takes a synchronous closure, but this one returned a promise', {
        op: 'step',
        advice: 'Await the loss and call backward() first, then step().',
      });
    }
    for (const group of this.paramGroups) {
      for (const parameter of group.params) {
        const grad = this.keepsGradients ? parameter.grad : parameter.heldGrad;
        if (grad !== null) parameter.storage.train(() => this.update(parameter, grad, group));
      }
    }
    return loss;
  }

  /** Forgets every gradient. */
  zeroGrad({ setToNone = true }: ZeroGradOptions = {}): void {
    for (const group of this.paramGroups) {
      for (const parameter of group.params) {
        if (setToNone) parameter.grad = null;
        else parameter.grad?.data.fill_(0);
      }
    }
  }

  /**
   * Options and what is remembered, in PyTorch's layout and under its names. Tensors are the optimizer's own, not copies.
   *
   * @example
   * import { Adam, tensor } from '@nn/nn';
   *
   * const w = tensor([1, 2], { requiresGrad: true });
   * const optimizer = new Adam([w], { lr: 0.1 });
   * w.square().sum().backward();
   * optimizer.step();
   * const { state, param_groups } = optimizer.stateDict();
   * Object.keys(state[0] ?? {}); // ['step', 'exp_avg', 'exp_avg_sq']
   * param_groups[0]?.['weight_decay']; // 0
   */
  stateDict(): OptimizerStateDict {
    const state: Record<number, ParamState> = {};
    let index = 0;
    const groups = this.paramGroups.map(({ params, ...options }): SavedGroup => {
      const numbers = params.map((parameter) => {
        const remembered = this.state.get(parameter);
        if (remembered !== undefined) state[index] = { ...remembered };
        return index++;
      });
      const saved = Object.entries(options).map(([name, value]) => [snakeCase(name), value] as const);
      return { ...Object.fromEntries(saved), params: numbers };
    });
    return { state, param_groups: groups };
  }

  /**
   * Takes over options and what is remembered from a state dict, PyTorch's or ours; tensors are copied to the dtype and device of their
   * parameter.
   *
   * @throws NnError 'STATE_DICT' where groups, parameters, names or shapes do not fit; nothing is changed then
   */
  loadStateDict(saved: OptimizerStateDict): void {
    const op = this.constructor.name;
    const groups = saved?.param_groups;
    if (!Array.isArray(groups) || typeof saved.state !== 'object' || saved.state === null) {
      throw new NnError('STATE_DICT', 'a state dict is an object with state and param_groups', { op });
    }
    if (groups.length !== this.paramGroups.length) {
      throw new NnError('STATE_DICT', 'loaded state dict has a different number of parameter groups', {
        op,
        details: { saved: groups.length, own: this.paramGroups.length },
      });
    }
    const loaded: ActiveGroup<Options>[] = [];
    const states = new Map<Tensor, ParamState>();
    this.paramGroups.forEach(({ params }, i) => {
      const { params: numbers, ...options } = groups[i] as SavedGroup;
      if (!Array.isArray(numbers) || numbers.length !== params.length) {
        throw new NnError(
          'STATE_DICT',
          "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
          {
            op,
            details: { group: i, own: params.length },
          },
        );
      }
      const entries = Object.entries(options).map(([name, value]) => [camelCase(name), value] as const);
      const all = { ...this.defaults, ...(Object.fromEntries(entries) as Partial<Options>) };
      this.check(all);
      loaded.push({ ...all, params });
      params.forEach((parameter, at) => {
        const own = saved.state[numbers[at] as number];
        if (own !== undefined)
          states.set(parameter, loadState(parameter, numbers[at] as number, own, this.slots(all), op));
      });
    });
    this.paramGroups.splice(0, loaded.length, ...loaded);
    this.state.clear();
    for (const [parameter, state] of states) this.state.set(parameter, state);
  }

  /** PyTorch's text: the options of every group. */
  toString(): string {
    const groups = this.paramGroups.map((group, i) => {
      const options = Object.entries(group).filter(([name]) => name !== 'params');
      const sorted = options.toSorted(([a], [b]) => (snakeCase(a) < snakeCase(b) ? -1 : 1));
      return `Parameter Group ${i}\n${sorted.map(([name, value]) => `    ${name}: ${printed(value)}\n`).join('')}`;
    });
    return `${this.constructor.name} (\n${groups.join('\n')})`;
  }

  /** @internal */
  [inspect](): string {
    return this.toString();
  }

  /** What is remembered of a parameter; what is not there yet starts as `slots` says. */
  protected remembered(parameter: Tensor, group: ActiveGroup<Options> | Readonly<Options> = this.defaults): ParamState {
    let state = this.state.get(parameter);
    if (state === undefined) this.state.set(parameter, (state = {}));
    const slots = this.slots(group);
    for (const name in slots) {
      const first = slots[name]!;
      const known = (state[name] ??= typeof first === 'number' ? first : first(parameter));
      // The parameter may have been moved since.
      if (typeof known !== 'number') state[name] = keep(known.to({ dtype: parameter.dtype, device: parameter.device }));
    }
    return state;
  }

  /** What a step with these options remembers. */
  protected abstract slots(options: Readonly<Options>): Slots;

  /** Refuses options that no step could use. */
  protected abstract check(options: Readonly<Options>): void;

  /** One step of one parameter. */
  protected abstract update(parameter: Tensor, gradient: Tensor, group: ActiveGroup<Options>): void;
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
