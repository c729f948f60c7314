import { type ConvolutionAttributes, numelOf, type Shape, type View } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '../arena/arena.js';
import { Staging } from '../arena/staging.js';
import { randomFrom, viewOf } from '../testing/views.js';
import { loadProducts } from '../wasm-kernels/products.js';
import { wasmConvolution } from './wasm-convolution.js';

const arena = new Arena({ budget: 2 ** 22 });
const convolution = wasmConvolution(arena, new Staging(arena), () => loadProducts(arena.memory)!);

interface Case {
  readonly attributes: ConvolutionAttributes;
  readonly shapes: Readonly<Record<'x' | 'w' | 'y', Shape>>;
  readonly hasBias: boolean;
  readonly seed: number;
}

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const cases: fc.Arbitrary<Case> = fc
  .record({ rank: size(2), by: fc.constantFrom('x', 'w', 'y'), groups: size(3), seed: fc.integer() })
  .chain(({ rank, by, groups, seed }) => {
    const list = (each: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
      fc.array(each, { minLength: rank, maxLength: rank });
    return fc
      .record({
        batch: size(3),
        channels: size(3),
        filters: size(5),
        kernel: list(size(4)),
        output: list(size(rank === 1 ? 20 : 9)),
        stride: list(size(4)),
        dilation: list(size(3)),
        before: list(fc.integer({ min: 0, max: 4 })),
        // More of the image than windows reach, or less: what a padding behind the last element is.
        more: list(fc.integer({ min: -3, max: 3 })),
        hasBias: fc.boolean(),
      })
      .map(({ batch, channels, filters, more, hasBias, ...steps }): Case => {
        const input = steps.output.map((count, axis) => {
          const reach = (count - 1) * steps.stride[axis]! + (steps.kernel[axis]! - 1) * steps.dilation[axis]! + 1;
          return Math.max(1, reach - steps.before[axis]! + more[axis]!);
        });
        const shapes = {
          x: [batch, groups * channels, ...input],
          w: [groups * filters, channels, ...steps.kernel],
          y: [batch, groups * filters, ...steps.output],
        };
        return { attributes: { by, groups, input, ...steps }, shapes, hasBias: hasBias && by !== 'w', seed };
      });
  });

/** Every index of a shape. */
function* indices(shape: Shape): Generator<number[]> {
  const index = shape.map(() => 0);
  for (let left = numelOf(shape); left > 0; left--) {
    yield index;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
}

function flatOf(index: readonly number[], shape: Shape): number {
  return index.reduce((flat, i, axis) => flat * shape[axis]! + i, 0);
}

/** Calls `visit` with the places in x, w and y of every product of the sum that defines the three. */
function forProducts({ attributes, shapes }: Case, visit: (x: number, w: number, y: number) => void): void {
  const { groups, input, stride, dilation, before } = attributes;
  const [channels, filters] = [shapes.w[1]!, shapes.w[0]! / groups];
  for (const place of indices(shapes.y)) {
    const [n, m, ...o] = place as [number, number, ...number[]];
    const y = flatOf(place, shapes.y);
    for (const [c, ...k] of indices(shapes.w.slice(1))) {
      const at = o.map((each, axis) => each * stride[axis]! + k[axis]! * dilation[axis]! - before[axis]!);
      if (at.some((each, axis) => each < 0 || each >= input[axis]!)) continue;
      const channel = Math.floor(m / filters) * channels + c!;
      visit(flatOf([n, channel, ...at], shapes.x), flatOf([m, c!, ...k], shapes.w), y);
    }
  }
}

function valuesOf(view: View): Float32Array {
  return view.storage.memory as Float32Array;
}

describe('a convolution by vectors', () => {
  it('is the derivative of its sum by any of the three, within rounding', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const { attributes, shapes, hasBias, seed } = each;
        const { by } = attributes;
        const random = randomFrom(seed);
        const draw = (shape: Shape): View =>
          viewOf(
            'float32',
            shape,
            Array.from({ length: numelOf(shape) }, () => Math.fround(2 * random() - 1)),
          );
        const views = { x: draw(shapes.x), w: draw(shapes.w), y: draw(shapes.y) };
        const inputs = (['x', 'w', 'y'] as const).filter((form) => form !== by).map((form) => views[form]);
        if (by === 'x') inputs.splice(0, 2, views.w, views.y);
        const bias = draw([shapes[by][1]!]);
        if (hasBias) inputs.push(bias);
        const out = views[by];
        valuesOf(out).fill(NaN);
        convolution(inputs, attributes, [out]);

        const channel = (i: number): number => Math.floor(i / numelOf(shapes[by].slice(2))) % shapes[by][1]!;
        const exact = Float64Array.from(valuesOf(out), (_, i) => (hasBias ? valuesOf(bias)[channel(i)]! : 0));
        const magnitude = exact.map(Math.abs);
        const [x, w, y] = [valuesOf(views.x), valuesOf(views.w), valuesOf(views.y)];
        forProducts(each, (i, j, o) => {
          const product = by === 'x' ? w[j]! * y[o]! : by === 'w' ? x[i]! * y[o]! : x[i]! * w[j]!;
          const at = by === 'x' ? i : by === 'w' ? j : o;
          exact[at]! += product;
          magnitude[at]! += Math.abs(product);
        });
        const worst = valuesOf(out).reduce(
          (most, value, i) => Math.max(most, Math.abs(value - exact[i]!) / (magnitude[i]! * 2 ** -24 + 1e-30)),
          0,
        );
        expect(worst).toBeLessThan(20);
      }),
      { seed: 42, numRuns: 200 },
    );
  });
});
