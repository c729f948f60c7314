import { pixelShuffle, pixelUnshuffle, type Tensor } from '@nn/tensor';
import type { Repr } from '../../print-module.js';
import { FunctionLayer } from '../function-layer.js';

/**
 * Moves channels into space: `[…, C·r², H, W]` → `[…, C, H·r, W·r]` (Shi et al. 2016).
 *
 * @throws NnError in `forward`: 'SHAPE' for channels that r² does not divide, 'OPTION'
 * @example
 * import { PixelShuffle, rand } from '@nn/nn';
 *
 * new PixelShuffle(2).forward(rand([1, 8, 3, 4])).shape; // [1, 2, 6, 8]
 */
export class PixelShuffle extends FunctionLayer {
  static override readonly logicalName: string = 'PixelShuffle';
  static override readonly name: string = 'PixelShuffle';

  readonly upscaleFactor: number;

  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = upscaleFactor;
  }

  protected override compute(x: Tensor): Tensor {
    return pixelShuffle(x, this.upscaleFactor);
  }

  override extraRepr(): Repr {
    return { upscaleFactor: this.upscaleFactor };
  }
}

/**
 * Moves space into channels, `PixelShuffle` undone: `[…, C, H·r, W·r]` → `[…, C·r², H, W]`.
 *
 * @throws NnError in `forward`: 'SHAPE' for sizes that r does not divide, 'OPTION'
 * @example
 * import { PixelUnshuffle, rand } from '@nn/nn';
 *
 * new PixelUnshuffle(2).forward(rand([1, 2, 6, 4])).shape; // [1, 8, 3, 2]
 */
export class PixelUnshuffle extends FunctionLayer {
  static override readonly logicalName: string = 'PixelUnshuffle';
  static override readonly name: string = 'PixelUnshuffle';

  readonly downscaleFactor: number;

  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = downscaleFactor;
  }

  protected override compute(x: Tensor): Tensor {
    return pixelUnshuffle(x, this.downscaleFactor);
  }

  override extraRepr(): Repr {
    return { downscaleFactor: this.downscaleFactor };
  }
}
