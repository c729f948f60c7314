import type { FanOptions } from '../initializers/fan-options.js';
import { readOptionsOfFixed } from '../options.js';

/** An axis or several, from the end where negative. */
export type Axes = number | readonly number[];

/**
 * Which axes of a kernel are inputs and outputs; all others but those of `batchAxis` are its receptive field. JAX's defaults −2 and −1 are those
 * of its own kernels: **where none is given, the axes that the module declares count**.
 */
export interface AxisOptions {
  readonly inAxis?: Axes;
  readonly outAxis?: Axes;
  readonly batchAxis?: Axes;
}

/** The axes as an initializer takes them. */
export function readAxes(op: string, options: AxisOptions): FanOptions {
  const { inAxis, outAxis, batchAxis } = readOptionsOfFixed<Record<keyof AxisOptions, Axes>>(op, options, defaults);
  if (Object.values(options).every((axes) => axes === undefined)) return {};
  return { axes: { in: [inAxis].flat(), out: [outAxis].flat(), batch: [batchAxis].flat() } };
}

const defaults = { inAxis: -2, outAxis: -1, batchAxis: [] };
