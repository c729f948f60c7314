import type { Tensor } from '../../tensor.js';
import { cat } from '../join/cat.js';
import { allocate } from '../../op.js';
import { filled } from '../reduce/filled.js';
import { sorted } from './sort.js';

export interface UniqueOptions {
  /** Also say where every element stands among the distinct ones. @default false */
  readonly returnInverse?: boolean;
  /** Also say how often each stands there. @default false */
  readonly returnCounts?: boolean;
}

export interface UniqueResult {
  /** The distinct elements, ascending. */
  readonly values: Tensor;
  /** int64, of the input's shape: `values[inverse]` is the input. */
  readonly inverse: Tensor;
  /** int64: how often each stands in the input. */
  readonly counts: Tensor;
}

/** Options under which more than the values is wanted. */
type More = UniqueOptions & ({ readonly returnInverse: true } | { readonly returnCounts: true });

/**
 * The distinct elements, ascending. NaN are distinct from each other. How many there are only the values tell, so this reads one number at
 * once; where that cannot be, use `uniqueAsync`.
 *
 * @returns the elements; with an option, `{ values, inverse, counts }`
 * @throws NnError 'SYNC_READ' on devices that cannot be read at once
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([3, 1, 3]).unique().toArraySync(); // [1, 3]
 * tensor([3, 1, 3]).unique({ returnCounts: true }).counts.toArraySync(); // [1, 2]
 */
export function unique(x: Tensor): Tensor;
export function unique(x: Tensor, options: More): UniqueResult;
export function unique(x: Tensor, options: UniqueOptions): Tensor | UniqueResult;
export function unique(x: Tensor, options: UniqueOptions = {}): Tensor | UniqueResult {
  const runs = inOrder(x);
  return answer(finish(runs, x, count(runs.rank)), options);
}

/**
 * `unique` on any device.
 *
 * @example
 * import { tensor, uniqueAsync } from '@nn/nn';
 *
 * (await uniqueAsync(tensor([3, 1, 3]))).values.toArraySync(); // [1, 3]
 */
export async function uniqueAsync(x: Tensor): Promise<UniqueResult> {
  const runs = inOrder(x);
  return finish(
    runs,
    x,
    runs.rank.numel() === 0 ? 0 : (await runs.rank.narrow(0, runs.rank.numel() - 1, 1).item()) + 1,
  );
}

/**
 * The elements without repetitions of the one before, in the order of the tensor read row by row.
 *
 * @returns the elements; with an option, `{ values, inverse, counts }`
 * @throws NnError 'SYNC_READ' on devices that cannot be read at once
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 1, 2, 1]).uniqueConsecutive().toArraySync(); // [1, 2, 1]
 */
export function uniqueConsecutive(x: Tensor): Tensor;
export function uniqueConsecutive(x: Tensor, options: More): UniqueResult;
export function uniqueConsecutive(x: Tensor, options: UniqueOptions): Tensor | UniqueResult;
export function uniqueConsecutive(x: Tensor, options: UniqueOptions = {}): Tensor | UniqueResult {
  const values = x.detach().reshape([-1]);
  const runs = { values, order: null, rank: rankOf(values) };
  return answer(finish(runs, x, count(runs.rank)), options);
}

interface Runs {
  /** Equal elements side by side. */
  readonly values: Tensor;
  /** Where they were; `null` for: where they are. */
  readonly order: Tensor | null;
  /** Which run each is in. */
  readonly rank: Tensor;
}

function inOrder(x: Tensor): Runs {
  const { values, indices } = sorted(x.detach().reshape([-1]), 0, false);
  return { values, order: indices, rank: rankOf(values) };
}

function rankOf(values: Tensor): Tensor {
  const n = values.numel();
  if (n === 0) return filled(values, [0], 0, 'int64');
  const changes = values.narrow(0, 1, n - 1).ne(values.narrow(0, 0, n - 1));
  return cat([filled(values, [1], 0, 'int64'), changes.to('int64')], 0).cumsum(0);
}

function count(rank: Tensor): number {
  const n = rank.numel();
  return n === 0 ? 0 : rank.narrow(0, n - 1, 1).itemSync() + 1;
}

function finish({ values, order, rank }: Runs, x: Tensor, length: number): UniqueResult {
  const { backend } = x.storage;
  const distinct = allocate(x, backend, x.dtype, [length]);
  const counts = filled(x, [length], 0, 'int64');
  backend.kernels.scatter([rank, values], { axis: 0, mode: 'set' }, [distinct]);
  backend.kernels.scatter([rank, filled(x, rank.shape, 1, 'int64')], { axis: 0, mode: 'add' }, [counts]);
  let inverse = rank;
  if (order !== null) {
    inverse = filled(x, rank.shape, 0, 'int64');
    backend.kernels.scatter([order, rank], { axis: 0, mode: 'set' }, [inverse]);
  }
  return { values: distinct, inverse: inverse.reshape(x.shape), counts };
}

function answer(result: UniqueResult, options: UniqueOptions): Tensor | UniqueResult {
  return options.returnInverse === true || options.returnCounts === true ? result : result.values;
}
