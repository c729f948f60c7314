import { NnError } from '@nn/core';
import { fractionalMaxPool2d, type FractionalMaxPoolOptions, type MaxPooled, type Size, type Tensor } from '@nn/tensor';
import { Buffer } from '../../parameter.js';
import { FunctionLayer } from '../function-layer.js';

/**
 * The greatest elements of windows of one size that stand at random distances, so that any number of them fits (Graham 2014): every call
 * draws anew, PyTorch's windows for the same seed. `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws NnError 'OPTION' without `outputSize` and `outputRatio`, or with both; in `forward`, 'SHAPE' where so many windows do not fit
 * @example
 * import { FractionalMaxPool2d, rand } from '@nn/nn';
 *
 * new FractionalMaxPool2d(2, { outputRatio: 0.7 }).forward(rand([1, 2, 10, 10])).shape; // [1, 2, 7, 7]
 */
export class FractionalMaxPool2d<Indices extends boolean = false> extends FunctionLayer<MaxPooled<Indices>> {
  static override readonly logicalName: string = 'FractionalMaxPool2d';
  static override readonly name: string = 'FractionalMaxPool2d';

  readonly kernelSize: Size;
  readonly outputSize: Size | null;
  readonly outputRatio: Size | null;
  readonly returnIndices: Indices;
  /** Where windows fall in every call, under PyTorch's key; `null` where every call draws. */
  readonly _random_samples: Buffer | null;

  constructor(kernelSize: Size, options: Omit<FractionalMaxPoolOptions<Indices>, 'generator'> = {}) {
    super();
    const { outputSize = null, outputRatio = null, randomSamples = null } = options;
    this.kernelSize = kernelSize;
    this.outputSize = outputSize;
    this.outputRatio = outputRatio;
    this.returnIndices = options.returnIndices ?? (false as Indices);
    checkSizes(outputSize, outputRatio);
    this._random_samples = randomSamples === null ? null : new Buffer(randomSamples);
  }

  protected override compute(x: Tensor): MaxPooled<Indices> {
    const { outputSize, outputRatio, returnIndices, _random_samples: randomSamples } = this;
    return fractionalMaxPool2d(x, this.kernelSize, { outputSize, outputRatio, returnIndices, randomSamples });
  }
}

function checkSizes(outputSize: Size | null, outputRatio: Size | null): void {
  const refuse = (sentence: string): NnError =>
    new NnError('OPTION', sentence, { op: 'FractionalMaxPool2d', details: { outputSize, outputRatio } });
  if (outputSize === null && outputRatio === null) {
    throw refuse('FractionalMaxPool2d requires specifying either an output size, or a pooling ratio');
  }
  if (outputSize !== null && outputRatio !== null) {
    throw refuse('only one of output_size and output_ratio may be specified');
  }
  if (outputRatio === null) return;
  for (const ratio of typeof outputRatio === 'number' ? [outputRatio] : outputRatio) {
    if (!(ratio > 0 && ratio < 1)) throw refuse(`output_ratio must be between 0 and 1 (got ${String(ratio)})`);
  }
}
