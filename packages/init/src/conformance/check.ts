/** One statement about an initializer, and how to find out. */
export interface Check {
  /** A sentence that continues its name: `gives the same values for the same key`. */
  readonly name: string;
  /** Throws where it does not hold. */
  readonly run: () => void;
}

/** Fails a check. */
export function fail(message: string): never {
  throw new Error(message);
}
