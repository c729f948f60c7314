import { formatShape, NnError } from '@nn/core';
import type { Size, Tensor } from '@nn/tensor';
import { checkSize } from '../../check.js';
import type { Initializable } from '../../initialize-by-default.js';
import { materialize } from '../../lazy.js';
import { Parameter, type PartialShape } from '../../parameter.js';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, type ConvTransposeLayerOptions } from './conv-transpose.js';
import { Conv1d, Conv2d, Conv3d, type ConvLayerOptions } from './conv.js';
import { checkInputs, type ConvolutionLayer, type ConvolutionLayerOptions, weightShape } from './convolution-layer.js';

/** A layer without its first argument: the first batch tells it. */
interface LazyConstructor<Layer, Options> {
  readonly logicalName: string;
  readonly name: string;
  readonly prototype: Layer;
  new (outChannels: number, kernelSize: Size, options?: Options): Layer;
}

type Plain<Layer> = LazyConstructor<Layer, never> | object;

/** The same for every convolution: parameters wait, and the first input turns the layer into `type`. */
function lazy<Layer extends ConvolutionLayer, Options extends ConvolutionLayerOptions>(
  type: Plain<Layer> & { readonly prototype: Layer & Initializable },
): LazyConstructor<Layer, Options> {
  const Base = type as unknown as {
    readonly logicalName: string;
    readonly name: string;
    readonly prototype: ConvolutionLayer;
    new (
      inChannels: number,
      outChannels: number,
      kernelSize: Size,
      options: object,
    ): ConvolutionLayer & {
      forward(x: Tensor, ...rest: unknown[]): unknown;
    };
  };
  class Lazy extends Base {
    constructor(outChannels: number, kernelSize: Size, options: ConvolutionLayerOptions = {}) {
      const { bias = true, dtype, device } = options;
      // A layer of nothing draws nothing.
      super(0, 0, kernelSize, { ...options, bias: false });
      const name = this.constructor.name;
      checkSize(outChannels, 'outChannels', name);
      if (outChannels % this.groups !== 0) {
        throw new NnError('OPTION', 'out_channels must be divisible by groups', {
          op: name,
          details: { outChannels, groups: this.groups },
        });
      }
      const own = this as { outChannels: number; weight: Parameter; bias: Parameter | null };
      own.outChannels = outChannels;
      const placement = { ...(dtype === undefined ? {} : { dtype }), ...(device === undefined ? {} : { device }) };
      own.weight = Parameter.uninitialized({ ...placement, shape: this.knownShape() });
      own.bias = bias ? Parameter.uninitialized({ ...placement, shape: [outChannels] }) : null;
    }

    override forward(x: Tensor, ...rest: unknown[]): unknown {
      this.materializeFrom([x]);
      // By now this is a plain layer.
      return super.forward(x, ...rest);
    }

    /** Forgets what was to come in place of the defaults. */
    override resetParameters(): void {
      this.weight.remembered = null;
      if (this.bias !== null) this.bias.remembered = null;
    }

    /** @internal */
    override materializeFrom([x]: readonly unknown[]): void {
      const { weight, bias, groups, inChannels: before } = this;
      if (x === undefined && (weight.isUninitialized || bias?.isUninitialized === true)) return;
      try {
        this.inChannels = weight.isUninitialized ? this.channelsOf(x as Tensor) : this.channelsIn(weight);
        checkInputs(this.inChannels, groups, this.constructor.name);
        materialize<ConvolutionLayer>(this, type, [
          [weight, weightShape(this, this.inChannels)],
          [bias, [this.outChannels]],
        ]);
      } catch (error) {
        this.inChannels = before;
        throw this.locate(error);
      }
    }

    private knownShape(): PartialShape {
      const waiting = this.transposed ? 0 : 1;
      return weightShape(this, 0).map((size, axis) => (axis === waiting ? null : size));
    }

    private channelsIn({ shape }: Parameter): number {
      return this.transposed ? shape[0]! : shape[1]! * this.groups;
    }

    private channelsOf(x: Tensor): number {
      const rank = this.kernelSize.length;
      if (x.ndim === rank + 1 || x.ndim === rank + 2) return x.shape.at(-rank - 1)!;
      const name = this.constructor.name;
      throw new NnError(
        'SHAPE',
        `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${name}, but got input of size: ${formatShape(x.shape)}`,
        { op: name, details: { shape: x.shape } },
      );
    }
  }
  return Lazy as unknown as LazyConstructor<Layer, Options>;
}

const Lazy1d: LazyConstructor<Conv1d, ConvLayerOptions> = /* @__PURE__ */ lazy(Conv1d);
const Lazy2d: LazyConstructor<Conv2d, ConvLayerOptions> = /* @__PURE__ */ lazy(Conv2d);
const Lazy3d: LazyConstructor<Conv3d, ConvLayerOptions> = /* @__PURE__ */ lazy(Conv3d);
const LazyTranspose1d: LazyConstructor<ConvTranspose1d, ConvTransposeLayerOptions> =
  /* @__PURE__ */ lazy(ConvTranspose1d);
const LazyTranspose2d: LazyConstructor<ConvTranspose2d, ConvTransposeLayerOptions> =
  /* @__PURE__ */ lazy(ConvTranspose2d);
const LazyTranspose3d: LazyConstructor<ConvTranspose3d, ConvTransposeLayerOptions> =
  /* @__PURE__ */ lazy(ConvTranspose3d);

/**
 * A `Conv1d` whose number of input channels the first batch tells. It is an instance of `Conv1d` from the start, and a plain one after the
 * first `forward`. Its parameters can be initialized before: they remember, and obey when their shape is known.
 *
 * @throws NnError 'SHAPE' for a first input of another rank, and what a remembered initializer says of the shape; all is as before then
 * @example
 * import { LazyConv1d, rand } from '@nn/nn';
 *
 * const layer = new LazyConv1d(4, 3);
 * layer.forward(rand([2, 3, 9])).shape; // [2, 4, 7]
 * layer.toString(); // Conv1d(3, 4, kernelSize=[3], stride=[1])
 */
export class LazyConv1d extends Lazy1d {
  static override readonly name: string = 'LazyConv1d';
}

/** A `Conv2d` whose number of input channels the first batch tells. @see {@link LazyConv1d} */
export class LazyConv2d extends Lazy2d {
  static override readonly name: string = 'LazyConv2d';
}

/** A `Conv3d` whose number of input channels the first batch tells. @see {@link LazyConv1d} */
export class LazyConv3d extends Lazy3d {
  static override readonly name: string = 'LazyConv3d';
}

/** A `ConvTranspose1d` whose number of input channels the first batch tells. @see {@link LazyConv1d} */
export class LazyConvTranspose1d extends LazyTranspose1d {
  static override readonly name: string = 'LazyConvTranspose1d';
}

/** A `ConvTranspose2d` whose number of input channels the first batch tells. @see {@link LazyConv1d} */
export class LazyConvTranspose2d extends LazyTranspose2d {
  static override readonly name: string = 'LazyConvTranspose2d';
}

/** A `ConvTranspose3d` whose number of input channels the first batch tells. @see {@link LazyConv1d} */
export class LazyConvTranspose3d extends LazyTranspose3d {
  static override readonly name: string = 'LazyConvTranspose3d';
}
