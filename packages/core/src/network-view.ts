import type { DType } from './dtype.js';
import type { FillTarget } from './fill.js';
import type { ParamSpec } from './param-spec.js';
import type { Shape } from './shape.js';

/** One parameter of a network, as initialization sees it. */
export interface ParameterView {
  /** The state-dict key: `encoder.layers.0.linear1.weight`. */
  readonly path: string;
  /** The class of the module that owns it, a lazy one counted as what it becomes: `Linear`. */
  readonly owner: string;
  /** `null` until a first batch has told it. */
  readonly shape: Shape | null;
  readonly dtype: DType;
  readonly spec: ParamSpec | null;
  readonly target: FillTarget;
}

/** What initialization needs to know of a network; a `Module` offers one, and so may anything else. */
export interface NetworkView {
  parameterViews(): Iterable<ParameterView>;
}
