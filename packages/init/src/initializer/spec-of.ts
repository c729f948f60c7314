import { type DType, type FanAxes, NnError, type ParamSpec, type Shape } from '@nn/core';
import type { Fans, TensorSpec } from './tensor-spec.js';

/** What is known of a tensor beside its shape and dtype. */
export interface SpecSource {
  readonly spec: ParamSpec | null;
  readonly sibling: (name: string) => Shape | null;
}

/** Of a tensor of nobody's. */
export const unknownSource: SpecSource = { spec: null, sibling: () => null };

/** What an initializer is told of a whole parameter. */
export function specOf({ spec, sibling }: SpecSource, shape: Shape, dtype: DType, op: string): TensorSpec {
  const { axes = null, groups = 1 } = spec ?? {};
  if (axes !== null) checkAxes(axes, shape, op);
  return {
    shape,
    dtype: floating(dtype, op),
    role: spec?.role ?? null,
    axes,
    groups,
    fans: axes === null ? null : fansOfAxes(shape, axes, groups),
    blocks: spec?.blocks ?? null,
    addedTo: spec?.addedTo ?? null,
    depth: spec?.depth ?? null,
    activation: spec?.activation ?? null,
    default: spec?.default ?? null,
    sibling,
  };
}

/** What an initializer is told of one block of it. */
export function blockSpecOf(whole: TensorSpec, blocks: number): TensorSpec {
  const shape = [whole.shape[0]! / blocks, ...whole.shape.slice(1)];
  const fans = whole.axes === null ? null : fansOfAxes(shape, whole.axes, whole.groups);
  return { ...whole, shape, fans, blocks: null };
}

/** The fans by declared axes. Of a grouped map, axis 0 counts all groups and axis 1 one of them. */
export function fansOfAxes(shape: Shape, { in: inputs, out, field = [] }: FanAxes, groups = 1): Fans {
  const along = (axes: readonly number[]): number =>
    axes.reduce((product, axis) => product * (axis === 0 ? shape[0]! / groups : shape[axis]!), 1);
  return { in: along(inputs) * along(field), out: along(out) * along(field) };
}

function checkAxes(axes: FanAxes, shape: Shape, op: string): void {
  const named = [...axes.in, ...axes.out, ...(axes.field ?? [])];
  const right = named.every((axis) => Number.isSafeInteger(axis) && axis >= 0 && axis < shape.length);
  if (right && new Set(named).size === named.length) return;
  throw new NnError(
    'SHAPE',
    `${op}: the axes [${named.join(', ')}] are not those of a tensor of ${shape.length} dimensions`,
    {
      op,
      details: { axes, shape },
      advice: 'Name every axis once, from 0 on.',
    },
  );
}

function floating(dtype: DType, op: string): TensorSpec['dtype'] {
  if (dtype === 'float32' || dtype === 'float64' || dtype === 'float16' || dtype === 'bfloat16') return dtype;
  throw new NnError('DTYPE', `${op} fills floats, but the tensor is ${dtype}`, { op, details: { dtype } });
}
