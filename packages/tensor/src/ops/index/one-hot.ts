import { isFloating, NnError } from '@nn/core';
import { allocate } from '../../op.js';
import { toTypedArray, toTypedArraySync } from '../../read.js';
import type { Tensor } from '../../tensor.js';
import { isIndexDType } from './check-index.js';

/**
 * Class numbers as rows of zeros with a single one, int64; the classes are a new last axis.
 *
 * @param numClasses how many; where left out, the greatest class and one more
 * @throws NnError 'DTYPE'; 'INDEX' for a class that is negative or too large; 'SYNC_READ' without `numClasses` on a device that cannot be
 * read at once
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0n, 2n]).oneHot(3).toArraySync(); // [[1, 0, 0], [0, 0, 1]]
 */
export function oneHot(x: Tensor, numClasses = -1): Tensor {
  check(x, numClasses);
  return encoded(x, numClasses === -1 ? greatest(x, toTypedArraySync(x, 'oneHot')) + 1 : numClasses);
}

/** `oneHot` on any device, with as many classes as there are. */
export async function oneHotAsync(x: Tensor, numClasses = -1): Promise<Tensor> {
  check(x, numClasses);
  return encoded(x, numClasses === -1 ? greatest(x, await toTypedArray(x)) + 1 : numClasses);
}

function check(x: Tensor, numClasses: number): void {
  if (!isIndexDType(x.dtype)) {
    const advice = isFloating(x.dtype) ? "Use .to('int64'), or bigint literals." : "Use .to('int64').";
    throw new NnError('DTYPE', 'one_hot is only applicable to index tensor.', {
      op: 'oneHot',
      details: { dtype: x.dtype },
      advice,
    });
  }
  if (x.numel() === 0 && numClasses <= 0)
    throw new NnError('SHAPE', 'Can not infer total number of classes from empty tensor.', { op: 'oneHot' });
  if (!Number.isInteger(numClasses) || numClasses < -1) {
    throw new NnError('SHAPE', `oneHot: the number of classes must be a whole number, got ${numClasses}`, {
      op: 'oneHot',
      details: { numClasses },
    });
  }
}

function greatest(x: Tensor, values: Iterable<number | bigint>): number {
  let most = -1;
  for (const value of values) most = Math.max(most, Number(value));
  return most;
}

function encoded(x: Tensor, classes: number): Tensor {
  const zeros = allocate(x, x.storage.backend, 'int64', [...x.shape, classes]);
  if (x.numel() === 0) return zeros;
  try {
    return zeros.scatter_(-1, x.unsqueeze(-1), 1);
  } catch (error) {
    if (!(error instanceof NnError) || error.code !== 'INDEX') throw error;
    const negative = Number(error.details['index']) < 0;
    throw new NnError(
      'INDEX',
      negative ? 'Class values must be non-negative.' : 'Class values must be smaller than num_classes.',
      {
        op: 'oneHot',
        details: { ...error.details, classes },
      },
    );
  }
}
