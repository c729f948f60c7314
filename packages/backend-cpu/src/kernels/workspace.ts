import type { View } from '@nn/core';
import type { Arena } from '../arena/arena.js';
import type { Staging } from '../arena/staging.js';

/** Runs a kernel over operands that are brought in, inputs first, with `bytes` to work in; says whether there was room. */
export type Launch = (
  inputs: readonly View[],
  outputs: readonly View[],
  bytes: number,
  run: (addresses: readonly number[], workspace: number) => void,
) => boolean;

export function withWorkspace(arena: Arena, staging: Staging): Launch {
  const addresses: number[] = [];
  return (inputs, outputs, bytes, run) => {
    if (!staging.bringIn(inputs, outputs, addresses)) return false;
    const workspace = arena.reserve(bytes);
    if (workspace === null) return false;
    run(addresses, workspace.address);
    arena.release(workspace);
    staging.bringOut();
    return true;
  };
}
