import { broadcastShapes, dtypes, NnError, numelOf, type Shape } from '@nn/core';
import { fromHost } from '../../from-host.js';
import { toTypedArray, toTypedArraySync } from '../../read.js';
import type { Tensor } from '../../tensor.js';
import { defineWrite } from '../../write-op.js';
import { putInto } from './advanced.js';
import { takeSelected } from './take.js';

/**
 * The elements where a mask is true, in row-major order, as a vector; x and mask broadcast.
 *
 * @param mask booleans (or bytes)
 * @throws NnError 'SHAPE', 'DTYPE'; 'SYNC_READ' on a device that cannot be read at once: use `maskedSelectAsync`
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([1, 2, 3]).maskedSelect(tensor([true, false, true])).toArraySync(); // [1, 3]
 */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  const { wide, bits } = prepared(x, mask);
  return takeSelected(wide, places(x, toTypedArraySync(bits, 'maskedSelect') as Uint8Array));
}

/** `maskedSelect` on any device. */
export async function maskedSelectAsync(x: Tensor, mask: Tensor): Promise<Tensor> {
  const { wide, bits } = prepared(x, mask);
  return takeSelected(wide, places(x, (await toTypedArray(bits)) as Uint8Array));
}

function prepared(x: Tensor, mask: Tensor): { readonly wide: Tensor; readonly bits: Tensor } {
  if (mask.dtype !== 'bool' && mask.dtype !== 'uint8') {
    throw new NnError('DTYPE', 'masked_select: expected BoolTensor or ByteTensor for mask', {
      op: 'maskedSelect',
      details: { dtype: mask.dtype },
      advice: 'Compare first: mask.ne(0).',
    });
  }
  const shape = broadcastShapes([mask.shape, x.shape], 'maskedSelect');
  return { wide: x.expand(shape), bits: mask.expand(shape) };
}

/** Where the mask is true, counted in row-major order. */
function places(like: Tensor, mask: Uint8Array): Tensor {
  let count = 0;
  for (const bit of mask) if (bit !== 0) count++;
  const list = new Int32Array(count);
  let next = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) list[next++] = i;
  return fromHost(like, like.storage.backend, 'int32', [count], list);
}

const scatterWrite = /* @__PURE__ */ defineWrite<Tensor>({
  name: 'maskedScatter',
  saves: [2],
  into: (target, inputs) => {
    const [, values, index] = inputs as readonly [Tensor, Tensor, Tensor];
    putInto(target.detach().view([target.numel()]), [0], [index], values.detach(), false);
  },
  vjp: ({ dy, c: index, attributes: mask, needs }) => [
    needs[0] ? dy.maskedFill(mask, 0) : null,
    needs[1] ? dy.take(index) : null,
    null,
  ],
});

/**
 * The tensor with the elements where a mask is true replaced by those of `source`, one after the other.
 *
 * @param mask booleans (or bytes), broadcast with x
 * @param source of x's dtype, with at least as many elements as the mask has true ones
 * @throws NnError 'SHAPE', 'DTYPE'; 'SYNC_READ' on a device that cannot be read at once
 * @example
 * import { tensor } from '@nn/nn';
 *
 * tensor([0, 0, 0]).maskedScatter(tensor([true, false, true]), tensor([5, 6])).toArraySync(); // [5, 0, 6]
 */
export function maskedScatter(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  const shape = broadcastShapes([mask.shape, x.shape], 'maskedScatter');
  const { values, index, bits } = scattered(x, mask, source, shape);
  return scatterWrite([x.expand(shape).contiguous(), values, index], bits);
}

/** `maskedScatter` over the tensor itself, which keeps its shape. */
export function maskedScatter_(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  const { values, index, bits } = scattered(x, mask, source, x.shape);
  if (!x.isContiguous()) return x.copy_(maskedScatter(x, mask, source));
  return scatterWrite.inPlace([x, values, index], bits);
}

function scattered(
  x: Tensor,
  mask: Tensor,
  source: Tensor,
  shape: Shape,
): { readonly values: Tensor; readonly index: Tensor; readonly bits: Tensor } {
  if (source.dtype !== x.dtype) {
    throw new NnError(
      'DTYPE',
      `masked_scatter: expected self and source to have same dtypes but got${dtypes[x.dtype].torchName} and ${dtypes[source.dtype].torchName}`,
      {
        op: 'maskedScatter',
        details: { dtype: x.dtype, source: source.dtype },
        advice: `Use source.to('${x.dtype}').`,
      },
    );
  }
  const bits = mask.expand(shape).to('bool');
  const index = places(x, toTypedArraySync(bits, 'maskedScatter') as Uint8Array);
  if (source.numel() < index.numel()) {
    throw new NnError('SHAPE', 'Number of elements of source < number of ones in mask', {
      op: 'maskedScatter',
      details: { source: source.shape, ones: index.numel() },
    });
  }
  return { values: source.reshape([numelOf(source.shape)]).narrow(0, 0, index.numel()), index, bits };
}
