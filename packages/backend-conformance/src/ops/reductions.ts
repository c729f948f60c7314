import * as nn from '@nn/tensor';
import type { Tensor } from '@nn/tensor';
import type { Values } from '../random-views.js';
import { all, floats, numbers, type OpCase } from './op-case.js';

type Along = (x: Tensor, dim: number, keepdim: boolean) => Tensor | readonly Tensor[];

/** Along one axis, which is not empty unless `minSize` is 0. */
function along(name: string, fn: Along, minSize = 1, values: Values = 'any', more: Partial<OpCase> = {}): OpCase {
  return {
    name,
    dtypes: numbers,
    trial: (draw) => {
      const shape = draw.shape(1, 4, minSize);
      const dim = draw.integer(-shape.length, shape.length - 1);
      const keepdim = draw.integer(0, 1) === 1;
      return {
        inputs: [{ shape, values }],
        run: ([x]) => fn(x!, dim, keepdim),
        text: `dim ${dim}, keepdim ${keepdim}`,
      };
    },
    ...more,
  };
}

const close: Partial<OpCase> = { dtypes: floats, nearness: 'close', gradient: true };

/** Reductions and scans. */
export const reductions: readonly OpCase[] = [
  along('sum', (x, dim, keepdim) => x.sum(dim, { keepdim }), 0, 'any', { ...close, dtypes: [...all] }),
  along('mean', (x, dim, keepdim) => x.mean(dim, { keepdim }), 1, 'any', close),
  along('prod', (x, dim, keepdim) => nn.prod(x, dim, { keepdim }), 0, 'positive', {
    ...close,
    dtypes: ['float32', 'int32', 'int64'],
  }),
  along('var', (x, dim, keepdim) => nn.variance(x, dim, { keepdim }), 2, 'any', {
    ...close,
    dtypes: ['float32', 'float64'],
  }),
  along('logsumexp', (x, dim, keepdim) => x.logsumexp(dim, { keepdim }), 1, 'any', {
    ...close,
    dtypes: ['float32', 'float64'],
  }),
  along('amax', (x, dim, keepdim) => x.amax(dim, { keepdim })),
  along('amin', (x, dim, keepdim) => x.amin(dim, { keepdim })),
  along('argmax', (x, dim, keepdim) => x.argmax(dim, { keepdim })),
  along('argmin', (x, dim, keepdim) => x.argmin(dim, { keepdim })),
  along('max', (x, dim, keepdim) => Object.values(x.max(dim, { keepdim })) as Tensor[]),
  along('any', (x, dim, keepdim) => nn.any(x, dim, { keepdim }), 0, 'any', { dtypes: all }),
  along('all', (x, dim, keepdim) => nn.all(x, dim, { keepdim }), 0, 'any', { dtypes: all }),
  along('softmax', (x, dim) => x.softmax(dim), 1, 'any', { ...close, dtypes: ['float32', 'float64'] }),
  along('logSoftmax', (x, dim) => x.logSoftmax(dim), 1, 'any', { ...close, dtypes: ['float32', 'float64'] }),
  along('cumsum', (x, dim) => nn.cumsum(x, dim), 0, 'any', { nearness: 'close', needs: ['scan'] }),
  along('sort', (x, dim) => Object.values(nn.sort(x, dim)) as Tensor[], 1, 'any', { needs: ['sort'] }),
  along('sort, descending', (x, dim) => Object.values(nn.sort(x, dim, { descending: true })) as Tensor[], 1, 'any', {
    needs: ['sort'],
  }),
  along('topk', (x, dim) => nn.topk(x, 1, dim).values, 1, 'any', { needs: ['sort'] }),
  {
    name: 'sum over several axes',
    nearness: 'close',
    trial: (draw) => ({ inputs: [{ shape: draw.shape(3) }], run: ([x]) => x!.sum([0, -1]) }),
  },
  {
    name: 'sum over all axes',
    nearness: 'close',
    gradient: true,
    dtypes: all,
    trial: (draw) => ({ inputs: [{ shape: draw.shape(0) }], run: ([x]) => x!.sum() }),
  },
];
