import * as nn from '@nn/tensor';
import type { OpCase } from './op-case.js';

const close = { nearness: 'close', gradient: true, dtypes: ['float32', 'float64'] } as const;

/** Products of matrices. */
export const products: readonly OpCase[] = [
  {
    name: 'matmul of matrices',
    ...close,
    trial: (draw) => {
      const [n, k, m] = [draw.integer(0, 9), draw.integer(0, 9), draw.integer(0, 9)];
      return { inputs: [{ shape: [n, k] }, { shape: [k, m] }], run: ([a, b]) => a!.matmul(b!) };
    },
  },
  {
    name: 'matmul of batches that broadcast',
    ...close,
    trial: (draw) => {
      const batch = draw.shape(1, 2, 1);
      const [n, k, m] = [draw.integer(1, 5), draw.integer(1, 5), draw.integer(1, 5)];
      return {
        inputs: [{ shape: [...batch, n, k] }, { shape: [...draw.broadcasting(batch), k, m] }],
        run: ([a, b]) => a!.matmul(b!),
      };
    },
  },
  {
    name: 'matmul with vectors',
    ...close,
    trial: (draw) => {
      const [n, k] = [draw.integer(1, 9), draw.integer(1, 9)];
      const before = draw.integer(0, 1) === 1;
      return before
        ? { inputs: [{ shape: [k] }, { shape: [k, n] }], run: ([a, b]) => a!.matmul(b!) }
        : { inputs: [{ shape: [n, k] }, { shape: [k] }], run: ([a, b]) => a!.matmul(b!) };
    },
  },
  {
    name: 'linear',
    ...close,
    trial: (draw) => {
      const lead = draw.shape(0, 2, 1);
      const [i, o] = [draw.integer(1, 9), draw.integer(1, 9)];
      return {
        inputs: [{ shape: [...lead, i] }, { shape: [o, i] }, { shape: [o] }],
        run: ([x, w, b]) => nn.linear(x!, w!, b),
      };
    },
  },
  {
    name: 'einsum',
    ...close,
    trial: (draw) => {
      const [b, i, j, k] = [draw.integer(1, 3), draw.integer(1, 4), draw.integer(1, 4), draw.integer(1, 4)];
      return { inputs: [{ shape: [b, i, j] }, { shape: [j, k] }], run: ([a, c]) => nn.einsum('bij,jk->bki', a!, c!) };
    },
  },
];
