/** What a backend's memory has done so far, in bytes. */
export interface MemoryStats {
  /** In the backend's memory now. */
  readonly resident: number;
  /** The most that ever was. */
  readonly peak: number;
  /** Copied out to the host to make room, all together. */
  readonly spilled: number;
  /** How many blocks that were. */
  readonly evictions: number;
}

/** A block in a backend's memory, in a list by the age of its last use. */
export interface Resident {
  readonly bytes: number;
  older: Resident | null;
  newer: Resident | null;
  /** The kernel that used it last. */
  kernel: number;
  /** What the finalizer of its owner holds. */
  token: Token | null;
}

/** All that a finalizer holds: it must not keep alive what it waits for, nor the values of what has left. */
export interface Token {
  resident: Resident | null;
}

/**
 * Which blocks are in a backend's memory, and which of them has not been used for longest. The backend's memory is a cache over
 * collected memory: what has to leave is copied to the host, where it lives as long as somebody holds it, and comes back when it is
 * used. So nobody has to free anything; finalizers only spare copies of what is dead.
 *
 * A kernel that runs must not lose its operands: `begin` starts a kernel, and what was used since is not `oldest`.
 */
export class Residency<Block extends Resident> {
  private first: Resident | null = null;
  private last: Resident | null = null;
  private running = 0;
  /** How many bytes all blocks take. */
  resident = 0;
  private peak = 0;
  private spilled = 0;
  private evictions = 0;
  private readonly finalizers: FinalizationRegistry<Token>;

  /** @param free called when the owner of a block is gone */
  constructor(free: (block: Block) => void) {
    this.finalizers = new FinalizationRegistry(({ resident }) => {
      if (resident !== null) free(resident as Block);
    });
  }

  get stats(): MemoryStats {
    const { resident, peak, spilled, evictions } = this;
    return { resident, peak, spilled, evictions };
  }

  /** A kernel starts: operands of the ones before may leave. */
  begin(): void {
    this.running++;
  }

  /** Takes a block in as the one that was used last. */
  enter(block: Block): void {
    this.resident += block.bytes;
    if (this.resident > this.peak) this.peak = this.resident;
    this.append(block);
  }

  /** The running kernel uses the block. */
  touch(block: Block): void {
    block.kernel = this.running;
    if (block === this.last) return;
    this.unlink(block);
    this.append(block);
  }

  /** The block is not in the backend's memory any more. */
  leave(block: Block): void {
    this.resident -= block.bytes;
    this.unlink(block);
    const { token } = block;
    if (token === null) return;
    token.resident = null;
    block.token = null;
    this.finalizers.unregister(token);
  }

  /** `leave`, because room was needed: the values were copied. */
  spill(block: Block): void {
    this.spilled += block.bytes;
    this.evictions++;
    this.leave(block);
  }

  /** The block that was not used for longest; `null` where all are the running kernel's. */
  get oldest(): Block | null {
    const { first } = this;
    return first === null || first.kernel === this.running ? null : (first as Block);
  }

  /** Frees the block, if it is still there, once `owner` is collected. */
  watch(owner: object, block: Block): void {
    const token: Token = { resident: block };
    block.token = token;
    this.finalizers.register(owner, token, token);
  }

  private append(block: Resident): void {
    block.older = this.last;
    block.newer = null;
    if (this.last === null) this.first = block;
    else this.last.newer = block;
    this.last = block;
  }

  private unlink(block: Resident): void {
    const { older, newer } = block;
    if (older === null) this.first = newer;
    else older.newer = newer;
    if (newer === null) this.last = older;
    else newer.older = older;
    block.older = null;
    block.newer = null;
  }
}
