import { type Op, run, type Tensor, zeros } from '@nn/tensor';
import { checkPaddingIdx, checkTable } from './check-indices.js';
import { renormalizeRows } from './renormalize-rows.js';

export interface EmbeddingOptions {
  /** A row that gets no gradient; a negative one counts from the end. @default null */
  readonly paddingIdx?: number | null;
  /** Rows that are looked up and longer than this are shortened to it, in place. @default null */
  readonly maxNorm?: number | null;
  /** Which norm `maxNorm` means. @default 2 */
  readonly normType?: number;
  /** Divide a row's gradient by how often it was looked up. @default false */
  readonly scaleGradByFreq?: boolean;
}

interface Lookup {
  readonly paddingIdx: number | null;
  readonly byFrequency: boolean;
}

const embeddingOp: Op<Lookup> = {
  name: 'embedding',
  gradName: 'EmbeddingBackward0',
  saves: [1],
  forward: (inputs) => {
    const [weight, index] = inputs as readonly [Tensor, Tensor];
    const rows = weight.detach().indexSelect(0, index.reshape([-1]));
    return rows.reshape([...index.shape, weight.shape[1]!]);
  },
  vjp: ({ dy, b, shapes, attributes: { paddingIdx, byFrequency } }) => {
    const shape = shapes[0]!;
    const index = b.reshape([-1]);
    let rows = dy.reshape([index.numel(), shape[1]!]);
    if (paddingIdx !== null) rows = rows.maskedFill(index.eq(paddingIdx).unsqueeze(1), 0);
    const { dtype, device } = dy;
    if (byFrequency) {
      const ones = zeros(index.shape, { dtype, device }).add(1);
      const counts = zeros([shape[0]!], { dtype, device }).indexAdd(0, index, ones);
      rows = rows.div(counts.indexSelect(0, index).unsqueeze(1));
    }
    return [zeros(shape, { dtype, device }).indexAdd(0, index, rows), null];
  },
};

/**
 * Rows of a table by their numbers.
 *
 * @param input row numbers (int64 or int32) of any shape
 * @param weight the table, shape `[rows, size]`; with `maxNorm` it is written to
 * @returns shape `[…input, size]`
 * @throws NnError 'INDEX' for a row that is not there, 'DTYPE', 'SHAPE', 'OPTION'; the table is as before then
 * @example
 * import { embedding, tensor } from '@nn/nn';
 *
 * embedding(tensor([1n, 0n]), tensor([[1, 2], [3, 4]])).toArraySync(); // [[3, 4], [1, 2]]
 */
export function embedding(input: Tensor, weight: Tensor, options: EmbeddingOptions = {}): Tensor {
  const { maxNorm = null, normType = 2, scaleGradByFreq = false } = options;
  checkTable(input, weight, 'embedding', 'embedding');
  const paddingIdx = checkPaddingIdx(options.paddingIdx, weight.shape[0]!, 'embedding');
  if (maxNorm !== null) renormalizeRows(weight, input, maxNorm, normType);
  return run(embeddingOp, [weight, input], { paddingIdx, byFrequency: scaleGradByFreq });
}
