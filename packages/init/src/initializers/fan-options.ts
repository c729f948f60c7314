import { type FanAxes, NnError } from '@nn/core';
import { fansOf } from '../fans.js';
import { fansOfAxes } from '../initializer/spec-of.js';
import type { Fans, TensorSpec } from '../initializer/tensor-spec.js';
import { choice } from '../schema/choice.js';
import { list } from '../schema/list.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { type Optional, optional } from '../schema/schema.js';

/** Axes by number, from the end where negative. */
export interface AxisChoice {
  readonly in: readonly number[];
  readonly out: readonly number[];
  /** @default all axes that are in none of the other lists */
  readonly field?: readonly number[] | undefined;
  /** Axes that run through separate maps. */
  readonly batch?: readonly number[] | undefined;
}

/** Where an initializer takes its fans from. */
export interface FanOptions {
  /** The axes to count along. @default what `fans` says */
  readonly axes?: AxisChoice | undefined;
  /** `'declared'`: by the axes and groups that the module declares. `'torch'`: PyTorch's guess from the shape alone. @default 'declared' */
  readonly fans?: FanSource | undefined;
}

export type FanSource = 'declared' | 'torch';

/** The fields of `FanOptions`, to stand among others in a schema. */
export interface FanFields {
  readonly axes: Optional<AxisChoice | undefined>;
  readonly fans: Optional<FanSource>;
}

export function fanFields(): FanFields {
  const axes = list(number({ integer: true }));
  return {
    axes: optional(object({ in: axes, out: axes, field: optional(axes), batch: optional(axes) })),
    fans: optional(choice(['declared', 'torch']), 'declared'),
  };
}

/** Whether the fans are known; if not, why. */
export function acceptsFans(options: FanOptions, spec: TensorSpec): true | string {
  const found = readFans(options, spec);
  return typeof found === 'string' ? found : true;
}

/** The fans of a tensor. Refuses one whose fans nobody knows. */
export function fansFor(op: string, options: FanOptions, spec: TensorSpec): Fans {
  const found = readFans(options, spec);
  if (typeof found !== 'string') return found;
  throw new NnError('INITIALIZER', `${op}: ${found}`, { op, details: { shape: spec.shape } });
}

function readFans({ axes, fans }: FanOptions, spec: TensorSpec): Fans | string {
  if (axes !== undefined) return fansAlong(axes, spec);
  if (fans === 'torch') {
    if (spec.shape.length < 2) return 'PyTorch computes no fans of fewer than two dimensions';
    const [fanIn, fanOut] = fansOf('fans', spec.shape);
    return { in: fanIn, out: fanOut };
  }
  return (
    spec.fans ??
    "nobody has declared its fans. Declare { axes: { in, out } } in the paramSpecs() of the module, or take { fans: 'torch' }"
  );
}

function fansAlong(choice: AxisChoice, { shape, groups }: TensorSpec): Fans | string {
  const resolved = (axes: readonly number[] = []): number[] =>
    axes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  const [inputs, out, batch] = [resolved(choice.in), resolved(choice.out), resolved(choice.batch)];
  const others = shape.map((_, axis) => axis).filter((axis) => ![...inputs, ...out, ...batch].includes(axis));
  const axes: Required<FanAxes> = {
    in: inputs,
    out,
    field: choice.field === undefined ? others : resolved(choice.field),
  };
  const named = [...axes.in, ...axes.out, ...axes.field, ...batch];
  if (named.some((axis) => axis < 0 || axis >= shape.length))
    return `it has ${shape.length} axes, fewer than are chosen`;
  if (new Set(named).size < named.length) return 'an axis is chosen twice';
  return fansOfAxes(shape, axes, groups);
}
