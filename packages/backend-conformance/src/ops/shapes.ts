import * as nn from '@nn/tensor';
import type { Tensor } from '@nn/tensor';
import { all, type OpCase } from './op-case.js';

/** A move of elements, for every dtype. */
function move(name: string, fn: (x: Tensor, axis: number) => Tensor | readonly Tensor[], minAxes = 1): OpCase {
  return {
    name,
    dtypes: all,
    trial: (draw) => {
      const shape = draw.shape(minAxes, 4, 1);
      const axis = draw.integer(0, Math.max(shape.length - 1, 0));
      return { inputs: [{ shape }], run: ([x]) => fn(x!, axis), text: `axis ${axis}` };
    },
  };
}

/** What moves elements, and what joins them. */
export const shapes: readonly OpCase[] = [
  move('clone', (x) => x.clone(), 0),
  move('contiguous', (x) => x.contiguous(), 0),
  move('reshape', (x) => x.reshape([-1]), 0),
  move('flatten', (x) => x.flatten(), 0),
  move('transpose', (x, axis) => x.transpose(0, axis).clone()),
  move('unsqueeze', (x, axis) => x.unsqueeze(axis).clone()),
  move('flip', (x, axis) => nn.flip(x, [axis])),
  move('roll', (x, axis) => nn.roll(x, 2, axis)),
  move('repeat', (x) => nn.repeat(x, [2, ...x.shape.map(() => 1)])),
  move('split', (x, axis) => nn.split(x, 2, axis).map((part) => part.clone())),
  move('tril', (x) => nn.tril(x), 2),
  move('diag', (x) => nn.diag(x.reshape([-1])), 1),
  {
    name: 'cat',
    dtypes: all,
    gradient: true,
    trial: (draw) => {
      const shape = draw.shape(1, 3, 1);
      const axis = draw.integer(0, shape.length - 1);
      const inputs = [0, 1, 2].map(() => ({ shape: shape.with(axis, draw.integer(0, 4)) }));
      return { inputs, run: (xs) => nn.cat(xs, axis), text: `dim ${axis}` };
    },
  },
  {
    name: 'stack',
    dtypes: all,
    trial: (draw) => {
      const shape = draw.shape(0, 3);
      const axis = draw.integer(0, shape.length);
      return { inputs: [{ shape }, { shape }], run: (xs) => nn.stack(xs, axis), text: `dim ${axis}` };
    },
  },
];
