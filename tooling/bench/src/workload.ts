/** Values that every peer makes for itself, alike to the bit: see `valuesOf`. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly seed: number;
  readonly scale: number;
}

/** One tensor to fill: how, its shape, and the one number that some ways need. */
export type Filling = readonly [how: string, shape: readonly number[], argument?: number];

/** A piece of work as data, so that peers in other languages and processes do the same. */
export interface Workload {
  readonly id: string;
  readonly inputs?: Readonly<Record<string, InputSpec>>;
  /** Classes: `n` numbers below `k`. */
  readonly labels?: { readonly seed: number; readonly n: number; readonly k: number };
  /** What an initialization fills, in this order. */
  readonly list?: readonly Filling[];
  /** A learning rate. */
  readonly lr?: number;
  /** So many losses of a training are compared. */
  readonly checkSteps?: number;
  readonly heads?: number;
}

export interface Input {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A workload's inputs as values. */
export interface Data {
  readonly labels?: readonly number[];
  readonly [name: string]: Input | readonly number[] | undefined;
}

/** What is compared before anything is timed: an output, losses and norms of gradients, or the tensors that were filled. */
export type Answer =
  | { readonly out: Float32Array }
  | { readonly scalars: readonly number[] }
  | { readonly tensors: readonly Float32Array[] };

/** A workload ready to run. */
export interface Bench {
  /** Once; the result is there when it returns. */
  readonly step: () => unknown;
  /** Answers from the initial state, and goes back to it. */
  readonly check: () => Answer;
}

export type Prepare = (workload: Workload, data: Data) => Bench;
