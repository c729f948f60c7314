import { readFileSync } from 'node:fs';
import { linspace, tensor, type Tensor, zeros } from '@nn/tensor';
import { expect, it } from 'vitest';
import { grad } from './grad.js';
import { refusal } from './test-support.js';

/** See `fixtures/make-in-place-chains.py`. */
interface Case {
  readonly steps: readonly (readonly [string, number, ...unknown[]])[];
  readonly values?: readonly number[];
  readonly gradients?: readonly (number | 'none' | null)[];
  readonly error?: string;
}

const file = process.env['IN_PLACE_CHAINS'] ?? new URL('fixtures/in-place-chains.jsonl', import.meta.url);
const cases = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

function start(number: number, factor: number): Tensor {
  const values = Float64Array.from(
    { length: 24 },
    (_, k) => ((k * k * factor + number * 31 + k * 5) % 2001) / 1000 - 1,
  );
  return tensor(values, { shape: [2, 3, 4], requiresGrad: true });
}

function view(x: Tensor, op: string, args: number[]): Tensor {
  const [a = 0, b = 0, c = 0, d = 0] = args;
  if (op === 'slice') return x.slice(b, c, { dim: a, step: d });
  if (op === 'transpose') return x.transpose(a, b);
  if (op === 'select') return x.select(a, b);
  if (op === 'narrow') return x.narrow(a, b, c);
  if (op === 'unsqueeze') return x.unsqueeze(a);
  if (op === 'squeeze') return x.squeeze(a);
  if (op === 'diagonal') return x.diagonal({ offset: a, dim1: b, dim2: c });
  if (op === 'permute') return x.permute(args);
  return op === 'reshape' ? x.reshape(args) : x.expand(args);
}

function write(tensors: readonly Tensor[], op: string, i: number, j: number): void {
  const x = tensors[i]!;
  if (op === 'mul_') x.mul_(tensors[j] ?? 1.5);
  else if (op === 'add_') x.add_(tensors[j]!);
  else if (op === 'copy_') x.copy_(tensors[j]!);
  else if (op === 'tanh_') x.tanh_();
  else x.fill_(0);
}

function summary(x: Tensor): number {
  const values = x.detach().toTypedArraySync() as Float64Array;
  return values.reduce((sum, value, i) => sum + value * Math.cos(i), 0);
}

function replay({ steps }: Case, number: number): { values: number[]; gradients: (number | 'none' | null)[] } {
  const leaves = [start(number, 17), start(number, 23)];
  const tensors = [leaves[0]!.mul(1), leaves[1]!.mul(1), zeros([2, 3, 4], { dtype: 'float64' })];
  for (const [op, i, ...rest] of steps) {
    if (op === 'view') tensors.push(view(tensors[i]!, rest[0] as string, rest[1] as number[]));
    else if (op === 'mul') tensors.push(tensors[i]!.mul(tensors[rest[0] as number]!));
    else write(tensors, op, i, rest[0] as number);
  }
  const values = tensors.map(summary);
  const loss = tensors
    .map((x) => x.mul(linspace(-1, 1, x.numel(), { dtype: 'float64' }).reshape(x.shape)).sum())
    .reduce((a, b) => a.add(b));
  const all = [...leaves, ...tensors];
  const wanted = all.filter((x) => x.requiresGrad);
  const gradients = grad([loss], wanted, { allowUnused: true });
  return {
    values,
    gradients: all.map((x) => {
      if (!x.requiresGrad) return 'none';
      const gradient = gradients[wanted.indexOf(x)] ?? null;
      return gradient === null ? null : summary(gradient);
    }),
  };
}

it('gives the values and gradients of PyTorch through random views and writes in place, and refuses where it does', () => {
  cases.forEach((one, number) => {
    const label = `case ${number}: ${JSON.stringify(one.steps)}`;
    if (one.error !== undefined) {
      expect(refusal(() => replay(one, number)).message, label).toContain(one.error);
      return;
    }
    const { values, gradients } = replay(one, number);
    values.forEach((value, i) => expect(value, label).toBeCloseTo(one.values![i]!, 7));
    gradients.forEach((gradient, i) => {
      const expected = one.gradients![i]!;
      if (typeof expected === 'number') expect(gradient, `${label}, gradient ${i}`).toBeCloseTo(expected, 7);
      else expect(gradient, `${label}, gradient ${i}`).toBe(expected);
    });
  });
}, 60_000);
