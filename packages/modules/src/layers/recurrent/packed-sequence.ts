import { NnError } from '@nn/core';
import type { Tensor, ToOptions } from '@nn/tensor';
import type { DType } from '@nn/core';

/** How a batch of sequences lies in a `PackedSequence`. */
export interface Packing {
  /** How many sequences there are at each place in time; these only become fewer. */
  readonly batchSizes: readonly number[];
  /** Where each of the sorted sequences stood before; `null` where they came sorted. */
  readonly sortedIndices?: readonly number[] | null;
}

/**
 * Sequences of different lengths without padding: all first steps, then all second steps, as far as each sequence goes, the longest
 * sequence first. Recurrent layers take one in place of a padded tensor. Made by `packPaddedSequence` and `packSequence`.
 *
 * Sizes and orders are plain numbers, since a program needs them on the host.
 *
 * @throws NnError 'SHAPE' where the batch sizes grow, or do not add up to the rows of the data
 * @example
 * import { packSequence, tensor } from '@nn/nn';
 *
 * const packed = packSequence([tensor([1, 2, 3]), tensor([4, 5]), tensor([6])]);
 * packed.data.toArraySync(); // [1, 4, 6, 2, 5, 3]
 * packed.batchSizes; // [3, 2, 1]
 */
export class PackedSequence {
  readonly batchSizes: readonly number[];
  readonly sortedIndices: readonly number[] | null;
  /** The other way: where each sequence of the batch stands now. */
  readonly unsortedIndices: readonly number[] | null;

  constructor(
    readonly data: Tensor,
    packing: Packing,
  ) {
    const { batchSizes, sortedIndices = null } = packing;
    checkPacking(data, batchSizes, sortedIndices);
    this.batchSizes = batchSizes;
    this.sortedIndices = sortedIndices;
    this.unsortedIndices = sortedIndices === null ? null : inverse(sortedIndices);
  }

  /** The lengths of the sequences, in the order of the batch. */
  get lengths(): number[] {
    const sorted = Array.from(
      { length: this.batchSizes[0]! },
      (_, row) => this.batchSizes.filter((size) => size > row).length,
    );
    return this.unsortedIndices === null ? sorted : this.unsortedIndices.map((at) => sorted[at]!);
  }

  /** The same packing of other data: of what a layer makes of every step. */
  with(data: Tensor): PackedSequence {
    return new PackedSequence(data, this);
  }

  /** With the data on another device or in another dtype. */
  to(target: DType | (string & {}) | ToOptions): PackedSequence {
    return this.with(this.data.to(target));
  }

  toString(): string {
    const list = (values: readonly number[] | null): string => (values === null ? 'null' : `[${values.join(', ')}]`);
    return `PackedSequence(data=${this.data.toString()}, batchSizes=${list(this.batchSizes)}, sortedIndices=${list(this.sortedIndices)}, unsortedIndices=${list(this.unsortedIndices)})`;
  }
}

function checkPacking(data: Tensor, batchSizes: readonly number[], sorted: readonly number[] | null): void {
  const refuse = (sentence: string): NnError =>
    new NnError('SHAPE', `PackedSequence: ${sentence}`, {
      op: 'PackedSequence',
      details: { shape: data.shape, batchSizes, sortedIndices: sorted },
      advice: 'Make one with packPaddedSequence or packSequence.',
    });
  if (batchSizes.length === 0) throw refuse('there must be at least one step');
  if (batchSizes.some((size, i) => !Number.isSafeInteger(size) || size <= 0 || size > (batchSizes[i - 1] ?? Infinity)))
    throw refuse(`batch sizes must be positive and never grow, got [${batchSizes.join(', ')}]`);
  const total = batchSizes.reduce((sum, size) => sum + size, 0);
  if (data.shape[0] !== total)
    throw refuse(`the batch sizes add up to ${total}, but the data has ${data.shape[0] ?? 'no'} rows`);
  if (sorted === null) return;
  const seen = new Set(sorted);
  if (sorted.length !== batchSizes[0] || seen.size !== sorted.length || sorted.some((_, i) => !seen.has(i)))
    throw refuse(`the sorted indices must be a permutation of ${batchSizes[0]} sequences`);
}

function inverse(order: readonly number[]): number[] {
  const back: number[] = [];
  order.forEach((from, to) => {
    back[from] = to;
  });
  return back;
}
