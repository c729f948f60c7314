import { NnError, sameShape } from '@nn/core';
import { Tensor } from '@nn/tensor';

/** What is remembered of one parameter, under PyTorch's names. */
export type ParamState = Record<string, Tensor | number>;

/** What a rule remembers: counters with their first value, tensors with what makes their first one. */
export type Slots = Readonly<Record<string, number | ((parameter: Tensor) => Tensor)>>;

/** A parameter group in a state dict: PyTorch's names of the options, and the numbers of the parameters. */
export interface SavedGroup {
  readonly params: readonly number[];
  readonly [option: string]: unknown;
}

/** An optimizer's state in PyTorch's layout. Counters are plain numbers; PyTorch keeps some as tensors, and both are read. */
export interface OptimizerStateDict {
  /** By the parameter's number, counted through the groups; none for what has not been stepped yet. */
  readonly state: Readonly<Record<number, Readonly<Record<string, Tensor | number | null>>>>;
  readonly param_groups: readonly SavedGroup[];
}

/** @internal `weightDecay` → `weight_decay`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** @internal `weight_decay` → `weightDecay`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** @internal What PyTorch keeps as a tensor of one element. */
const counters: ReadonlySet<string> = new Set(['step', 'mu_product']);

/** @internal A parameter's saved state, checked and copied: in the parameter's dtype and on its device. */
export function loadState(
  parameter: Tensor,
  index: number,
  saved: Readonly<Record<string, unknown>>,
  slots: Slots,
  op: string,
): ParamState {
  const refuse = (what: string): never => {
    throw new NnError('STATE_DICT', `loaded state dict: parameter ${index}: ${what}`, {
      op,
      details: { parameter: index },
      advice: 'Load the state of an optimizer of the same class, over parameters of the same shapes in the same order.',
    });
  };
  const state: ParamState = {};
  for (const [name, value] of Object.entries(saved)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'number') state[name] = value;
    else if (!(value instanceof Tensor)) refuse(`'${name}' is no tensor and no number`);
    else if (counters.has(name)) state[name] = value.itemSync();
    else if (parameter.block !== null && !sameShape(value.shape, parameter.shape)) {
      refuse(`'${name}' has shape [${value.shape.join(', ')}], the parameter [${parameter.shape.join(', ')}]`);
    } else state[name] = copyFor(parameter, value);
  }
  if (Object.keys(state).length === 0) return state;
  for (const [name, first] of Object.entries(slots)) {
    if (typeof state[name] === (typeof first === 'number' ? 'number' : 'object')) continue;
    refuse(`'${name}' is missing`);
  }
  return state;
}

function copyFor(parameter: Tensor, value: Tensor): Tensor {
  const source = value.detach();
  const moved = source.to(
    parameter.block === null ? { dtype: parameter.dtype } : { dtype: parameter.dtype, device: parameter.device },
  );
  return moved === source ? source.clone() : moved;
}
