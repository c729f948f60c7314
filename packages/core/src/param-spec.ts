/** What a parameter is for: rules choose by it, and fans depend on it. */
export type ParamRole = 'weight' | 'bias' | 'embedding' | 'gain' | 'slope' | 'state';

/** What a shape cannot tell an initializer about a parameter. Plain data. */
export interface ParamSpec {
  readonly role: ParamRole;
  /** Which axes count as inputs, outputs and receptive field; together they name every axis that takes part in the fans. */
  readonly axes?: {
    readonly in: readonly number[];
    readonly out: readonly number[];
    readonly field?: readonly number[];
  };
  /** Groups of a grouped map: fan in and fan out are counted within one. */
  readonly groups?: number;
  /** Equal parts along axis 0 that are separate matrices: the gates of an LSTM, packed q/k/v. */
  readonly blocks?: readonly string[];
  /** Rows of axis 0 that stay zero: an embedding's padding. */
  readonly zeroRows?: readonly number[];
}

/** By the parameter's field name. */
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
