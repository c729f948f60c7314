import type { DType } from './dtype.js';
import type { FillRequest, Provenance } from './fill.js';
import type { ParamSpec } from './param-spec.js';
import type { PlannedTarget } from './prepared-fill.js';
import type { Shape } from './shape.js';

/** What has been done to a parameter's values, as far as its storage knows. Of a `Storage`. */
export interface WriteHistory {
  readonly provenance: Provenance | null;
  /** Writes so far. */
  readonly version: number;
  /** The version after the last step of an optimizer that followed on a known write (a fill, or such a step); 0 before the first. */
  readonly trained: number;
}

/** One parameter of a network, as initialization sees it. */
export interface ParameterView {
  /** The state-dict key: `encoder.layers.0.linear1.weight`. Of a parametrized one, the name of what it computes. */
  readonly path: string;
  /** The other places where the same parameter stands: a tied head. */
  readonly aliases: readonly string[];
  /**
   * The class of the module that owns it, then the classes that it extends, by their logical names: `['Conv2d', 'ConvLayer',
   * 'ConvolutionLayer']`. A lazy one counts as what it becomes, a parametrized one as what it was.
   */
  readonly owners: readonly string[];
  /** `null` until a first batch has told it. */
  readonly shape: Shape | null;
  readonly dtype: DType;
  /** The path of the block around it in a stack of alike blocks, the innermost one: `encoder.layers.0`. `null` where it stands in none. */
  readonly layer: string | null;
  /** What the owner, the modules around it and tags say of it; `null` where nobody says anything. */
  readonly spec: ParamSpec | null;
  readonly target: PlannedTarget;
  /**
   * The storage: the same object for parameters that share memory. Of a parametrized one, that of what it is computed from; where that is
   * several, one that somebody else has written to, if any. `null` until there is one.
   */
  readonly history: WriteHistory | null;
  /** What a parameter that waits for its shape will be filled with. */
  readonly remembered: FillRequest | null;
  /** The present shape of another parameter of the same module, by field name; `null` where there is none, or not yet. */
  sibling(name: string): Shape | null;
}

/** A tensor of a network that is state but not learned, such as a running mean: nobody initializes it, but it can lack values as well. */
export interface BufferView {
  readonly path: string;
  readonly shape: Shape;
  readonly history: WriteHistory;
}

/** What initialization needs to know of a network; a `Module` offers one, and so may anything else. */
export interface NetworkView {
  parameterViews(): Iterable<ParameterView>;
  /** Those that the first batch has yet to make left out. */
  bufferViews?(): Iterable<BufferView>;
}
