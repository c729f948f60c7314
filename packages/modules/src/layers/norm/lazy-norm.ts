import type { Tensor } from '@nn/tensor';
import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from './batch-norm.js';
import { forgetRemembered, inferFeatures } from './infer-features.js';
import { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from './instance-norm.js';
import type { NormBase, NormOptions } from './norm-base.js';

/** A norm without its first argument: the first batch tells it. */
interface LazyConstructor<Norm> {
  readonly logicalName: string;
  readonly name: string;
  readonly prototype: Norm;
  new (options?: NormOptions): Norm;
}

/** The same for every norm: parameters and moments wait, and the first input turns the layer into `type`. */
function lazy<Norm extends NormBase>(
  type: { readonly prototype: Norm; new (numFeatures: number, options?: NormOptions): Norm },
  defaults: NormOptions,
): LazyConstructor<Norm> {
  // Any norm stands for all of them: what is said below is the same for each.
  const Base = type as unknown as typeof BatchNorm1d;
  class Lazy extends Base {
    constructor(options: NormOptions = {}) {
      super(0, { ...defaults, ...options });
    }

    override forward(x: Tensor): Tensor {
      this.materializeFrom([x]);
      // By now this is a plain norm.
      return super.forward(x);
    }

    protected override channelsInferred(): boolean {
      return true;
    }

    /** Forgets what was to come in place of the defaults. */
    override resetParameters(): void {
      forgetRemembered(this);
    }

    /** @internal */
    override materializeFrom([x]: readonly unknown[]): void {
      inferFeatures(this, type, x as Tensor | undefined);
    }
  }
  return Lazy as unknown as LazyConstructor<Norm>;
}

/** Other than the plain ones, and as in PyTorch, lazy instance norms learn and keep statistics unless told otherwise. */
const instance: NormOptions = { affine: true, trackRunningStats: true };

const LazyBatch1d: LazyConstructor<BatchNorm1d> = /* @__PURE__ */ lazy(BatchNorm1d, {});
const LazyBatch2d: LazyConstructor<BatchNorm2d> = /* @__PURE__ */ lazy(BatchNorm2d, {});
const LazyBatch3d: LazyConstructor<BatchNorm3d> = /* @__PURE__ */ lazy(BatchNorm3d, {});
const LazyInstance1d: LazyConstructor<InstanceNorm1d> = /* @__PURE__ */ lazy(InstanceNorm1d, instance);
const LazyInstance2d: LazyConstructor<InstanceNorm2d> = /* @__PURE__ */ lazy(InstanceNorm2d, instance);
const LazyInstance3d: LazyConstructor<InstanceNorm3d> = /* @__PURE__ */ lazy(InstanceNorm3d, instance);

/**
 * A `BatchNorm1d` whose number of channels the first batch tells: a plain `BatchNorm1d` from then on.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyBatchNorm1d, rand } from '@nn/nn';
 *
 * const norm = new LazyBatchNorm1d();
 * norm.forward(rand([2, 3, 4]));
 * norm.numFeatures; // 3
 */
export class LazyBatchNorm1d extends LazyBatch1d {
  static override readonly name: string = 'LazyBatchNorm1d';
}

/**
 * A `BatchNorm2d` whose number of channels the first batch tells: a plain `BatchNorm2d` from then on.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyBatchNorm2d, rand } from '@nn/nn';
 *
 * const norm = new LazyBatchNorm2d();
 * norm.forward(rand([2, 3, 4, 4]));
 * norm.numFeatures; // 3
 */
export class LazyBatchNorm2d extends LazyBatch2d {
  static override readonly name: string = 'LazyBatchNorm2d';
}

/**
 * A `BatchNorm3d` whose number of channels the first batch tells: a plain `BatchNorm3d` from then on.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyBatchNorm3d, rand } from '@nn/nn';
 *
 * const norm = new LazyBatchNorm3d();
 * norm.forward(rand([2, 3, 2, 2, 2]));
 * norm.numFeatures; // 3
 */
export class LazyBatchNorm3d extends LazyBatch3d {
  static override readonly name: string = 'LazyBatchNorm3d';
}

/**
 * An `InstanceNorm1d` whose number of channels the first batch tells: a plain `InstanceNorm1d` from then on. It learns and keeps statistics unless told otherwise.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyInstanceNorm1d, rand } from '@nn/nn';
 *
 * const norm = new LazyInstanceNorm1d();
 * norm.forward(rand([2, 3, 4]));
 * norm.numFeatures; // 3
 */
export class LazyInstanceNorm1d extends LazyInstance1d {
  static override readonly name: string = 'LazyInstanceNorm1d';
}

/**
 * An `InstanceNorm2d` whose number of channels the first batch tells: a plain `InstanceNorm2d` from then on. It learns and keeps statistics unless told otherwise.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyInstanceNorm2d, rand } from '@nn/nn';
 *
 * const norm = new LazyInstanceNorm2d();
 * norm.forward(rand([2, 3, 4, 4]));
 * norm.numFeatures; // 3
 */
export class LazyInstanceNorm2d extends LazyInstance2d {
  static override readonly name: string = 'LazyInstanceNorm2d';
}

/**
 * An `InstanceNorm3d` whose number of channels the first batch tells: a plain `InstanceNorm3d` from then on. It learns and keeps statistics unless told otherwise.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyInstanceNorm3d, rand } from '@nn/nn';
 *
 * const norm = new LazyInstanceNorm3d();
 * norm.forward(rand([2, 3, 2, 2, 2]));
 * norm.numFeatures; // 3
 */
export class LazyInstanceNorm3d extends LazyInstance3d {
  static override readonly name: string = 'LazyInstanceNorm3d';
}
