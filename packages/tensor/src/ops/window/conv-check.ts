import { dtypes, formatShape, NnError } from '@nn/core';
import type { Tensor } from '../../tensor.js';
import { checkMultiplies, checkSameDType } from '../linalg/product.js';
import { checkWhole, type Rank, type Size, spread } from './size.js';

/** @internal What every convolution of `rank` axes checks, in PyTorch's words; `op` is its name here and `name` there. */
export interface Checked {
  readonly rank: Rank;
  readonly op: string;
  readonly name: string;
  readonly transposed: boolean;
}

/** @internal A number for each axis, out of an option. */
export function perAxis({ rank, op }: Checked, name: string, value: Size): readonly number[] {
  const values = spread(value, rank);
  if (values === null) {
    throw new NnError(
      'OPTION',
      `expected ${name} to be a single integer value or a list of ${rank} values to match the convolution dimensions, but got ${name}=${formatShape(value as readonly number[])}`,
      { op, details: { [name]: value } },
    );
  }
  checkWhole(values, name, op);
  return values;
}

/** @internal */
export function checkPositive({ op }: Checked, name: string, values: readonly number[]): void {
  if (values.every((value) => value > 0)) return;
  throw new NnError('OPTION', `non-positive ${name} is not supported`, { op, details: { [name]: values } });
}

/** @internal */
export function checkNotNegative({ op }: Checked, name: string, values: readonly number[]): void {
  if (values.every((value) => value >= 0)) return;
  throw new NnError('OPTION', `negative ${name} is not supported`, { op, details: { [name]: values } });
}

/** @internal Refuses inputs of other ranks; true for one without a batch. */
export function isUnbatched({ rank, op, name }: Checked, x: Tensor): boolean {
  if (x.ndim === rank + 1) return true;
  if (x.ndim === rank + 2) return false;
  throw new NnError(
    'SHAPE',
    `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${name}, but got input of size: ${formatShape(x.shape)}`,
    { op, details: { shape: x.shape } },
  );
}

/** @internal Refuses operands that do not fit each other. `x` has a batch. */
export function checkOperands(
  { rank, op, transposed }: Checked,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  groups: number,
): void {
  const details = { shape: x.shape, weight: weight.shape, groups };
  const refuse = (sentence: string): NnError => new NnError('SHAPE', sentence, { op, details });
  const size = formatShape(weight.shape);
  if (weight.ndim !== rank + 2) {
    throw refuse(
      `Expected ${weight.ndim}-dimensional input for ${weight.ndim}-dimensional weight ${size}, but got ${x.ndim}-dimensional input of size ${formatShape(x.shape)} instead`,
    );
  }
  const [first, second] = weight.shape as readonly [number, number];
  if (first < groups) {
    throw refuse(
      `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0, but got weight of size ${size} instead`,
    );
  }
  if (first % groups !== 0) {
    throw refuse(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${size}] instead`,
    );
  }
  const [wanted, outputs] = transposed ? [first, second * groups] : [second * groups, first];
  const given = transposed ? `transposed=1` : `groups=${groups}`;
  if (x.shape[1] !== wanted) {
    throw refuse(
      `Given ${given}, weight of size ${size}, expected input${formatShape(x.shape)} to have ${wanted} channels, but got ${x.shape[1]} channels instead`,
    );
  }
  if (bias !== null && (bias.ndim !== 1 || bias.shape[0] !== outputs)) {
    throw new NnError(
      'SHAPE',
      `Given ${transposed ? 'transposed=1, ' : ''}weight of size ${size}, expected bias to be 1-dimensional with ${outputs} elements, but got bias of size ${formatShape(bias.shape)} instead`,
      { op, details: { ...details, bias: bias.shape } },
    );
  }
  checkSameDType(x, weight, op);
  checkMultiplies(x, `slow_conv${rank}d_cpu`, op);
  if (bias !== null && bias.dtype !== x.dtype) {
    const name = (dtype: Tensor['dtype']): string => dtypes[dtype].torchName.toLowerCase();
    throw new NnError('DTYPE', `Input type (${name(x.dtype)}) and bias type (${name(bias.dtype)}) should be the same`, {
      op,
      details: { dtypes: [x.dtype, bias.dtype] },
      advice: `Convert one with .to('${x.dtype}').`,
    });
  }
}
