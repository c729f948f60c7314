import { formatShape, NnError } from '@nn/core';
import { arange, searchsorted, type Tensor } from '@nn/tensor';

/** @internal Which bag every row number is in. */
export interface Bags {
  /** int64, one for every row number. */
  readonly bag: Tensor;
  readonly count: number;
}

/** @internal Refuses offsets that are not a vector of integers. */
export function checkOffsets(offsets: Tensor): void {
  if (offsets.ndim !== 1) {
    throw new NnError('SHAPE', 'offsets has to be a 1D Tensor', {
      op: 'embeddingBag',
      details: { shape: offsets.shape },
    });
  }
  if (offsets.dtype === 'int64' || offsets.dtype === 'int32') return;
  throw new NnError('DTYPE', 'offsets are int64 or int32', { op: 'embeddingBag', details: { dtype: offsets.dtype } });
}

/**
 * @internal The bags of `[B, N]`, or those of a vector that begin at the offsets. Offsets are looked at where that takes no waiting.
 *
 * @throws NnError 'OPTION' for offsets that do not begin at 0, that fall, or that go beyond the input
 */
export function bagsOf(input: Tensor, offsets: Tensor | null, includeLast: boolean): Bags {
  const { device } = input;
  const places = arange(0, input.numel(), 1, { dtype: 'int64', device });
  if (offsets === null) {
    const [count, length] = input.shape as readonly [number, number];
    return { bag: length === 0 ? places : places.div(BigInt(length), { roundingMode: 'floor' }), count };
  }
  if (offsets.storage.backend.capabilities.syncRead)
    checkValues(Array.from(offsets.toTypedArraySync(), Number), input.numel(), includeLast);
  const count = offsets.shape[0]! - (includeLast ? 1 : 0);
  const begins = offsets.to('int64').narrow(0, 0, count);
  return { bag: searchsorted(begins, places, { right: true }).sub(1n), count };
}

function checkValues(offsets: readonly number[], length: number, includeLast: boolean): void {
  const refuse = (sentence: string): never => {
    throw new NnError('OPTION', sentence, { op: 'embeddingBag', details: { offsets, length } });
  };
  if (includeLast && offsets.length === 0) refuse('include_last_offset: number of offset should be at least 1');
  if (offsets.length === 0) {
    if (length > 0) refuse(`there are ${length} row numbers but no bag`);
    return;
  }
  if (offsets[0] !== 0) {
    refuse(
      `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${offsets[0]}`,
    );
  }
  const last = offsets.at(-1)!;
  if (last > length)
    refuse(`offsets[-1] can not be greater than input's length ${length} but got offsets[-1] of ${last}`);
  if (includeLast && last < length) refuse(`the last offset ${last} is not the input's length ${length}`);
  if (offsets.some((offset, i) => i > 0 && offset < offsets[i - 1]!))
    refuse(`offsets ${formatShape(offsets)} must not fall`);
}
