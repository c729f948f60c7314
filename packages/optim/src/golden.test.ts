import '@nn/autograd/register';
import { cpu } from '@nn/backend-cpu';
import { registerBackend } from '@nn/core';
import { parseSafetensors } from '@nn/safetensors';
import { tensor, type Tensor } from '@nn/tensor';
import { compareClose } from '@nn/testing';
import { type GoldenTensor, type Json, type OptimCase, readCases } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import * as optim from './index.js';
import { camelCase } from './state.js';

registerBackend(cpu());

type Optimizer = optim.Optimizer<{ readonly lr: number }>;
const library = optim as unknown as Record<string, new (...args: unknown[]) => unknown>;

const file = readCases('optim', parseSafetensors)!;

/** What PyTorch requires stands in its place. */
const required: Readonly<Record<string, readonly string[]>> = {
  StepLR: ['step_size'],
  MultiStepLR: ['milestones'],
  ExponentialLR: ['gamma'],
  CosineAnnealingLR: ['T_max'],
  OneCycleLR: ['max_lr'],
  CosineAnnealingWarmRestarts: ['T_0'],
};

function schedule(name: string, optimizer: Optimizer, kwargs: Readonly<Record<string, Json>>): optim.LRScheduler {
  const places = required[name] ?? [];
  const options = Object.entries(kwargs).filter(([key]) => !places.includes(key));
  return new library[name]!(optimizer, ...places.map((key) => kwargs[key]), options_(options)) as optim.LRScheduler;
}

function options_(entries: readonly (readonly [string, Json])[]): Record<string, Json> {
  return Object.fromEntries(entries.map(([key, value]) => [camelCase(key.replace(/^T_/, 't_')), value]));
}

const fromGolden = ({ data, dtype, shape }: GoldenTensor): Tensor => tensor(data, { dtype, shape });

describe("PyTorch's runs", () => {
  it('are all there', () => {
    expect(file.cases).toHaveLength(25);
  });

  it.each(file.cases)(
    '$id is followed to 1e-6, its rates to the last bits',
    (test: OptimCase & (typeof file.cases)[number]) => {
      const parameter = fromGolden(test.tensors.get('in.0')!).requiresGrad_();
      const optimizer = new library[test.optim]!([parameter], options_(Object.entries(test.kwargs))) as Optimizer;
      const scheduler =
        test.scheduler === undefined ? null : schedule(test.scheduler, optimizer, test.scheduler_kwargs ?? {});
      const rates: number[] = [];
      for (let step = 0; step < (test.steps ?? 8); step++) {
        parameter.grad = fromGolden(test.tensors.get(`grad.${step}`)!);
        optimizer.step();
        scheduler?.step();
        rates.push(optimizer.paramGroups[0]!.lr);
        const expected = test.tensors.get(`param.${step}`)!;
        expect(
          compareClose(parameter.detach().toTypedArraySync(), expected.data, { rtol: 1e-6, atol: 5e-7 }),
        ).toBeNull();
      }
      if (test.lrs !== undefined) expect(compareClose(rates, test.lrs, { rtol: 1e-14, atol: 1e-17 })).toBeNull();
    },
  );
});
