import type { DType, JsonObject, Shape } from '@nn/core';
import type { InitializerConfig } from '../initializer/initializer.js';
import type { Packing } from '../initializer/parts.js';
import type { PlanEntry } from './plan-entry.js';

/** The format of a plan's JSON. */
export const planFormat = 'nn-plan/1';

/** A plan's line as JSON. */
export interface PlanRecord {
  readonly path: string;
  /** `null` where a lazy layer waits for its first batch. */
  readonly shape: Shape | null;
  readonly dtype: DType;
  readonly rule: string | null;
  /** `null` where values stay as they are. */
  readonly initializer: Required<InitializerConfig> | null;
  readonly packing: Packing;
  /** Of the parameter's stream, as 32 hexadecimal digits. */
  readonly key: string;
}

/** A plan as JSON. */
export interface PlanJSON {
  readonly format: typeof planFormat;
  /** The version of keyed streams. */
  readonly stream: string;
  /** In decimal digits: it may have 64 bits. */
  readonly seed: string;
  readonly policy: JsonObject;
  readonly entries: readonly PlanRecord[];
}

export function recordOf({ path, shape, dtype, rule, initializer, packing, key }: PlanEntry): PlanRecord {
  return { path, shape, dtype, rule, initializer: initializer?.toJSON() ?? null, packing, key: key.toString() };
}
