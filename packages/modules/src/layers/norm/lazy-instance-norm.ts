import type { Tensor } from '@nn/tensor';
import { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from './instance-norm.js';
import { forgetRemembered, inferFeatures } from './infer-features.js';
import type { NormOptions } from './norm-base.js';

/**
 * An `InstanceNorm1d` whose number of channels the first batch tells: a plain `InstanceNorm1d` from then on. As in
 * PyTorch, and other than there, it learns and keeps statistics unless told otherwise.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyInstanceNorm1d, rand } from '@nn/nn';
 *
 * const norm = new LazyInstanceNorm1d();
 * norm.forward(rand([2, 3, 4]));
 * norm.numFeatures; // 3
 */
export class LazyInstanceNorm1d extends InstanceNorm1d {
  static override readonly name: string = 'LazyInstanceNorm1d';

  constructor(options: NormOptions = {}) {
    super(0, { affine: true, trackRunningStats: true, ...options });
  }

  override forward(x: Tensor): Tensor {
    this.materializeFrom([x]);
    // By now this is a InstanceNorm1d.
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
    inferFeatures(this, InstanceNorm1d, x as Tensor | undefined);
  }
}

/**
 * An `InstanceNorm2d` whose number of channels the first batch tells: a plain `InstanceNorm2d` from then on. As in
 * PyTorch, and other than there, it learns and keeps statistics unless told otherwise.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyInstanceNorm2d, rand } from '@nn/nn';
 *
 * const norm = new LazyInstanceNorm2d();
 * norm.forward(rand([2, 3, 4, 4]));
 * norm.numFeatures; // 3
 */
export class LazyInstanceNorm2d extends InstanceNorm2d {
  static override readonly name: string = 'LazyInstanceNorm2d';

  constructor(options: NormOptions = {}) {
    super(0, { affine: true, trackRunningStats: true, ...options });
  }

  override forward(x: Tensor): Tensor {
    this.materializeFrom([x]);
    // By now this is a InstanceNorm2d.
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
    inferFeatures(this, InstanceNorm2d, x as Tensor | undefined);
  }
}

/**
 * An `InstanceNorm3d` whose number of channels the first batch tells: a plain `InstanceNorm3d` from then on. As in
 * PyTorch, and other than there, it learns and keeps statistics unless told otherwise.
 *
 * @throws NnError 'SHAPE' for a first batch with another number of axes; all is as before then
 * @example
 * import { LazyInstanceNorm3d, rand } from '@nn/nn';
 *
 * const norm = new LazyInstanceNorm3d();
 * norm.forward(rand([2, 3, 2, 2, 2]));
 * norm.numFeatures; // 3
 */
export class LazyInstanceNorm3d extends InstanceNorm3d {
  static override readonly name: string = 'LazyInstanceNorm3d';

  constructor(options: NormOptions = {}) {
    super(0, { affine: true, trackRunningStats: true, ...options });
  }

  override forward(x: Tensor): Tensor {
    this.materializeFrom([x]);
    // By now this is a InstanceNorm3d.
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
    inferFeatures(this, InstanceNorm3d, x as Tensor | undefined);
  }
}
