import { type DType, formatShape, NnError, type ParamSpecs, type Shape } from '@nn/core';
import { calculateFanInAndFanOut, kaimingUniform_, uniform_ } from '@nn/init';
import type { Size, Tensor } from '@nn/tensor';
import { checkChoice, checkSize } from '../../check.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import { formatValue, type Repr } from '../../print-module.js';
import { perAxis } from '../per-axis.js';

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

/** What all convolutions take. */
export interface ConvolutionLayerOptions {
  /** From one window to the next. @default 1 */
  readonly stride?: Size;
  /** From one element of a window to the next. @default 1 */
  readonly dilation?: Size;
  /** Parts that channels fall into; each is convolved by itself. @default 1 */
  readonly groups?: number;
  /** Learn an additive bias. @default true */
  readonly bias?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

/** @internal What the constructors of a family say of themselves. */
export interface Family {
  readonly rank: 1 | 2 | 3;
  readonly transposed: boolean;
  readonly name: string;
}

type Padding = readonly number[] | 'same' | 'valid';

/**
 * What convolutions and transposed convolutions share: their sizes, a weight, a bias, and PyTorch's defaults. The weight is drawn first; both
 * are uniform in ±1/√fan, with the fan that PyTorch reads off the weight's shape.
 */
export abstract class ConvolutionLayer extends Module {
  static override readonly logicalName: string = 'ConvolutionLayer';

  inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: Padding;
  readonly dilation: readonly number[];
  readonly outputPadding: readonly number[];
  readonly groups: number;
  readonly paddingMode: PaddingMode;
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  /** Whether this is a transposed convolution: then inputs come first in the weight's shape. */
  readonly transposed: boolean;

  /** @internal */
  constructor(
    family: Family,
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    options: ConvolutionLayerOptions & {
      readonly padding?: Size | 'same' | 'valid';
      readonly outputPadding?: Size;
      readonly paddingMode?: PaddingMode;
    },
  ) {
    super();
    const { rank, transposed, name } = family;
    const { stride = 1, padding = 0, dilation = 1, outputPadding = 0, groups = 1, bias = true } = options;
    const { paddingMode = 'zeros', dtype, device } = options;
    this.inChannels = checkSize(inChannels, 'inChannels', name);
    this.outChannels = checkSize(outChannels, 'outChannels', name);
    this.kernelSize = perAxis(kernelSize, rank, 'kernelSize', name);
    this.stride = perAxis(stride, rank, 'stride', name);
    this.padding = typeof padding === 'string' ? padding : perAxis(padding, rank, 'padding', name);
    this.dilation = perAxis(dilation, rank, 'dilation', name);
    this.outputPadding = perAxis(outputPadding, rank, 'outputPadding', name);
    this.groups = groups;
    this.transposed = transposed;
    this.paddingMode = paddingMode;
    checkOptions(this, name);
    const placement = { ...(dtype === undefined ? {} : { dtype }), ...(device === undefined ? {} : { device }) };
    this.weight = Parameter.empty(weightShape(this, inChannels), placement);
    this.bias = bias ? Parameter.empty([outChannels], placement) : null;
  }

  /** PyTorch's default. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const [fanIn] = calculateFanInAndFanOut(this.weight);
    if (this.bias === null || fanIn === 0) return;
    const bound = 1 / Math.sqrt(fanIn);
    uniform_(this.bias, { a: -bound, b: bound });
  }

  override paramSpecs(): ParamSpecs {
    const [into, out] = this.transposed ? [0, 1] : [1, 0];
    const field = this.kernelSize.map((_, axis) => axis + 2);
    const law = { law: 'uniform', fanInOf: 'weight' } as const;
    return {
      weight: { role: 'weight', axes: { in: [into], out: [out], field }, groups: this.groups, default: law },
      bias: { role: 'bias', default: law },
    };
  }

  /** @internal What is wrong with an input, from where the layer stands. */
  protected complaint(x: Tensor): string | undefined {
    const rank = this.kernelSize.length;
    const channels = x.shape.at(-rank - 1);
    return channels === this.inChannels && x.ndim <= rank + 2
      ? undefined
      : `got ${formatShape(x.shape)}, wants ${this.inChannels} channels, then ${rank === 1 ? '1 axis' : `${rank} axes`}`;
  }

  override extraRepr(): Repr {
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, outputPadding, groups, paddingMode } = this;
    const parts = [
      `${inChannels}`,
      `${outChannels}`,
      `kernelSize=${formatValue(kernelSize)}`,
      `stride=${formatValue(stride)}`,
    ];
    if (typeof padding === 'string') parts.push(`padding=${padding}`);
    else if (padding.some((size) => size !== 0)) parts.push(`padding=${formatValue(padding)}`);
    if (dilation.some((step) => step !== 1)) parts.push(`dilation=${formatValue(dilation)}`);
    if (outputPadding.some((size) => size !== 0)) parts.push(`outputPadding=${formatValue(outputPadding)}`);
    if (groups !== 1) parts.push(`groups=${groups}`);
    if (this.bias === null) parts.push('bias=false');
    if (paddingMode !== 'zeros') parts.push(`paddingMode=${paddingMode}`);
    return parts.join(', ');
  }
}

/** @internal The shape of a weight for so many inputs. */
export function weightShape(
  layer: Pick<ConvolutionLayer, 'outChannels' | 'groups' | 'kernelSize' | 'transposed'>,
  inChannels: number,
): Shape {
  const { outChannels, groups, kernelSize, transposed } = layer;
  return transposed
    ? [inChannels, outChannels / groups, ...kernelSize]
    : [outChannels, inChannels / groups, ...kernelSize];
}

/** @internal Refuses inputs that cannot fall into so many groups. */
export function checkInputs(inChannels: number, groups: number, op: string): void {
  if (inChannels % groups === 0) return;
  throw new NnError('OPTION', 'in_channels must be divisible by groups', { op, details: { inChannels, groups } });
}

function checkOptions(layer: ConvolutionLayer, op: string): void {
  const { inChannels, outChannels, groups, padding, stride, paddingMode } = layer;
  if (!Number.isSafeInteger(groups) || groups <= 0) {
    throw new NnError('OPTION', 'groups must be a positive integer', { op, details: { groups } });
  }
  checkInputs(inChannels, groups, op);
  if (outChannels % groups !== 0) {
    throw new NnError('OPTION', 'out_channels must be divisible by groups', { op, details: { outChannels, groups } });
  }
  if (typeof padding === 'string') {
    checkChoice(
      padding,
      ['same', 'valid'],
      op,
      `Invalid padding string '${padding}', should be one of {'same', 'valid'}`,
    );
    if (padding === 'same' && stride.some((step) => step !== 1)) {
      throw new NnError('OPTION', "padding='same' is not supported for strided convolutions", {
        op,
        details: { stride },
      });
    }
  }
  checkChoice(
    paddingMode,
    ['zeros', 'reflect', 'replicate', 'circular'],
    op,
    `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='${String(paddingMode)}'`,
  );
}
