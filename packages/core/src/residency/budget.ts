/** What a budget begins with, where it may be more. */
const first = 16 * 2 ** 20;

/**
 * How many bytes of a backend's memory blocks may take, learned from what comes back. Nobody can say in time which values are dead, but
 * dead values never come back: so the budget begins small, and grows by what had to leave and was used again. What comes back now and
 * then costs less than the room it would need: a sixteenth of what is made meanwhile does not count.
 */
export class Budget {
  bytes: number;
  private missed = 0;

  /** @param most which it never exceeds */
  constructor(private readonly most: number) {
    this.bytes = Math.min(most, first);
  }

  /** A new block needs room. */
  made(bytes: number): void {
    this.missed = Math.max(0, this.missed - bytes / 16);
  }

  /** A block that had left needs room again. */
  cameBack(bytes: number): void {
    this.missed += bytes;
    if (this.missed < this.bytes / 8) return;
    this.bytes = Math.min(this.most, this.bytes + this.missed);
    this.missed = 0;
  }
}
