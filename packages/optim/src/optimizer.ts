import { NnError } from '@nn/core';
import { Tensor } from '@nn/tensor';

/** Parameters that share options. */
export interface ParamGroup<Options> {
  readonly params: Iterable<Tensor>;
  readonly options?: Partial<Options>;
}

/** A group as the optimizer keeps it: options may be changed between steps, as schedules do. */
export type ActiveGroup<Options> = { params: Tensor[] } & { -readonly [K in keyof Options]: Options[K] };

/** What optimizers take: parameters, or groups of them. Parameters that wait for their shape may be given before the first batch. */
export type Params<Options> = Iterable<Tensor> | Iterable<ParamGroup<Options>>;

/**
 * Changes parameters by their gradients. A subclass says what one step does to one parameter.
 *
 * @throws NnError 'OPTION' for no parameters, for one given twice, and for what is no leaf
 */
export abstract class Optimizer<Options extends object> {
  readonly paramGroups: ActiveGroup<Options>[] = [];
  /** Per parameter, what the rule remembers from step to step. */
  protected readonly state: WeakMap<Tensor, Record<string, Tensor | number>> = new WeakMap();

  protected constructor(
    params: Params<Options>,
    private readonly defaults: Options,
  ) {
    const list = [...params] as (Tensor | ParamGroup<Options>)[];
    if (list.length === 0) throw new NnError('OPTION', 'optimizer got an empty parameter list', { op: this.constructor.name });
    const tensors = list.filter((item): item is Tensor => item instanceof Tensor);
    if (tensors.length === list.length) this.addParamGroup({ params: tensors });
    else for (const group of list) this.addParamGroup(group as ParamGroup<Options>);
  }

  /** Adds parameters with options of their own. */
  addParamGroup(group: ParamGroup<Options>): void {
    const params = [...group.params];
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    for (const parameter of params) {
      if (!(parameter instanceof Tensor)) {
        throw new NnError('OPTION', `optimizer can only optimize Tensors, but one of the params is ${typeof parameter}`, { op: this.constructor.name });
      }
      if (!parameter.isLeaf) throw new NnError('OPTION', "can't optimize a non-leaf Tensor", { op: this.constructor.name, advice: 'Give the leaf that it was computed from.' });
      if (known.has(parameter)) throw new NnError('OPTION', 'some parameters appear in more than one parameter group', { op: this.constructor.name });
      known.add(parameter);
    }
    const options = { ...this.defaults, ...group.options };
    this.check(options);
    this.paramGroups.push({ ...options, params } as ActiveGroup<Options>);
  }

  /** Changes every parameter that has a gradient, once. Never waits. */
  step(): void {
    for (const group of this.paramGroups) {
      for (const parameter of group.params) if (parameter.grad !== null) this.update(parameter, parameter.grad, group);
    }
  }

  /** Forgets every gradient. */
  zeroGrad(): void {
    for (const group of this.paramGroups) for (const parameter of group.params) parameter.grad = null;
  }

  /** Refuses options that no step could use. */
  protected abstract check(options: Options): void;

  /** One step of one parameter. */
  protected abstract update(parameter: Tensor, gradient: Tensor, options: ActiveGroup<Options>): void;
}

/** @internal A coded error unless the option is a number that is at least `least`. */
export function checkAtLeast(least: number, name: string, value: number, op: string): void {
  if (!(value >= least)) throw new NnError('OPTION', `Invalid ${name}: ${String(value)}`, { op, details: { [name]: value }, advice: `It must be a number, at least ${least}.` });
}
