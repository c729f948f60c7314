import type { JsonObject } from './json.js';

/** How a keyed initialization can be made again: plain JSON, so that it travels with a checkpoint. */
export interface Origin {
  /** The initializer's name: `@nn/init:normal`. */
  readonly use: string;
  /** Its version: another one gives other values. */
  readonly version: number;
  readonly params: JsonObject;
  /** The key of the parameter, as 32 hexadecimal digits. */
  readonly key: string;
  /** Whether the blocks of a packed parameter were each drawn by themselves. */
  readonly packed: 'per-block' | 'whole';
  /** The policy and the rule of it that chose the initializer, where one did. */
  readonly policy?: string;
  readonly rule?: string;
}
