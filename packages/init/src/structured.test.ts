import { Generator } from '@nn/random';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dirac_, eye_, sparse_ } from './index.js';

describe('sparse_', () => {
  it('leaves exactly ⌈sparsity · rows⌉ zeros in every column', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (rows, columns, sparsity, seed) => {
        const { data } = sparse_({ data: new Float32Array(rows * columns), shape: [rows, columns] }, sparsity, {
          std: 1,
          generator: new Generator(seed),
        });
        for (let column = 0; column < columns; column++) {
          const zeros = data.filter((x, i) => i % columns === column && x === 0).length;
          expect(zeros).toBe(Math.ceil(sparsity * rows));
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('zeroes each row as often as any other', () => {
    const columns = 20_000;
    const { data } = sparse_({ data: new Float32Array(5 * columns), shape: [5, columns] }, 0.4, {
      generator: new Generator(0),
    });
    for (let row = 0; row < 5; row++) {
      const zeros = data.subarray(row * columns, (row + 1) * columns).filter((x) => x === 0).length;
      expect(Math.abs(zeros / columns - 0.4)).toBeLessThan(6 * Math.sqrt((0.4 * 0.6) / columns));
    }
  });
});

describe('eye_', () => {
  it('has ones on the diagonal and nothing else, whatever was there', () => {
    const size = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(size, size, (rows, columns) => {
        const { data } = eye_({ data: new Float64Array(rows * columns).fill(7), shape: [rows, columns] });
        data.forEach((x, i) => expect(x).toBe(Math.floor(i / columns) === i % columns ? 1 : 0));
      }),
      { seed: 42, numRuns: 50 },
    );
  });
});

describe('dirac_', () => {
  /** A convolution by its definition, stride 1, padded by half a kernel; x is `[channels, …sizes]` with one axis for each of the kernel. */
  function convolve(
    x: readonly number[],
    sizes: readonly number[],
    weight: Float32Array,
    shape: readonly number[],
    groups: number,
  ): number[] {
    const [outputs, inputs, ...kernel] = shape as [number, number, ...number[]];
    const points = indices(sizes);
    const taps = indices(kernel);
    return Array.from({ length: outputs }, (_, output) => {
      const firstInput = Math.floor(output / (outputs / groups)) * inputs;
      return points.map((point) => {
        let sum = 0;
        for (let input = 0; input < inputs; input++) {
          taps.forEach((tap, t) => {
            const from = point.map((p, axis) => p + tap[axis]! - Math.floor(kernel[axis]! / 2));
            if (from.some((p, axis) => p < 0 || p >= sizes[axis]!)) return;
            const flat = from.reduce((index, p, axis) => index * sizes[axis]! + p, firstInput + input);
            sum += weight[(output * inputs + input) * taps.length + t]! * x[flat]!;
          });
        }
        return sum;
      });
    }).flat();
  }

  function indices(sizes: readonly number[]): number[][] {
    return sizes.reduce<number[][]>(
      (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
      [[]],
    );
  }

  it('makes a convolution hand on its channels, group by group, and gives zeros where there is none to hand on', () => {
    const few = fc.integer({ min: 1, max: 3 });
    const kernels = fc.array(few, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(kernels, few, few, few, (kernel, groups, inputs, outputsEach) => {
        const shape = [groups * outputsEach, inputs, ...kernel];
        const numel = shape.reduce((product, size) => product * size, 1);
        const { data } = dirac_({ data: new Float32Array(numel).fill(7), shape }, { groups });
        const sizes = kernel.map((_, axis) => 2 + axis);
        const area = sizes.reduce((product, size) => product * size, 1);
        const x = Array.from({ length: groups * inputs * area }, (_, i) => i + 1);
        const expected = Array.from({ length: groups * outputsEach }, (_, output) => {
          const [group, channel] = [Math.floor(output / outputsEach), output % outputsEach];
          const from = (group * inputs + channel) * area;
          return channel < inputs ? x.slice(from, from + area) : new Array<number>(area).fill(0);
        }).flat();
        expect(convolve(x, sizes, data, shape, groups)).toEqual(expected);
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});
