import { numelOf } from '@nn/core';
import { readSemantics } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import { arange } from '../../create/arange.js';
import { ones } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { refusal, valuesOf } from '../../test-support.js';

/** How TypeScript spells the Python of the fixtures. */
const indexing: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  'x[0]': (x) => x.at(0),
  'x[-1]': (x) => x.at(-1),
  'x[1, 2]': (x) => x.at(1, 2),
  'x[1, 2, 0]': (x) => x.at(1, 2, 0),
  'x[1:3]': (x) => x.at('1:3'),
  'x[::2]': (x) => x.at('::2'),
  'x[:, 1]': (x) => x.at(':', 1),
  'x[..., 0]': (x) => x.at('...', 0),
  'x[0, ..., 1]': (x) => x.at(0, '...', 1),
  'x[None]': (x) => x.at(null),
  'x[:, None, 1:4:2]': (x) => x.at(':', null, '1:4:2'),
  'x[1:1]': (x) => x.at('1:1'),
  'x[:, -2:]': (x) => x.at(':', '-2:'),
  'x[3:1]': (x) => x.at('3:1'),
  'x[torch.tensor([0, 2])]': (x) => x.at(tensor([0n, 2n])),
  'x[torch.tensor([[0, 1], [3, 3]])]': (x) =>
    x.at(
      tensor([
        [0n, 1n],
        [3n, 3n],
      ]),
    ),
  'x[:, torch.tensor([0, 4, 4])]': (x) => x.at(':', tensor([0n, 4n, 4n])),
  'x[torch.tensor([0, 1]), torch.tensor([2, 3])]': (x) => x.at(tensor([0n, 1n]), tensor([2n, 3n])),
  'x[torch.tensor([0, 1]), :, torch.tensor([1, 2])]': (x) => x.at(tensor([0n, 1n]), ':', tensor([1n, 2n])),
  'x[torch.tensor([-1, 0])]': (x) => x.at(tensor([-1n, 0n])),
  'x[x > 30]': (x) => x.at(x.gt(30)),
  'x[x[:, 0, 0] > 10]': (x) => x.at(x.at(':', 0, 0).gt(10)),
  'x[torch.tensor([True, False, True, False])]': (x) => x.at(tensor([true, false, true, false])),
  'x[1, torch.tensor([0, 1])]': (x) => x.at(1, tensor([0n, 1n])),
  'x[:, torch.tensor([[0], [1]]), torch.tensor([0, 2])]': (x) => x.at(':', tensor([[0n], [1n]]), tensor([0n, 2n])),
  'x[4]': (x) => x.at(4),
  'x[0, 5]': (x) => x.at(0, 5),
  'x[0, 0, 0, 0]': (x) => x.at(0, 0, 0, 0),
  'x[torch.tensor([4])]': (x) => x.at(tensor([4n])),
  'x[torch.tensor([True, False])]': (x) => x.at(tensor([true, false])),
  'x[0.5]': (x) => x.at(0.5),
};

const assigning: Readonly<Record<string, (x: Tensor) => unknown>> = {
  'x[0] = 7': (x) => x.assign_([0], 7),
  'x[:, 1] = x[:, 0]': (x) => x.assign_([':', 1], x.at(':', 0)),
  'x[1, 2, 0] = 42': (x) => x.assign_([1, 2, 0], 42),
  'x[::2] += 1': (x) => x.at('::2').add_(1),
  'x[x > 30] = 0': (x) => x.assign_([x.gt(30)], 0),
  'x[torch.tensor([0, 2])] = torch.ones(5, 3)': (x) => x.assign_([tensor([0n, 2n])], ones([5, 3])),
  'x[torch.tensor([0, 0])] = -1': (x) => x.assign_([tensor([0n, 0n])], -1),
  'x[..., 0] *= 2': (x) => x.at('...', 0).mul_(2),
  'x[1:3, 2:4] = torch.tensor([1.0, 2.0, 3.0])': (x) => x.assign_(['1:3', '2:4'], tensor([1, 2, 3])),
  'x.transpose(0, 2)[0] = 5': (x) => x.transpose(0, 2).assign_([0], 5),
  'x[0].fill_(9)': (x) => x.at(0).fill_(9),
  'x[:, 1].add_(100)': (x) => x.at(':', 1).add_(100),
};

const golden = readSemantics()!;
const counting = (shape: readonly number[]): Tensor => arange(numelOf(shape)).reshape(shape);

describe('indexing as in PyTorch', () => {
  it.each(golden.indexing)('$python', ({ python, shape, result, error }) => {
    const index = indexing[python]!;
    if (error !== undefined) {
      const { code, sentence } = refusal(() => index(counting(shape)));
      expect(code).toBe('INDEX');
      expect(error).toBe(`IndexError: ${sentence}`);
      return;
    }
    const y = index(counting(shape));
    expect({ shape: y.shape, dtype: y.dtype, values: valuesOf(y) }).toEqual(result);
  });

  it.each(golden.assigning)('$python', ({ python, shape, after }) => {
    const x = counting(shape);
    assigning[python]!(x);
    expect(valuesOf(x)).toEqual(after);
  });
});
