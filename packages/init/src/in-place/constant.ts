import { type DType, type FillLaw, NnError, type Scalar } from '@nn/core';
import { initialize } from './initialize.js';
import { type InitTarget, kindOf } from '../target.js';

export interface ConstantParameters {
  readonly value: number;
}

/** The law of `constant_`. */
export const constantLaw: FillLaw<ConstantParameters> = {
  name: 'constant_',
  check({ value }) {
    if (typeof value === 'number') return;
    throw new NnError('OPTION', `constant_ expects a number, but got ${kindOf(value)}`, {
      op: 'constant_',
      details: { value },
      advice: 'Write constant_(target, 0.5).',
    });
  },
  resolve: ({ value }, _shape, dtype) => ({ kind: 'constant', value: converted(value, dtype) }),
};

/**
 * Sets every element of `target` to one number. Nothing is drawn. Integers take it without its fraction, booleans as whether it is not 0;
 * NaN and infinities are values too, where the dtype has them.
 *
 * Source: `torch.nn.init.constant_`.
 *
 * @param target a tensor or parameter of any shape and dtype, or a bare `{ data, shape }`
 * @returns `target`
 * @throws NnError 'OPTION' for what is no number, and for a number that the dtype cannot hold
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.constant_(empty([3]), 0.3); // tensor([0.3000, 0.3000, 0.3000])
 */
export function constant_<T extends InitTarget | null>(target: T, value: number): T {
  return initialize(target, constantLaw, { value });
}

/** A dtype's name in PyTorch's messages, and the ends of what it holds. */
type Range = readonly [cppName: string, lowest: number, highest: number];

const highest32 = (2 - 2 ** -23) * 2 ** 127;
const highestBrain = (2 - 2 ** -7) * 2 ** 127;

const ranges: Readonly<Partial<Record<DType, Range>>> = {
  float32: ['float', -highest32, highest32],
  float16: ['at::Half', -65504, 65504],
  bfloat16: ['at::BFloat16', -highestBrain, highestBrain],
  int32: ['int', -(2 ** 31), 2 ** 31 - 1],
  // The last double below the end.
  int64: ['int64_t', -(2 ** 63), 2 ** 63 - 1024],
  // Negative numbers wrap.
  uint8: ['uint8_t', -255, 255],
};

/** As PyTorch's `fill_` converts. */
function converted(value: number, dtype: DType): Scalar {
  if (dtype === 'bool') return value !== 0;
  const [cppName, lowest, highest] = ranges[dtype] ?? ['double', -Infinity, Infinity];
  const integer = dtype === 'int32' || dtype === 'int64' || dtype === 'uint8';
  if (value >= lowest && value <= highest) return integer ? Math.trunc(value) : value;
  if (!integer && !Number.isFinite(value)) return value;
  throw new NnError('OPTION', `value cannot be converted to type ${cppName} without overflow`, {
    op: 'constant_',
    details: { value, dtype },
    advice: `It is ${value}; ${dtype} holds ${lowest} to ${highest}.`,
  });
}
