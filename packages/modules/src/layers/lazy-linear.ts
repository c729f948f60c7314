import { NnError } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { checkSize } from '../check.js';
import { materialize } from '../lazy.js';
import { Parameter } from '../parameter.js';
import { Linear, type LinearOptions } from './linear.js';

/**
 * A `Linear` whose number of inputs the first batch tells. It is an instance of `Linear` from the start, and a plain `Linear` after the first
 * `forward`. Its parameters can be initialized before: they remember, and obey when their shape is known.
 *
 * @throws NnError 'SHAPE' for a first batch without axes, and what a remembered initializer says of the shape; all is as before then
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

  override weight: Parameter;
  override bias: Parameter | null;

  constructor(outFeatures: number, options: LinearOptions = {}) {
    const { bias = true, ...placement } = options;
    super(0, 0, { ...placement, bias: false });
    this.outFeatures = checkSize(outFeatures, 'outFeatures', 'LazyLinear');
    this.weight = Parameter.uninitialized({ ...placement, shape: [outFeatures, null] });
    this.bias = bias ? Parameter.uninitialized({ ...placement, shape: [outFeatures] }) : null;
  }

  override forward(x: Tensor): Tensor {
    this.materializeFrom([x]);
    // By now this is a Linear.
    return super.forward(x);
  }

  /** Forgets what was to come in place of the defaults. */
  override resetParameters(): void {
    this.weight.remembered = null;
    if (this.bias !== null) this.bias.remembered = null;
  }

  /** @internal */
  override materializeFrom([x]: readonly unknown[]): void {
    const { weight, bias, outFeatures, inFeatures: before } = this;
    if (x === undefined && (weight.isUninitialized || bias?.isUninitialized === true)) return;
    try {
      this.inFeatures = weight.isUninitialized ? lastSize(x as Tensor) : weight.shape[1]!;
      materialize<Linear>(this, Linear, [
        [weight, [outFeatures, this.inFeatures]],
        [bias, [outFeatures]],
      ]);
    } catch (error) {
      this.inFeatures = before;
      throw this.locate(error);
    }
  }
}

function lastSize(x: Tensor): number {
  const size = x.shape.at(-1);
  if (size !== undefined) return size;
  throw new NnError('SHAPE', 'the input has no axis of features', { op: 'LazyLinear', details: { shape: x.shape } });
}
