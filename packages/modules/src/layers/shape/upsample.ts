import { interpolate, type InterpolateOptions, type InterpolationMode, type Size, type Tensor } from '@nn/tensor';
import { formatValue, type Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/**
 * Resamples the axes after the first two, as `interpolate` does: `[N, C, …]`.
 *
 * @throws NnError in `forward`: 'OPTION' for options that do not go together, 'SHAPE'
 * @example
 * import { tensor, Upsample } from '@nn/nn';
 *
 * new Upsample({ scaleFactor: 2 }).forward(tensor([[[1, 2]]])).toArraySync(); // [[[1, 1, 2, 2]]]
 */
export class Upsample extends FunctionLayer {
  static override readonly logicalName: string = 'Upsample';
  static override readonly name: string = 'Upsample';

  readonly size: Size | null;
  readonly scaleFactor: Size | null;
  readonly mode: InterpolationMode;
  readonly alignCorners: boolean | null;
  readonly recomputeScaleFactor: boolean | null;

  constructor(options: InterpolateOptions = {}) {
    super();
    this.size = options.size ?? null;
    this.scaleFactor = options.scaleFactor ?? null;
    this.mode = options.mode ?? 'nearest';
    this.alignCorners = options.alignCorners ?? null;
    this.recomputeScaleFactor = options.recomputeScaleFactor ?? null;
  }

  protected override compute(x: Tensor): Tensor {
    return interpolate(x, this);
  }

  override extraRepr(): Repr {
    const { size, scaleFactor, mode } = this;
    const target = scaleFactor === null ? `size=${formatValue(size)}` : `scaleFactor=${formatValue(scaleFactor)}`;
    return `${target}, mode=${mode}`;
  }
}
