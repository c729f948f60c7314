import type { Backend } from './backend.js';
import type { DType } from './dtype.js';
import type { Provenance } from './fill.js';
import type { WriteHistory } from './network-view.js';
import type { Block } from './view.js';

/** The provenance of memory that nobody has written to. */
export const unwritten: Provenance = {
  law: 'empty',
  parameters: {},
  byDefault: true,
  version: 0,
  origin: null,
};

/**
 * A block of elements on a backend, shared by every view of it.
 *
 * What `memory` is only its backend knows. The version counts writes, by whichever view; autograd compares it to tell
 * whether a saved value still is what it was. Moving the block (eviction, upload) is no write.
 */
export class Storage implements Block, WriteHistory {
  readonly backend: Backend;
  readonly dtype: DType;
  readonly length: number;
  readonly memory: unknown;
  version = 0;
  /** Who filled it last, and at which version; a later write shows as a higher version. */
  provenance: Provenance | null = null;
  /** The version after the last step of an optimizer that followed on a known write; 0 before the first. */
  trained = 0;
  /** Its block was freed: nobody may look at it any more. */
  freed = false;
  private handles = 0;
  /** A walk's own: the greatest that any has left here. */
  mark = 0;
  /** Why nobody may write here, in words for an operation's name: the values are computed from others, so that a write would be lost. */
  sealed: ((op: string) => Error) | null = null;

  /** @param blank the elements may be anything: a kernel is about to write all of them */
  constructor(backend: Backend, dtype: DType, length: number, blank: boolean = false) {
    this.backend = backend;
    this.dtype = dtype;
    this.length = length;
    this.memory = backend.memory.allocate(dtype, length, blank);
    backend.memory.watch?.(this, this.memory);
  }

  /** One more handle looks here: a tensor, or a value that a derivative keeps. */
  retain(): void {
    this.handles++;
  }

  /** One handle looks here no more; after the last one the block is freed. Handles that are collected are not taken off: then the block is, with them. */
  release(): void {
    if (--this.handles > 0 || this.freed) return;
    this.freed = true;
    this.backend.memory.free(this.memory);
  }

  /** True where the last write is known: a fill, or training. Of a block that nobody has filled, only training is known. */
  get isAccountedFor(): boolean {
    const { version, provenance, trained } = this;
    return version === trained || version === provenance?.version || (provenance === null && trained === 0);
  }

  /** Runs a step of training. What follows on a write that nobody knows of stays unknown, so that the write shows. */
  train(step: () => void): void {
    const known = this.isAccountedFor;
    step();
    if (known) this.trained = this.version;
  }

  /** Runs a write that belongs to the one before: the padding row of a table that was drawn, the same values in another form. */
  complete(write: () => void): void {
    const { version, provenance, trained } = this;
    write();
    if (version === provenance?.version) this.provenance = { ...provenance, version: this.version };
    if (version === trained) this.trained = this.version;
  }

  /** Takes over the history of another block, whose values this one has got. */
  inherit({ version, provenance, trained }: WriteHistory): void {
    this.version = version;
    this.provenance = provenance;
    this.trained = trained;
  }
}
