/** What a parameter is for: rules choose by it, and fans depend on it. `'other'` where something else is known of it, but not that. */
export type ParamRole = 'weight' | 'bias' | 'embedding' | 'gain' | 'slope' | 'state' | 'other';

/** Which axes of a tensor count as inputs, outputs and receptive field; together they name every axis that takes part in the fans. */
export interface FanAxes {
  readonly in: readonly number[];
  readonly out: readonly number[];
  readonly field?: readonly number[];
}

/**
 * A layer's own default as data, for the parameter as a whole: PyTorch draws packed matrices in one, and reads fans off the shape alone
 * (`[out, in, …field]`). A bound ±1/√fan in names the parameter that the fan is of, and is 0 where that is 0. Rows that stay zero are said by
 * `zeroRows`.
 */
export type DefaultLaw =
  | { readonly law: 'constant'; readonly value: number }
  | { readonly law: 'normal'; readonly std: number }
  | { readonly law: 'uniform'; readonly bound: number }
  | { readonly law: 'uniform'; readonly fanInOf: string }
  | { readonly law: 'xavierUniform' }
  | { readonly law: 'xavierNormal' };

/** What a shape cannot tell an initializer about a parameter. Plain data. */
export interface ParamSpec {
  readonly role: ParamRole;
  readonly axes?: FanAxes;
  /** Groups of a grouped map: fan in and fan out are counted within one. Axis 0 runs through all of them, the other axes through one. */
  readonly groups?: number;
  /** Equal parts along axis 0 that are separate matrices: the gates of an LSTM, packed q/k/v. */
  readonly blocks?: readonly string[];
  /**
   * The parameter of the same module that this one is always added to: the second bias of a recurrent layer. What is meant for their sum is given
   * to the other one.
   */
  readonly addedTo?: string;
  /** Rows of axis 0 that stay zero: an embedding's padding. */
  readonly zeroRows?: readonly number[];
  /** What the layer draws by itself. */
  readonly default?: DefaultLaw;
  /** Where the parameter's block stands in a stack of alike blocks: GPT-2's scaling of residual branches needs it. */
  readonly depth?: { readonly index: number; readonly total: number };
  /** What follows the map, where the module knows: gains depend on it. */
  readonly activation?: { readonly name: string; readonly param?: number };
  /** Free names that rules may choose by. */
  readonly tags?: readonly string[];
}

/** By the parameter's field name. */
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
