import * as nn from '@nn/tensor';
import { all, type OpCase } from './op-case.js';

/** What reads and writes by index. */
export const indexing: readonly OpCase[] = [
  {
    name: 'gather',
    dtypes: all,
    gradient: true,
    needs: ['gather'],
    trial: (draw) => {
      const shape = draw.shape(1, 3, 1);
      const axis = draw.integer(0, shape.length - 1);
      const index = {
        shape: shape.with(axis, draw.integer(0, 4)),
        dtype: draw.pick(['int32', 'int64'] as const),
        values: { below: shape[axis]! },
      };
      return { inputs: [{ shape }, index], run: ([x, i]) => x!.gather(axis, i!), text: `dim ${axis}` };
    },
  },
  {
    name: 'indexSelect',
    dtypes: all,
    needs: ['gather'],
    trial: (draw) => {
      const shape = draw.shape(1, 3, 1);
      const axis = draw.integer(0, shape.length - 1);
      const index = { shape: [draw.integer(0, 4)], dtype: 'int64', values: { below: shape[axis]! } } as const;
      return { inputs: [{ shape }, index], run: ([x, i]) => nn.indexSelect(x!, axis, i!), text: `dim ${axis}` };
    },
  },
  {
    name: 'scatter',
    dtypes: all,
    needs: ['scatter'],
    trial: (draw) => {
      const shape = draw.shape(1, 3, 1);
      const axis = draw.integer(0, shape.length - 1);
      // One row of the index: nothing is written twice.
      const index = { shape: shape.with(axis, 1), dtype: 'int64', values: { below: shape[axis]! } } as const;
      return {
        inputs: [{ shape }, index, { shape: index.shape }],
        run: ([x, i, y]) => nn.scatter(x!, axis, i!, y!),
        text: `dim ${axis}`,
      };
    },
  },
  {
    name: 'scatterAdd',
    dtypes: ['float32', 'float64', 'int32', 'int64'],
    nearness: 'close',
    gradient: true,
    needs: ['scatter'],
    trial: (draw) => {
      const shape = draw.shape(1, 3, 1);
      const axis = draw.integer(0, shape.length - 1);
      const index = { shape: shape.with(axis, 4), dtype: 'int64', values: { below: shape[axis]! } } as const;
      return {
        inputs: [{ shape }, index, { shape: index.shape }],
        run: ([x, i, y]) => nn.scatterAdd(x!, axis, i!, y!),
        text: `dim ${axis}`,
      };
    },
  },
  {
    name: 'at, with an index tensor',
    dtypes: all,
    needs: ['gather'],
    trial: (draw) => {
      const shape = draw.shape(2, 3, 1);
      const index = { shape: draw.shape(1, 2, 1), dtype: 'int64', values: { below: shape[0]! } } as const;
      return { inputs: [{ shape }, index], run: ([x, i]) => x!.at(i!) };
    },
  },
  {
    name: 'atAsync, with a mask',
    dtypes: all,
    needs: ['gather'],
    trial: (draw) => {
      const shape = draw.shape(1, 3, 1);
      return { inputs: [{ shape }, { shape, dtype: 'bool' }], run: ([x, mask]) => x!.atAsync(mask!) };
    },
  },
  {
    name: 'nonzeroAsync',
    dtypes: all,
    trial: (draw) => ({ inputs: [{ shape: draw.shape(0, 3) }], run: ([x]) => x!.nonzeroAsync() }),
  },
  {
    name: 'assign_, and nothing beside the view',
    dtypes: all,
    trial: (draw) => {
      const shape = draw.shape(2, 3, 2);
      return {
        inputs: [{ shape, written: true }, { shape: shape.slice(1) }],
        run: ([x, y]) => {
          nn.assign_(x!, [1], y!);
          return null;
        },
      };
    },
  },
];
