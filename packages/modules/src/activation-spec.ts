import type { ParamSpec } from '@nn/core';

/** What follows a map, as gains know it: PyTorch's name of the function, `'leaky_relu'`, and its parameter. */
export type ActivationSpec = NonNullable<ParamSpec['activation']>;

/** A module, or anything else, that says which activation it is. A module of one's own may say so too. */
export interface Activating {
  readonly activationSpec: ActivationSpec | null;
}

/** @internal What a value says, if anything. */
export function activationSpecOf(value: unknown): ActivationSpec | null {
  return (value as Partial<Activating> | null | undefined)?.activationSpec ?? null;
}
