import { type ConvolutionAttributes, type Kernel, type View } from '@nn/core';
import type { Arena } from '../arena/arena.js';
import { outOfRoom } from '../arena/out-of-room.js';
import type { Staging } from '../arena/staging.js';
import { type ConvolutionSizes, type ProductKernels, writeConvolution } from '../wasm-kernels/products.js';
import { type Phase, phasesOf } from './phases.js';

type Pair = readonly [y: number, x: number];

/** Convolutions over one axis or two by vectors, straight from the images: no columns are laid out in memory. */
export function wasmConvolution(
  arena: Arena,
  staging: Staging,
  load: () => ProductKernels,
): Kernel<ConvolutionAttributes> {
  const addresses: number[] = [];
  let kernels: ProductKernels | null = null;

  return (inputs, attributes, outputs) => {
    if (!staging.bringIn(inputs, outputs, addresses)) throw outOfRoom();
    kernels ??= load();
    const [a, b] = inputs as readonly [View, View];
    const bias = inputs.length === 3 ? addresses[2]! : 0;
    const out = addresses[inputs.length]!;
    const [first, second] = addresses as [number, number];
    if (attributes.by === 'y') forward(kernels, sizesOf(attributes, a, outputs[0]!), first, second, bias, out);
    else if (attributes.by === 'w') weights(kernels, sizesOf(attributes, a, b), first, second, out);
    else backward(kernels, sizesOf(attributes, outputs[0]!, b), first, second, bias, out);
    staging.bringOut();
  };

  function forward(
    products: ProductKernels,
    sizes: ConvolutionSizes,
    x: number,
    w: number,
    bias: number,
    y: number,
  ): void {
    inWorkspace(products, sizes, 0, (workspace) => products.convolve(arena.workspace, x, w, bias, y, 0, workspace));
  }

  function weights(products: ProductKernels, sizes: ConvolutionSizes, x: number, y: number, w: number): void {
    inWorkspace(products, sizes, 0, (workspace) => products.convolveWeights(arena.workspace, x, y, w, workspace));
  }

  /** Places of x that have one remainder by the stride are a convolution of y with part of the weights. */
  function backward(
    products: ProductKernels,
    c: ConvolutionSizes,
    w: number,
    y: number,
    bias: number,
    x: number,
  ): void {
    const [height, width] = c.input;
    const { batch, groups, filters, channels, window } = c;
    for (const down of phasesOf(c, 0)) {
      for (const across of phasesOf(c, 1)) {
        const both = (of: (phase: Phase) => number): Pair => [of(down), of(across)];
        const sizes: ConvolutionSizes = {
          batch,
          groups,
          channels: filters,
          input: c.output,
          filters: channels,
          window: both((phase) => phase.window),
          output: both((phase) => phase.output),
          stride: [1, 1],
          dilation: both((phase) => phase.dilation),
          before: both((phase) => phase.before),
          apart: [height * width, c.stride[0] * width, c.stride[1]],
        };
        const part = groups * channels * filters * down.window * across.window;
        inWorkspace(products, sizes, 4 * part, (workspace, turned) => {
          products.turnWeights(
            w,
            turned,
            groups,
            filters,
            channels,
            ...window,
            down.last,
            -down.step,
            down.window,
            across.last,
            -across.step,
            across.window,
          );
          const at = x + 4 * (down.start * width + across.start);
          products.convolve(arena.workspace, y, turned, bias, at, 0, workspace);
        });
      }
    }
  }

  /** Writes down the sizes and lends what the kernels work in, and `extra` bytes more. */
  function inWorkspace(
    products: ProductKernels,
    sizes: ConvolutionSizes,
    extra: number,
    run: (workspace: number, extra: number) => void,
  ): void {
    writeConvolution(arena.memory, arena.workspace, sizes);
    const bytes = Math.ceil((products.convolutionWorkspaceBytes(arena.workspace) >>> 0) / 16) * 16;
    const chunk = arena.reserve(bytes + extra);
    if (chunk === null) throw outOfRoom();
    run(chunk.address, chunk.address + bytes);
    arena.release(chunk);
  }
}

/** One axis is the second of two. */
function pairOf(list: readonly number[], missing: number): Pair {
  return list.length === 1 ? [missing, list[0]!] : [list[0]!, list[1]!];
}

function sizesOf(attributes: ConvolutionAttributes, x: View, y: View): ConvolutionSizes {
  const { groups, input, output, kernel, stride, dilation, before } = attributes;
  return {
    batch: x.shape[0]!,
    groups,
    channels: x.shape[1]! / groups,
    input: pairOf(input, 1),
    filters: y.shape[1]! / groups,
    window: pairOf(kernel, 1),
    output: pairOf(output, 1),
    stride: pairOf(stride, 1),
    dilation: pairOf(dilation, 1),
    before: pairOf(before, 0),
  };
}
