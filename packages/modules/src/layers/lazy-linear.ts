import type { Tensor } from '@nn/tensor';
import { checkSize } from '../check.js';
import { materialize } from '../lazy.js';
import { Parameter } from '../parameter.js';
import { Linear, type LinearOptions } from './linear.js';

/**
 * A `Linear` whose number of inputs the first batch tells. It is an instance of `Linear` from the start, and a plain `Linear` after the first
 * `forward`. Its parameters can be initialized before: they remember, and obey when their shape is known.
 *
 * @example
 * import { init, LazyLinear, rand } from '@nn/nn';
 *
 * const layer = new LazyLinear(8);
 * init.xavierUniform_(layer.weight); // remembered
 * layer.forward(rand([2, 4])).shape; // [2, 8]
 * layer.toString(); // Linear(inFeatures=4, outFeatures=8, bias=true)
 */
export class LazyLinear extends Linear {
  static override readonly name: string = 'LazyLinear';

  override readonly weight: Parameter;
  override readonly bias: Parameter | null;

  constructor(outFeatures: number, options: LinearOptions = {}) {
    const { bias = true, ...placement } = options;
    super(0, 0, { ...placement, bias: false });
    this.outFeatures = checkSize(outFeatures, 'outFeatures', 'LazyLinear');
    this.weight = Parameter.uninitialized(placement);
    this.bias = bias ? Parameter.uninitialized(placement) : null;
  }

  override forward(x: Tensor): Tensor {
    const inFeatures = this.weight.isUninitialized ? x.shape.at(-1)! : this.weight.shape[1]!;
    const before = this.inFeatures;
    this.inFeatures = inFeatures;
    try {
      materialize<Linear>(this, Linear, [
        [this.weight, [this.outFeatures, inFeatures]],
        [this.bias, [this.outFeatures]],
      ]);
    } catch (error) {
      this.inFeatures = before;
      throw this.locate(error);
    }
    return this.forward(x);
  }
}
