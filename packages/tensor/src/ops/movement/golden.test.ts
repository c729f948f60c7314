import { parseSafetensors } from '@nn/safetensors';
import { compareClose } from '@nn/testing';
import { type GoldenTensor, readCases } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import * as ops from '../index.js';
import type { Tensor } from '../../tensor.js';
import { refusal } from '../../test-support.js';

type Arguments = readonly never[];
type Call = (x: readonly Tensor[], args: Arguments) => Tensor | readonly Tensor[];

/** How each operation of the golden cases is said here. */
const calls: Readonly<Record<string, Call>> = {
  reshape: ([x], [shape]) => x!.reshape(shape!),
  permute: ([x], [dims]) => x!.permute(dims!),
  transpose: ([x], [a, b]) => x!.transpose(a!, b!),
  squeeze: ([x]) => x!.squeeze(),
  unsqueeze: ([x], [dim]) => x!.unsqueeze(dim!),
  expand: ([x], [shape]) => x!.expand(shape!),
  repeat: ([x], repeats) => x!.repeat(repeats),
  flip: ([x], [dims]) => x!.flip(dims!),
  narrow: ([x], [dim, start, length]) => x!.narrow(dim!, start!, length!),
  cat: (list, [dim]) => ops.cat(list, dim),
  stack: (list, [dim]) => ops.stack(list, dim),
  split: ([x], [size, dim]) => x!.split(size!, dim),
  chunk: ([x], [chunks, dim]) => x!.chunk(chunks!, dim),
  gather: ([x, index], [dim]) => x!.gather(dim!, index!),
  index_select: ([x, index], [dim]) => x!.indexSelect(dim!, index!),
  index_add: ([x, index, source], [dim]) => x!.indexAdd(dim!, index!, source!),
  scatter_add: ([x, index, source], [dim]) => x!.scatterAdd(dim!, index!, source!),
  tril: ([x], [diagonal]) => x!.tril(diagonal),
  triu: ([x], [diagonal]) => x!.triu(diagonal),
  diag: ([x]) => x!.diag(),
  roll: ([x], [shift, dim]) => x!.roll(shift!, dim),
  'nn.functional.one_hot': ([x], [classes]) => x!.oneHot(classes),
};

const { cases } = readCases('ops', parseSafetensors)!;
const owned = cases.filter(({ op }) => Object.hasOwn(calls, op));

describe('movement, indexing and joining as in PyTorch', () => {
  it.each(owned)('$id', ({ op, args, tensors, error, outputs }) => {
    const read = (name: string): GoldenTensor | undefined => tensors.get(name);
    const inputs: Tensor[] = [];
    for (let i = 0; read(`in.${i}`) !== undefined; i++) {
      const { data, shape } = read(`in.${i}`)!;
      const x = tensor(data, { shape });
      inputs.push(x.isFloatingPoint() ? x.requiresGrad_() : x);
    }
    if (error !== undefined) {
      expect(error).toContain(refusal(() => calls[op]!(inputs, args as Arguments)).sentence);
      return;
    }
    const result = calls[op]!(inputs, args as Arguments);
    const list = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    expect(list.length).toBe(outputs);
    list.forEach((y, i) => expectClose(y, read(`out.${i}`)!, 1e-5, 1e-5));
    const wanted = list.flatMap((y, i) =>
      read(`cot.${i}`) === undefined ? [] : [y.mul(tensorFrom(read(`cot.${i}`)!)).sum()],
    );
    if (wanted.length === 0) return;
    wanted.reduce((total, part) => total.add(part)).backward();
    inputs.forEach((x, i) => {
      const expected = read(`gin.${i}`);
      if (expected !== undefined) expectClose(x.grad!, expected, 2e-5, 1e-4);
    });
  });

  it('covers every operation that this file knows', () => {
    expect(new Set(owned.map(({ op }) => op))).toEqual(new Set(Object.keys(calls)));
  });
});

function tensorFrom({ data, shape }: GoldenTensor): Tensor {
  return tensor(data, { shape });
}

function expectClose(actual: Tensor, expected: GoldenTensor, atol: number, rtol: number): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(
    compareClose(actual.toTypedArraySync(), expected.data as Float32Array, { atol, rtol }, { shape: expected.shape }),
  ).toBeNull();
}
