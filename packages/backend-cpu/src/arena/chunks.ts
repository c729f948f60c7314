/** A stretch of addresses, taken or free. */
export class Chunk {
  /** Neighbours by address. */
  below: Chunk | null = null;
  above: Chunk | null = null;
  /** Neighbours in the list of free chunks of a size class. */
  next: Chunk | null = null;
  previous: Chunk | null = null;
  free = false;

  constructor(
    public address: number,
    public bytes: number,
  ) {}
}

/** Sizes are multiples of this. */
export const GRANULE = 128;

/** Of a size class no more than so many chunks are tried. */
const tries = 4;

/**
 * Addresses from `base` up, handed out in chunks. Free chunks stand in lists by size class, four to an octave, the last freed first:
 * its lines are still in the cache. Neighbours that are free become one, so that no use of memory leaves it in pieces for good.
 */
export class Chunks {
  /** Where the address space handed out so far ends. */
  top: number;
  private highest: Chunk | null = null;
  private readonly lists: (Chunk | null)[] = new Array<Chunk | null>(128).fill(null);
  /** By size class, whether its list has any. */
  private readonly filled = new Uint32Array(4);

  constructor(readonly base: number) {
    this.top = base;
  }

  /** A chunk of at least `bytes`, which is a multiple of the granule, from what is free; `null` where nothing is long enough. */
  take(bytes: number): Chunk | null {
    const own = sizeClass(bytes);
    let chunk = this.lists[own] ?? null;
    for (let tried = 1; chunk !== null && chunk.bytes < bytes; tried++) chunk = tried < tries ? chunk.next : null;
    chunk ??= this.lists[this.nextFilled(own + 1)] ?? null;
    if (chunk === null) return null;
    this.unlist(chunk);
    this.split(chunk, bytes);
    return chunk;
  }

  /** A chunk at the top of the address space, which grows by it. */
  extend(bytes: number): Chunk {
    const { highest } = this;
    if (highest !== null && highest.free) {
      this.unlist(highest);
      this.top += bytes - highest.bytes;
      highest.bytes = bytes;
      return highest;
    }
    const chunk = new Chunk(this.top, bytes);
    this.top += bytes;
    chunk.below = highest;
    if (highest !== null) highest.above = chunk;
    this.highest = chunk;
    return chunk;
  }

  /** How much the address space grows where it is extended by a chunk of `bytes`. */
  growth(bytes: number): number {
    const { highest } = this;
    return highest !== null && highest.free ? bytes - highest.bytes : bytes;
  }

  /** The chunk is free again. */
  give(chunk: Chunk): void {
    const { below, above } = chunk;
    if (above !== null && above.free) {
      this.unlist(above);
      this.absorb(chunk, above);
    }
    if (below !== null && below.free) {
      this.unlist(below);
      this.absorb(below, chunk);
      this.list(below);
    } else this.list(chunk);
  }

  private split(chunk: Chunk, bytes: number): void {
    const rest = chunk.bytes - bytes;
    if (rest === 0) return;
    const other = new Chunk(chunk.address + bytes, rest);
    chunk.bytes = bytes;
    other.below = chunk;
    other.above = chunk.above;
    if (chunk.above !== null) chunk.above.below = other;
    else this.highest = other;
    chunk.above = other;
    this.list(other);
  }

  private absorb(chunk: Chunk, above: Chunk): void {
    chunk.bytes += above.bytes;
    chunk.above = above.above;
    if (above.above !== null) above.above.below = chunk;
    else this.highest = chunk;
  }

  private list(chunk: Chunk): void {
    const own = sizeClass(chunk.bytes);
    const first = this.lists[own]!;
    chunk.free = true;
    chunk.next = first;
    chunk.previous = null;
    if (first !== null) first.previous = chunk;
    this.lists[own] = chunk;
    this.filled[own >> 5]! |= 1 << (own & 31);
  }

  private unlist(chunk: Chunk): void {
    const { next, previous } = chunk;
    chunk.free = false;
    chunk.next = null;
    chunk.previous = null;
    if (next !== null) next.previous = previous;
    if (previous !== null) previous.next = next;
    else {
      const own = sizeClass(chunk.bytes);
      this.lists[own] = next;
      if (next === null) this.filled[own >> 5]! &= ~(1 << (own & 31));
    }
  }

  /** The first class from `from` on that has a chunk, or one that has none. */
  private nextFilled(from: number): number {
    for (let word = from >> 5; word < 4; word++) {
      let bits = this.filled[word]!;
      if (word === from >> 5) bits &= -1 << (from & 31);
      if (bits !== 0) return 32 * word + 31 - Math.clz32(bits & -bits);
    }
    return 127;
  }
}

/** The class of a size: every chunk of a greater class is longer. */
function sizeClass(bytes: number): number {
  const granules = bytes / GRANULE;
  const octave = 31 - Math.clz32(granules);
  return 4 * octave + (((granules * 4) / 2 ** octave) & 3);
}
