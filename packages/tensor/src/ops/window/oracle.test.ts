/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { grad } from '@nn/autograd';
import { numelOf, type Shape } from '@nn/core';
import { manualSeed } from '@nn/random';
import { goldenFolder } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { refusal, valuesOf } from '../../test-support.js';
import * as ops from '../index.js';

interface Row {
  readonly op: string;
  readonly args: readonly unknown[];
  readonly inputs: readonly Shape[];
  readonly indices?: readonly number[];
  readonly seed?: number;
}

interface Answer extends Row {
  readonly node: string;
  readonly outputs: readonly { readonly dtype: string; readonly shape: Shape; readonly values: readonly number[] }[];
  readonly first: readonly (readonly number[])[];
  readonly second: readonly (readonly number[])[] | null;
}

interface Oracle {
  readonly rows: readonly Answer[];
  readonly refused: readonly (Row & { readonly error: string })[];
}

const oracle = JSON.parse(readFileSync(join(goldenFolder(), 'windows.json'), 'utf8')) as Oracle;

const functions = ops as unknown as Readonly<Record<string, (...args: unknown[]) => Tensor | readonly Tensor[]>>;

function make(shape: Shape, k: number, op: string): Tensor {
  const values = Float64Array.from({ length: numelOf(shape) }, (_, i) => (((i + 17 * k) * 7919) % 1009) / 256 - 2);
  const x = tensor(op.startsWith('lpPool') ? values.map((value) => Math.abs(value) + 0.5) : values, { shape });
  return x.requiresGrad_();
}

function direction({ shape }: Tensor): Tensor {
  return tensor(
    Float64Array.from({ length: numelOf(shape) }, (_, i) => Math.sin(1 + i)),
    { shape },
  );
}

function call({ op, args, indices, seed }: Row, inputs: readonly Tensor[]): readonly Tensor[] {
  if (seed !== undefined) manualSeed(seed);
  const tensors: (Tensor | null)[] = [...inputs];
  // The bias of a convolution stands before its options, whether there is one or not.
  if (op.startsWith('conv') && tensors.length === 2) tensors.push(null);
  if (indices !== undefined) tensors.push(tensor(indices.map(BigInt), { shape: inputs[0]!.shape }));
  const output = functions[op]!(...tensors, ...args);
  return Array.isArray(output) ? (output as readonly Tensor[]) : [output as Tensor];
}

function expectClose(actual: Tensor, expected: readonly number[], what: string): void {
  const values = valuesOf(actual).map(Number);
  expect(values.length, what).toBe(expected.length);
  values.forEach((value, i) => {
    if (Math.abs(value - expected[i]!) > 1e-8 * (1 + Math.abs(expected[i]!))) {
      expect.fail(`${what}[${i}]: got ${value}, expected ${expected[i]}`);
    }
  });
}

function named({ op, args, inputs }: Row): string {
  return `${op} ${inputs.map((shape) => shape.join('x')).join(' ')} ${JSON.stringify(args)}`;
}

describe('windows as in PyTorch', () => {
  it.each(oracle.rows.map((row) => [named(row), row] as const))('%s', (_, row) => {
    const inputs = row.inputs.map((shape, k) => make(shape, k, row.op));
    const outputs = call(row, inputs);
    expect(outputs.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
      row.outputs.map(({ shape, dtype }) => ({ shape, dtype })),
    );
    outputs.forEach((output, i) => expectClose(output, row.outputs[i]!.values, `output ${i}`));
    const y = outputs[0]!;
    // PyTorch composes circular margins of writes, and gives back what needs no margin in its own way.
    if (row.op !== 'pad' || y.gradFn?.name.startsWith('Constant') === true) expect(y.gradFn?.name).toBe(row.node);
    const first = grad([y], inputs, { gradOutputs: [direction(y)], createGraph: true }) as Tensor[];
    first.forEach((gradient, i) => expectClose(gradient, row.first[i]!, `gradient ${i}`));
    if (row.second === null) return;
    // The gradient of a bias is what it is, whatever the inputs are.
    const bent = first.filter((gradient) => gradient.requiresGrad);
    const second = grad(bent, inputs, { gradOutputs: bent.map(direction), allowUnused: true });
    second.forEach((gradient, i) =>
      expectClose(gradient ?? inputs[i]!.mul(0), row.second![i]!, `second gradient ${i}`),
    );
  });

  it.each(oracle.refused.map((row) => [named(row), row] as const))('refuses %s', (_, row) => {
    const { code, op, message } = refusal(() =>
      call(
        row,
        row.inputs.map((shape, k) => make(shape, k, row.op)),
      ),
    );
    expect(['SHAPE', 'OPTION']).toContain(code);
    expect(op).toBe(row.op);
    // PyTorch answers for one axis as for two, of which the first has one element.
    if (!/[13]d$/.test(row.op) || row.error.startsWith('pad'))
      expect(message.slice(0, row.error.length)).toBe(row.error);
  });
});
