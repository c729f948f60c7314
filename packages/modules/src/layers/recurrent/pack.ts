import { NnError } from '@nn/core';
import { tensor, Tensor } from '@nn/tensor';
import { PackedSequence } from './packed-sequence.js';
import { padSequence } from './pad.js';

export interface PackOptions {
  /** Refuse sequences that do not come longest first; else they are sorted. @default true */
  readonly enforceSorted?: boolean;
}

export interface PackPaddedOptions extends PackOptions {
  /** The input is `[batch, time, …]`, not `[time, batch, …]`. @default false */
  readonly batchFirst?: boolean;
}

/**
 * Takes the padding out of a batch of sequences.
 *
 * @param input `[time, batch, …]`
 * @param lengths how long each sequence is, as numbers or as an int64 vector
 * @throws NnError 'SHAPE' for the wrong number of lengths and those that are not positive or longer than the input, 'OPTION' where they are
 * not sorted and must be, 'DTYPE' for lengths of another kind
 * @example
 * import { packPaddedSequence, tensor } from '@nn/nn';
 *
 * const packed = packPaddedSequence(tensor([[1, 2, 0], [3, 0, 0], [4, 5, 6]]), [2, 1, 3], { batchFirst: true, enforceSorted: false });
 * packed.data.toArraySync(); // [4, 1, 3, 5, 2, 6]
 * packed.batchSizes; // [3, 2, 1]
 * packed.sortedIndices; // [2, 0, 1]
 */
export function packPaddedSequence(
  input: Tensor,
  lengths: readonly number[] | Tensor,
  options: PackPaddedOptions = {},
): PackedSequence {
  const { batchFirst = false, enforceSorted = true } = options;
  if (input.ndim < 2) throw refuse('Dimension out of range (expected at least [time, batch])', { shape: input.shape });
  const given = lengths instanceof Tensor ? readLengths(lengths) : lengths;
  const [batchAxis, timeAxis] = batchFirst ? [0, 1] : [1, 0];
  const [batch, time] = [input.shape[batchAxis]!, input.shape[timeAxis]!];
  checkLengths(given, batch, time, input);
  const order = given.map((_, i) => i);
  if (!enforceSorted) order.sort((a, b) => given[b]! - given[a]! || a - b);
  else if (given.some((length, i) => length > (given[i - 1] ?? Infinity))) throw unsorted(given);

  const sorted = order.map((i) => given[i]!);
  const batchSizes = Array.from({ length: sorted[0]! }, (_, step) => sorted.filter((length) => length > step).length);
  const rows: number[] = [];
  batchSizes.forEach((size, step) => {
    for (let i = 0; i < size; i++) rows.push(batchFirst ? order[i]! * time + step : step * batch + order[i]!);
  });
  const data = input.flatten(0, 1).indexSelect(0, tensor(Int32Array.from(rows), { device: input.device }));
  return new PackedSequence(data, { batchSizes, sortedIndices: enforceSorted ? null : order });
}

/**
 * Packs sequences of different lengths, each `[length, …]`.
 *
 * @throws NnError 'SHAPE', 'OPTION' as `padSequence` and `packPaddedSequence`
 * @example
 * import { packSequence, tensor } from '@nn/nn';
 *
 * packSequence([tensor([1, 2, 3]), tensor([4, 5])]).data.toArraySync(); // [1, 4, 2, 5, 3]
 */
export function packSequence(sequences: readonly Tensor[], options: PackOptions = {}): PackedSequence {
  const padded = padSequence(sequences);
  return packPaddedSequence(
    padded,
    sequences.map((sequence) => sequence.shape[0]!),
    options,
  );
}

function readLengths(lengths: Tensor): number[] {
  if (lengths.ndim !== 1 || lengths.dtype !== 'int64') {
    const sentence = `'lengths' argument should be a 1D CPU int64 tensor, but got ${lengths.ndim}D ${lengths.device} ${lengths.dtype} tensor`;
    throw new NnError('DTYPE', sentence, {
      op: 'packPaddedSequence',
      details: { shape: lengths.shape, dtype: lengths.dtype },
    });
  }
  return Array.from(lengths.toTypedArraySync(), Number);
}

function checkLengths(lengths: readonly number[], batch: number, time: number, input: Tensor): void {
  const details = { shape: input.shape, lengths };
  if (input.numel() === 0) throw refuse('Cannot pack empty tensors.', details);
  if (lengths.length !== batch) {
    throw refuse(
      `Expected \`len(lengths)\` to be equal to batch_size, but got ${lengths.length} (batch_size=${batch})`,
      details,
    );
  }
  if (lengths.some((length) => !(Number.isSafeInteger(length) && length > 0))) {
    throw refuse(
      "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0",
      details,
    );
  }
  const longest = Math.max(...lengths);
  if (longest > time) throw refuse(`a length is ${longest}, but the input has ${time} steps`, details);
}

function unsorted(lengths: readonly number[]): NnError {
  return new NnError('OPTION', '`lengths` array must be sorted in decreasing order when `enforce_sorted` is True.', {
    op: 'packPaddedSequence',
    details: { lengths },
    advice: 'Pass { enforceSorted: false }: the sequences are sorted then, and come back in their own order.',
  });
}

function refuse(sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError('SHAPE', sentence, { op: 'packPaddedSequence', details });
}
