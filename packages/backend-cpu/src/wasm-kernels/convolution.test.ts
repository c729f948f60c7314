import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRelaxedSimd, KERNEL_DATA } from './load.js';
import { type ConvolutionSizes, loadProducts, type ProductKernels, writeConvolution } from './products.js';

const memory = new WebAssembly.Memory({ initial: 300 });
const builds: [name: string, kernels: ProductKernels][] = [
  ['baseline', loadProducts(memory, { deterministic: true })!],
];
if (hasRelaxedSimd()) builds.push(['relaxed', loadProducts(memory)!]);

const sizesAt = KERNEL_DATA;
const region = 2 ** 21;
const guard = 12_345;
/** Where four tensors and a workspace begin; the images, last, end where the memory does. */
const [biasAt, wAt, yAt, workspaceAt] = [1, 2, 3, 4].map((i) => KERNEL_DATA + i * region + 4) as [
  number,
  number,
  number,
  number,
];

const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const pair = <T>(x: fc.Arbitrary<T>): fc.Arbitrary<[T, T]> => fc.tuple(x, x);

const convolutions: fc.Arbitrary<ConvolutionSizes> = fc
  .record({
    batch: small(3),
    groups: fc.constantFrom(1, 1, 2),
    channels: fc.oneof(small(4), fc.constantFrom(1, 40)),
    input: pair(small(19)),
    filters: fc.oneof(small(9), fc.constantFrom(1, 100)),
    window: pair(small(4)),
    stride: pair(small(3)),
    dilation: pair(small(2)),
    padding: pair(fc.integer({ min: -2, max: 3 })),
  })
  .map(({ padding, ...c }) => {
    const axis = (i: 0 | 1): number =>
      Math.floor((c.input[i] + 2 * padding[i] - c.dilation[i] * (c.window[i] - 1) - 1) / c.stride[i]) + 1;
    return { ...c, before: padding, output: [axis(0), axis(1)] as const };
  })
  .filter(({ output }) => output[0] > 0 && output[1] > 0)
  .filter((c) => lengthsOf(c).y * c.channels * c.window[0] * c.window[1] < 150_000);

interface Lengths {
  readonly x: number;
  readonly w: number;
  readonly y: number;
}

function lengthsOf(c: ConvolutionSizes): Lengths {
  return {
    x: c.batch * c.groups * c.channels * c.input[0] * c.input[1],
    w: c.groups * c.filters * c.channels * c.window[0] * c.window[1],
    y: c.batch * c.groups * c.filters * c.output[0] * c.output[1],
  };
}

/** Calls `visit` with the places in x, w and y of every product that the convolution adds up, and the filter. */
function forProducts(c: ConvolutionSizes, visit: (x: number, w: number, y: number) => void): void {
  const [height, width] = c.input;
  const [outHeight, outWidth] = c.output;
  const [windowHeight, windowWidth] = c.window;
  for (let y = 0; y < lengthsOf(c).y; y++) {
    const [ox, oy] = [y % outWidth, Math.floor(y / outWidth) % outHeight];
    const filter = Math.floor(y / (outWidth * outHeight)) % (c.groups * c.filters);
    const n = Math.floor(y / (outWidth * outHeight * c.groups * c.filters));
    const group = Math.floor(filter / c.filters);
    for (let channel = 0; channel < c.channels; channel++) {
      for (let ky = 0; ky < windowHeight; ky++) {
        const iy = oy * c.stride[0] + ky * c.dilation[0] - c.before[0];
        if (iy < 0 || iy >= height) continue;
        for (let kx = 0; kx < windowWidth; kx++) {
          const ix = ox * c.stride[1] + kx * c.dilation[1] - c.before[1];
          if (ix < 0 || ix >= width) continue;
          const plane = (n * c.groups + group) * c.channels + channel;
          const w = ((filter * c.channels + channel) * windowHeight + ky) * windowWidth + kx;
          visit((plane * height + iy) * width + ix, w, y);
        }
      }
    }
  }
}

