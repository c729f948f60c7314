import * as nn from '@nn/tensor';
import type { Tensor } from '@nn/tensor';
import type { Values } from '../random-views.js';
import { all, floats, numbers, type OpCase } from './op-case.js';

type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;

function unary(name: string, fn: Unary, values: Values = 'any', more: Partial<OpCase> = {}): OpCase {
  return {
    name,
    dtypes: floats,
    gradient: true,
    trial: (draw) => ({ inputs: [{ shape: draw.shape(0), values }], run: ([x]) => fn(x!) }),
    ...more,
  };
}

/** Two inputs, of which the second broadcasts. */
function binary(
  name: string,
  fn: Binary,
  values: readonly [Values, Values] = ['any', 'any'],
  more: Partial<OpCase> = {},
): OpCase {
  return {
    name,
    dtypes: numbers,
    gradient: true,
    trial: (draw) => {
      const shape = draw.shape(0);
      return {
        inputs: [
          { shape, values: values[0] },
          { shape: draw.broadcasting(shape), values: values[1] },
        ],
        run: ([a, b]) => fn(a!, b!),
      };
    },
    ...more,
  };
}

const flat: Partial<OpCase> = { gradient: false };

/** Elementwise operations: one expression each. */
export const elementwise: readonly OpCase[] = [
  unary('neg', (x) => x.neg()),
  unary('abs', (x) => x.abs(), 'nonzero'),
  unary('exp', (x) => x.exp()),
  unary('log', (x) => x.log(), 'positive'),
  unary('log1p', (x) => x.log1p(), 'positive'),
  unary('sin', (x) => x.sin()),
  unary('cos', (x) => x.cos()),
  unary('tanh', (x) => x.tanh()),
  unary('sigmoid', (x) => x.sigmoid()),
  unary('erf', (x) => nn.erf(x)),
  unary('sqrt', (x) => x.sqrt(), 'positive'),
  unary('rsqrt', (x) => nn.rsqrt(x), 'positive'),
  unary('reciprocal', (x) => nn.reciprocal(x), 'positive'),
  unary('square', (x) => x.square()),
  unary('relu', (x) => x.relu(), 'nonzero'),
  unary('gelu', (x) => nn.gelu(x)),
  unary('softplus', (x) => nn.softplus(x)),
  unary('clamp', (x) => x.clamp(-1.01, 2.03)),
  unary('floor', (x) => x.floor(), 'any', flat),
  unary('round', (x) => nn.round(x), 'any', flat),
  unary('sign', (x) => nn.sign(x), 'any', { ...flat, dtypes: numbers }),
  unary('logicalNot', (x) => x.logicalNot(), 'any', { ...flat, dtypes: all }),
  binary('add', (a, b) => a.add(b)),
  binary('add with alpha', (a, b) => a.add(b, { alpha: 3 })),
  binary('sub', (a, b) => a.sub(b)),
  binary('mul', (a, b) => a.mul(b)),
  binary('div', (a, b) => a.div(b), ['any', 'nonzero']),
  binary('maximum', (a, b) => nn.maximum(a, b), ['any', 'any'], flat),
  binary('pow', (a, b) => a.pow(b), ['positive', 'unit'], { dtypes: ['float32', 'float64'] }),
  binary('remainder', (a, b) => nn.remainder(a, b), ['any', 'nonzero'], flat),
  binary('floorDivide', (a, b) => nn.floorDivide(a, b), ['any', 'nonzero'], flat),
  binary('gt', (a, b) => a.gt(b), ['any', 'any'], { ...flat, dtypes: all }),
  binary('eq', (a, b) => a.eq(b), ['any', 'any'], { ...flat, dtypes: all }),
  binary('logicalAnd', (a, b) => nn.logicalAnd(a, b), ['any', 'any'], { ...flat, dtypes: all }),
  {
    name: 'where',
    dtypes: all,
    trial: (draw) => {
      const shape = draw.shape(0);
      return {
        inputs: [{ shape, dtype: 'bool' }, { shape: draw.broadcasting(shape) }, { shape }],
        run: ([condition, a, b]) => nn.where(condition!, a!, b!),
      };
    },
  },
  {
    name: 'maskedFill',
    dtypes: all,
    trial: (draw) => {
      const shape = draw.shape(0);
      return {
        inputs: [{ shape }, { shape: draw.broadcasting(shape), dtype: 'bool' }],
        run: ([x, mask]) => x!.maskedFill(mask!, 1),
      };
    },
  },
  {
    name: 'add of two dtypes',
    dtypes: all,
    trial: (draw) => {
      const shape = draw.shape(0);
      return { inputs: [{ shape }, { shape, dtype: 'int32' }], run: ([a, b]) => a!.add(b!) };
    },
  },
  ...(
    [
      ['add_', (a, b) => a.add_(b)],
      ['mul_', (a, b) => a.mul_(b)],
      ['copy_', (a, b) => a.copy_(b)],
      ['fill_', (a) => a.fill_(3)],
    ] as readonly (readonly [string, Binary])[]
  ).map(([name, fn]): OpCase => ({
    name: `${name}, and nothing beside the view`,
    dtypes: numbers,
    trial: (draw) => {
      const shape = draw.shape(0);
      return {
        inputs: [{ shape, written: true }, { shape: draw.broadcasting(shape) }],
        run: ([a, b]) => {
          fn(a!, b!);
          return null;
        },
      };
    },
  })),
];
