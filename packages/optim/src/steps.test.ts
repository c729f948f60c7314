import { cpu } from '@nn/backend-cpu';
import '@nn/autograd/register';
import { NnError, registerBackend } from '@nn/core';
import { ones, type Tensor, tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Adam } from './adam.js';
import { SGD } from './sgd.js';

registerBackend(cpu());

const leaf = (values: readonly number[]): Tensor => tensor([...values], { requiresGrad: true });
const valuesOf = (x: Tensor): number[] => Array.from(x.detach().toTypedArraySync(), Number);

function refusal(run: () => unknown): NnError {
  try {
    run();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a step', () => {
  it('remembers in the dtype that the parameter has now', () => {
    for (const make of [
      (p: Tensor) => new SGD([p], { lr: 0.5, momentum: 0.5 }),
      (p: Tensor) => new Adam([p], { lr: 0.5 }),
    ]) {
      const [moved, plain] = [leaf([1, 2]), leaf([1, 2])];
      const [a, b] = [make(moved), make(plain)];
      moved.grad = ones([2]);
      plain.grad = ones([2]);
      a.step();
      b.step();
      moved.adopt(moved.detach().to('float64'));
      moved.grad = ones([2], { dtype: 'float64' });
      a.step();
      b.step();
      expect(moved.dtype).toBe('float64');
      valuesOf(moved).forEach((value, i) => expect(value).toBeCloseTo(valuesOf(plain)[i]!, 6));
    }
  });
});

describe('what is no list of parameters', () => {
  it.each([[{ forward: () => 1 }], [null], [3], [undefined], [() => []]])('is refused: %#', (params) => {
    const error = refusal(() => new SGD(params as never, { lr: 1 }));
    expect(error.code).toBe('OPTION');
    expect(error.message).toContain('should be an iterable of Tensors or dicts');
  });
});
