import type { Tensor } from '@nn/tensor';
import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from './batch-norm.js';
import { forgetRemembered, inferFeatures } from './infer-features.js';
import type { NormOptions } from './norm-base.js';

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
export class LazyBatchNorm1d extends BatchNorm1d {
  static override readonly name: string = 'LazyBatchNorm1d';

  constructor(options: NormOptions = {}) {
    super(0, options);
  }

  override forward(x: Tensor): Tensor {
    this.materializeFrom([x]);
    // By now this is a BatchNorm1d.
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
    inferFeatures(this, BatchNorm1d, x as Tensor | undefined);
  }
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
export class LazyBatchNorm2d extends BatchNorm2d {
  static override readonly name: string = 'LazyBatchNorm2d';

  constructor(options: NormOptions = {}) {
    super(0, options);
  }

  override forward(x: Tensor): Tensor {
    this.materializeFrom([x]);
    // By now this is a BatchNorm2d.
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
    inferFeatures(this, BatchNorm2d, x as Tensor | undefined);
  }
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
export class LazyBatchNorm3d extends BatchNorm3d {
  static override readonly name: string = 'LazyBatchNorm3d';

  constructor(options: NormOptions = {}) {
    super(0, options);
  }

  override forward(x: Tensor): Tensor {
    this.materializeFrom([x]);
    // By now this is a BatchNorm3d.
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
    inferFeatures(this, BatchNorm3d, x as Tensor | undefined);
  }
}
