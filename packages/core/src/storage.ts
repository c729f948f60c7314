import type { Backend } from './backend.js';
import type { DType } from './dtype.js';
import type { Provenance } from './fill.js';
import type { Block } from './view.js';

/**
 * A block of elements on a backend, shared by every view of it.
 *
 * What `memory` is only its backend knows. The version counts writes, by whichever view; autograd compares it to tell
 * whether a saved value still is what it was. Moving the block (eviction, upload) is no write.
 */
export class Storage implements Block {
  readonly backend: Backend;
  readonly dtype: DType;
  readonly length: number;
  readonly memory: unknown;
  version = 0;
  /** Who filled it last, and at which version; a later write shows as a higher version. */
  provenance: Provenance | null = null;
  /** Why nobody may write here, in words for an operation's name: the values are computed from others, so that a write would be lost. */
  sealed: ((op: string) => Error) | null = null;

  constructor(backend: Backend, dtype: DType, length: number) {
    this.backend = backend;
    this.dtype = dtype;
    this.length = length;
    this.memory = backend.memory.allocate(dtype, length);
  }
}
