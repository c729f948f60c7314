/** What tensors and expressions have in common. */
export interface Value<T> {
  add(other: T | number): T;
  sub(other: T): T;
  mul(other: T): T;
  neg(): T;
}

/** The functions of recurrent layers, on one kind of values. */
export interface Functions<T> {
  readonly sigmoid: (x: T) => T;
  readonly tanh: (x: T) => T;
  readonly relu: (x: T) => T;
  /** 1 where x > 0, else 0. */
  readonly step: (x: T) => T;
}

/** What a step makes. */
export interface StepResult<T> {
  readonly hidden: T;
  /** Beside the hidden state, where there is one. */
  readonly memory?: T;
  /** What the derivative wants to know of the step. */
  readonly kept: readonly T[];
}

/** What a step knows when its gradients come back. */
export interface StepRecord<T> {
  readonly kept: readonly T[];
  /** The carried state before and after. */
  readonly before: T;
  readonly after: T;
  /** The gradients of the hidden state and of the carried one; one and the same without a memory. */
  readonly dHidden: T;
  readonly dCarried: T;
}

/** What a step sends back. */
export interface StepGradients<T> {
  /** To the recurrent part of the gates. */
  readonly r: readonly T[];
  /** To the input part, where that is another. */
  readonly x?: readonly T[];
  /** To the carried state before, past the gates. */
  readonly carried?: T;
}

/**
 * The equations of one kind of recurrent layer: a step and its derivative, said once for tensors and for the expressions of fused kernels. Gates
 * are blocks, each as wide as the carried state, which is the memory, or else the hidden state.
 */
export interface Recurrence {
  readonly name: 'RNN' | 'LSTM' | 'GRU';
  /** The blocks of a weight's rows. */
  readonly gates: readonly string[];
  /** True where there is a memory beside the hidden state. */
  readonly remembers: boolean;
  /** How many blocks are kept for the derivative. */
  readonly kept: number;
  /** True where the gradients of the gates' two parts differ. */
  readonly splits: boolean;
  /** True where the carried state goes on past the gates. */
  readonly passes: boolean;
  /** From the input part and the recurrent part of the gates. */
  forward<T extends Value<T>>(f: Functions<T>, x: readonly T[], r: readonly T[], before: T): StepResult<T>;
  backward<T extends Value<T>>(f: Functions<T>, step: StepRecord<T>): StepGradients<T>;
}

/** y(1 − y), the slope of a sigmoid where its value is y. */
export function slopeOfSigmoid<T extends Value<T>>(y: T): T {
  return y.mul(y.neg().add(1));
}

/** 1 − y², the slope of tanh where its value is y. */
export function slopeOfTanh<T extends Value<T>>(y: T): T {
  return y.mul(y).neg().add(1);
}
