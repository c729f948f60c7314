import { formatShape, NnError } from '@nn/core';
import { type Tensor, tensor, zeros } from '@nn/tensor';
import { bagsOf, checkOffsets } from './bags.js';
import { checkPaddingIdx, checkTable } from './check-indices.js';
import { embedding, type EmbeddingOptions } from './embedding.js';

/** How a bag becomes one row. */
export type BagMode = 'sum' | 'mean' | 'max';

export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** Where every bag begins in a vector of row numbers; the first at 0. */
  readonly offsets?: Tensor | null;
  /** @default 'mean' */
  readonly mode?: BagMode;
  /** A factor for every row number, in the shape of the input; with `mode: 'sum'` only. */
  readonly perSampleWeights?: Tensor | null;
  /** The last offset is the end of the last bag. @default false */
  readonly includeLastOffset?: boolean;
}

/**
 * Sums, means or maxima of rows of a table, bag by bag, as `embedding` and a reduction would give. Rows of `paddingIdx` count for nothing;
 * an empty bag is 0.
 *
 * @param input row numbers: a bag in every row of `[B, N]`, or a vector with `offsets`
 * @param weight the table, shape `[rows, size]`
 * @returns shape `[B, size]`
 * @throws NnError 'INDEX' for a row that is not there, 'SHAPE', 'DTYPE', 'OPTION'
 * @example
 * import { embeddingBag, tensor } from '@nn/nn';
 *
 * const table = tensor([[1, 2], [3, 4], [5, 6]]);
 * embeddingBag(tensor([[0n, 2n]]), table, { mode: 'sum' }).toArraySync(); // [[6, 8]]
 * embeddingBag(tensor([0n, 1n, 2n]), table, { offsets: tensor([0n, 1n]) }).toArraySync(); // [[1, 2], [4, 5]]
 */
export function embeddingBag(input: Tensor, weight: Tensor, options: EmbeddingBagOptions = {}): Tensor {
  const { mode = 'mean', perSampleWeights = null } = options;
  checkCall(input, weight, options, mode);
  const paddingIdx = checkPaddingIdx(options.paddingIdx, weight.shape[0]!, 'embeddingBag');
  const { maxNorm = null, normType = 2, scaleGradByFreq = false } = options;
  const bags = bagsOf(input, options.offsets ?? null, options.includeLastOffset ?? false);
  const numbers = input.reshape([-1]);
  let rows = embedding(numbers, weight, { maxNorm, normType, scaleGradByFreq });
  if (perSampleWeights !== null) rows = rows.mul(perSampleWeights.reshape([-1, 1]));
  const left = paddingIdx === null ? null : numbers.eq(paddingIdx).unsqueeze(1);
  return mode === 'max' ? maxima(rows, left, bags) : sums(rows, left, bags, mode);
}

function sums(
  rows: Tensor,
  left: Tensor | null,
  { bag, count }: { bag: Tensor; count: number },
  mode: BagMode,
): Tensor {
  const { dtype, device } = rows;
  const kept = left === null ? rows : rows.maskedFill(left, 0);
  const total = zeros([count, rows.shape[1]!], { dtype, device }).indexAdd(0, bag, kept);
  if (mode === 'sum') return total;
  const ones = zeros([rows.shape[0]!, 1], { dtype, device }).add(1);
  const counted = left === null ? ones : ones.maskedFill(left, 0);
  return total.div(zeros([count, 1], { dtype, device }).indexAdd(0, bag, counted).clamp(1));
}

/** Every bag's rows in a box as wide as the largest, so that one maximum does for all. */
function maxima(rows: Tensor, left: Tensor | null, bags: { bag: Tensor; count: number }): Tensor {
  const { device } = rows;
  const members = Array.from({ length: bags.count }, () => [] as number[]);
  Array.from(bags.bag.toTypedArraySync(), Number).forEach((bag, at) => members[bag]!.push(at));
  const width = Math.max(0, ...members.map((list) => list.length));
  const size = rows.shape[1]!;
  if (width === 0 || rows.shape[0] === 0) return rows.sum(0).expand([bags.count, size]);
  const places = members.flatMap((list) => Array.from({ length: width }, (_, i) => BigInt(list[i] ?? 0)));
  const empty = members.flatMap((list) => Array.from({ length: width }, (_, i) => i >= list.length));
  const index = tensor(places, { dtype: 'int64', device });
  const beyond = tensor(empty, { dtype: 'bool', device }).unsqueeze(1);
  const out = left === null ? beyond : beyond.logicalOr(left.indexSelect(0, index));
  const box = rows.indexSelect(0, index).maskedFill(out, -Infinity).reshape([bags.count, width, size]);
  const none = out.reshape([bags.count, width]).all(1).unsqueeze(1);
  return box.max(1).values.maskedFill(none, 0);
}

function checkCall(input: Tensor, weight: Tensor, options: EmbeddingBagOptions, mode: BagMode): void {
  const { perSampleWeights = null, offsets = null } = options;
  const refuse = (code: 'SHAPE' | 'OPTION', sentence: string): never => {
    throw new NnError(code, sentence, { op: 'embeddingBag', details: { shape: input.shape, mode } });
  };
  if (perSampleWeights !== null && formatShape(perSampleWeights.shape) !== formatShape(input.shape)) {
    refuse(
      'SHAPE',
      `embedding_bag: If per_sample_weights (${formatShape(perSampleWeights.shape)}) is not None, then it must have the same shape as the input (${formatShape(input.shape)})`,
    );
  }
  if (input.ndim === 2) {
    if (offsets !== null) {
      refuse(
        'OPTION',
        'if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences.',
      );
    }
  } else if (input.ndim !== 1) {
    refuse('SHAPE', `input has to be 1D or 2D Tensor, but got Tensor of dimension ${input.ndim}`);
  } else if (offsets === null) refuse('OPTION', 'offsets has to be a 1D Tensor but got None');
  else checkOffsets(offsets);
  if (!['sum', 'mean', 'max'].includes(mode)) refuse('OPTION', 'mode has to be one of sum, mean or max');
  if (mode === 'max' && options.scaleGradByFreq === true) {
    refuse('OPTION', 'max mode does not support scaling the gradient by the frequency');
  }
  if (perSampleWeights !== null && mode !== 'sum') {
    refuse(
      'OPTION',
      `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}').`,
    );
  }
  checkTable(input, weight, 'embeddingBag', 'embedding_bag');
}