function at(address: number, length: number): Float32Array {
  return new Float32Array(memory.buffer, address, length);
}

function random(into: Float32Array, seed: number): Float32Array {
  let state = seed;
  for (let i = 0; i < into.length; i++) into[i] = (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 31;
  return into;
}

/** The largest difference, in roundings of the sum of magnitudes. */
function worst(actual: Float32Array, exact: Float64Array, magnitude: Float64Array): number {
  return actual.reduce((most, x, i) => Math.max(most, Math.abs(x - exact[i]!) / (magnitude[i]! * 2 ** -24 + 1e-30)), 0);
}

describe.each(builds)('convolutions, %s', (_, kernels) => {
  it('give the sums that they are defined by, within rounding, and write nothing else', () => {
    fc.assert(
      fc.property(convolutions, fc.integer(), fc.boolean(), fc.boolean(), (c, seed, hasBias, relu) => {
        const lengths = lengthsOf(c);
        const xAt = memory.buffer.byteLength - 4 * lengths.x;
        const [x, w] = [random(at(xAt, lengths.x), seed), random(at(wAt, lengths.w), seed ^ 1)];
        const bias = random(at(biasAt, c.groups * c.filters), seed ^ 2);
        writeConvolution(memory, sizesAt, c);
        const y = at(yAt, lengths.y + 1);
        y[lengths.y] = guard;
        const bytes = kernels.convolutionWorkspaceBytes(sizesAt);
        const behind = at(workspaceAt + bytes, 1);
        behind[0] = guard;
        kernels.convolve(sizesAt, xAt, wAt, hasBias ? biasAt : 0, yAt, Number(relu), workspaceAt);

        const area = c.output[0] * c.output[1];
        const filterOf = (i: number): number => Math.floor(i / area) % (c.groups * c.filters);
        const exact = Float64Array.from({ length: lengths.y }, (_, i) => (hasBias ? bias[filterOf(i)]! : 0));
        const magnitude = exact.map(Math.abs);
        forProducts(c, (i, j, o) => {
          exact[o]! += x[i]! * w[j]!;
          magnitude[o]! += Math.abs(x[i]! * w[j]!);
        });
        const expected = relu ? exact.map((value) => Math.max(value, 0)) : exact;
        expect(worst(y.subarray(0, lengths.y), expected, magnitude)).toBeLessThan(20);
        expect([y[lengths.y], behind[0]]).toEqual([guard, guard]);
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  it('their weights have the gradient that they are defined by', () => {
    fc.assert(
      fc.property(convolutions, fc.integer(), (c, seed) => {
        const lengths = lengthsOf(c);
        const xAt = memory.buffer.byteLength - 4 * lengths.x;
        const [x, dy] = [random(at(xAt, lengths.x), seed), random(at(yAt, lengths.y), seed ^ 1)];
        writeConvolution(memory, sizesAt, c);
        const dw = at(wAt, lengths.w + 1);
        dw[lengths.w] = guard;
        const bytes = kernels.convolutionWorkspaceBytes(sizesAt);
        const behind = at(workspaceAt + bytes, 1);
        behind[0] = guard;
        kernels.convolveWeights(sizesAt, xAt, yAt, wAt, workspaceAt);

        const exact = new Float64Array(lengths.w);
        const magnitude = new Float64Array(lengths.w);
        forProducts(c, (i, j, o) => {
          exact[j]! += x[i]! * dy[o]!;
          magnitude[j]! += Math.abs(x[i]! * dy[o]!);
        });
        expect(worst(dw.subarray(0, lengths.w), exact, magnitude)).toBeLessThan(20);
        expect([dw[lengths.w], behind[0]]).toEqual([guard, guard]);
      }),
      { seed: 42, numRuns: 40 },
    );
  });
});
