import { formatShape, NnError, sameShape } from '@nn/core';
import { cat, full, stack, tensor, type Tensor } from '@nn/tensor';
import type { PackedSequence } from './packed-sequence.js';

export interface PadOptions {
  /** Give `[batch, time, …]`, not `[time, batch, …]`. @default false */
  readonly batchFirst?: boolean;
  /** What stands behind the end of a sequence. @default 0 */
  readonly paddingValue?: number;
}

export interface PadPackedOptions extends PadOptions {
  /** How many steps the result has. @default as many as the longest sequence */
  readonly totalLength?: number;
}

/**
 * Puts sequences of different lengths into one tensor, padded at the end: `[time, batch, …]`.
 *
 * @param sequences each `[length, …]`
 * @throws NnError 'SHAPE' for no sequence, for scalars, and where they differ in more than their length
 * @example
 * import { padSequence, tensor } from '@nn/nn';
 *
 * padSequence([tensor([1, 2, 3]), tensor([4])], { batchFirst: true }).toArraySync(); // [[1, 2, 3], [4, 0, 0]]
 */
export function padSequence(sequences: readonly Tensor[], options: PadOptions = {}): Tensor {
  const { batchFirst = false, paddingValue = 0 } = options;
  const [first] = sequences;
  if (first === undefined) throw refuse('received an empty list of sequences', {});
  for (const { shape } of sequences) {
    if (shape.length === 0) throw refuse('Dimension specified as 0 but tensor has no dimensions', { shape });
    if (sameShape(shape.slice(1), first.shape.slice(1))) continue;
    const sentence = `the sequences must have the same shape after the first axis, but one has ${formatShape(first.shape)} and one ${formatShape(shape)}`;
    throw refuse(sentence, { shapes: [first.shape, shape] });
  }
  const longest = Math.max(...sequences.map(({ shape }) => shape[0]!));
  const padded = sequences.map((sequence) => {
    const missing = longest - sequence.shape[0]!;
    if (missing === 0) return sequence;
    return cat([sequence, paddingLike(sequence, missing, paddingValue)]);
  });
  return stack(padded, batchFirst ? 0 : 1);
}

/**
 * Gives a packed batch its padding back, in its own order, and says how long the sequences are.
 *
 * @throws NnError 'OPTION' where `totalLength` is less than the longest sequence
 * @example
 * import { packSequence, padPackedSequence, tensor } from '@nn/nn';
 *
 * const packed = packSequence([tensor([4]), tensor([1, 2, 3])], { enforceSorted: false });
 * const [padded, lengths] = padPackedSequence(packed, { batchFirst: true });
 * padded.toArraySync(); // [[4, 0, 0], [1, 2, 3]]
 * lengths; // [1, 3]
 */
export function padPackedSequence(
  packed: PackedSequence,
  options: PadPackedOptions = {},
): [padded: Tensor, lengths: number[]] {
  const { batchFirst = false, paddingValue = 0 } = options;
  const { data, batchSizes, unsortedIndices } = packed;
  const longest = batchSizes.length;
  const steps = options.totalLength ?? longest;
  if (steps < longest) {
    const sentence = `Expected total_length to be at least the length of the longest sequence in input, but got total_length=${steps} and max sequence length being ${longest}`;
    throw new NnError('OPTION', sentence, { op: 'padPackedSequence', details: { totalLength: steps, longest } });
  }
  const batch = batchSizes[0]!;
  const padding = data.shape[0]!;
  const rows = new Int32Array(steps * batch).fill(padding);
  let start = 0;
  batchSizes.forEach((size, step) => {
    for (let i = 0; i < batch; i++) {
      const row = unsortedIndices?.[i] ?? i;
      if (row < size) rows[batchFirst ? i * steps + step : step * batch + i] = start + row;
    }
    start += size;
  });
  const withPadding = rows.includes(padding) ? cat([data, paddingLike(data, 1, paddingValue)]) : data;
  const flat = withPadding.indexSelect(0, tensor(rows, { device: data.device }));
  return [flat.unflatten(0, batchFirst ? [batch, steps] : [steps, batch]), packed.lengths];
}

/**
 * The sequences of a padded batch, each `[length, …]`.
 *
 * @example
 * import { tensor, unpadSequence } from '@nn/nn';
 *
 * unpadSequence(tensor([[1, 2], [3, 0]]), [2, 1], { batchFirst: true }).map((x) => x.toArraySync()); // [[1, 2], [3]]
 */
export function unpadSequence(
  padded: Tensor,
  lengths: readonly number[],
  options: Pick<PadOptions, 'batchFirst'> = {},
): Tensor[] {
  const batch = options.batchFirst === true ? padded : padded.transpose(0, 1);
  if (lengths.length !== batch.shape[0]) {
    throw refuse(`there are ${lengths.length} lengths for a batch of ${batch.shape[0]}`, {
      shape: padded.shape,
      lengths,
    });
  }
  return batch.unbind(0).map((sequence, i) => sequence.narrow(0, 0, lengths[i]!));
}

/**
 * The sequences of a packed batch, in their own order.
 *
 * @example
 * import { packSequence, tensor, unpackSequence } from '@nn/nn';
 *
 * unpackSequence(packSequence([tensor([1, 2]), tensor([3])])).map((x) => x.toArraySync()); // [[1, 2], [3]]
 */
export function unpackSequence(packed: PackedSequence): Tensor[] {
  const [padded, lengths] = padPackedSequence(packed, { batchFirst: true });
  return unpadSequence(padded, lengths, { batchFirst: true });
}

function paddingLike(x: Tensor, rows: number, value: number): Tensor {
  return full([rows, ...x.shape.slice(1)], value, { dtype: x.dtype, device: x.device });
}

function refuse(sentence: string, details: Readonly<Record<string, unknown>>): NnError {
  return new NnError('SHAPE', sentence, { op: 'padSequence', details });
}
