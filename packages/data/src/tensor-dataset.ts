import { NnError } from '@nn/core';
import { tensor, type Tensor } from '@nn/tensor';
import type { Dataset } from './dataset.js';

/**
 * Samples along the first axis of tensors: sample `i` is the i-th slice of each.
 *
 * @throws NnError 'SHAPE' where first axes differ or are missing, 'OPTION' for no tensors
 * @example
 * import { DataLoader, tensor, TensorDataset } from '@nn/nn';
 *
 * const data = new TensorDataset(tensor([[1, 2], [3, 4], [5, 6]]), tensor([0n, 1n, 0n]));
 * data.length; // 3
 * const [x, y] = data.get(1);
 * x; // tensor([3., 4.])
 * for (const [inputs, classes] of new DataLoader(data, { batchSize: 2 })) console.log(inputs.shape, classes.shape);
 */
export class TensorDataset<const Tensors extends readonly Tensor[]> implements Dataset<{
  -readonly [K in keyof Tensors]: Tensor;
}> {
  readonly tensors: Tensors;
  readonly length: number;

  constructor(...tensors: Tensors) {
    const first = tensors[0];
    if (first === undefined)
      throw new NnError('OPTION', 'TensorDataset needs at least one tensor', { op: 'TensorDataset' });
    for (const one of tensors) {
      if (one.ndim === 0) {
        throw new NnError('SHAPE', 'Dimension specified as 0 but tensor has no dimensions', {
          op: 'TensorDataset',
          advice: 'Samples stand along the first axis.',
        });
      }
    }
    if (tensors.some((one) => one.shape[0] !== first.shape[0])) {
      throw new NnError('SHAPE', 'Size mismatch between tensors', {
        op: 'TensorDataset',
        details: { shapes: tensors.map((one) => one.shape) },
      });
    }
    this.tensors = tensors;
    this.length = first.shape[0]!;
  }

  /** The slices at `index`; negative ones count from the end. */
  get(index: number): { -readonly [K in keyof Tensors]: Tensor } {
    return this.tensors.map((one) => one.at(index)) as { -readonly [K in keyof Tensors]: Tensor };
  }

  /** The slices at several places, in one copy for each tensor. */
  getBatch(indices: readonly number[]): { -readonly [K in keyof Tensors]: Tensor } {
    const places = Int32Array.from(indices, (index) => this.place(index));
    const byDevice = new Map<string, Tensor>();
    return this.tensors.map((one) => {
      const { device } = one;
      const index = byDevice.get(device) ?? tensor(places, { device });
      byDevice.set(device, index);
      return one.indexSelect(0, index);
    }) as { -readonly [K in keyof Tensors]: Tensor };
  }

  private place(index: number): number {
    const place = index < 0 ? index + this.length : index;
    if (Number.isInteger(place) && place >= 0 && place < this.length) return place;
    throw new NnError('INDEX', `index ${index} is out of bounds for dimension 0 with size ${this.length}`, {
      op: 'TensorDataset',
      details: { index, size: this.length },
    });
  }
}
