import { formatShape, NnError } from '@nn/core';
import { cat, full, ones, type Tensor } from '@nn/tensor';
import { additiveMask } from '../../functional/scaled-dot-product-attention.js';

export interface Masks {
  /** `[L, S]` or `[N · heads, L, S]`. */
  readonly attnMask: Tensor | null;
  /** `[N, S]`. */
  readonly keyPaddingMask: Tensor | null;
  readonly isCausal: boolean;
}

/** The sizes of one call: batch, heads, queries and keys. */
export interface Sizes {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
}

/** All masks as one to add to scores `[N · heads, L, S + extra]`; keys beyond S (biases, zeros) are never masked. */
export function joinMasks(masks: Masks, sizes: Sizes, extra: number, like: Tensor): Tensor | null {
  const { batch, heads, queries, keys } = sizes;
  let joined: Tensor | null = null;
  const add = (mask: Tensor): void => {
    joined = joined === null ? mask : joined.add(mask);
  };
  if (masks.attnMask !== null) {
    checkAttnMask(masks.attnMask, sizes);
    const mask = masks.attnMask.dtype === 'uint8' ? masks.attnMask.to('bool') : masks.attnMask;
    const added = additiveMask(mask, true, like, 'attn_mask');
    add(added.ndim === 2 ? added.unsqueeze(0) : added);
  }
  if (masks.isCausal) {
    const above = ones([queries, keys], { dtype: 'bool', device: like.device }).triu(1);
    add(additiveMask(above, true, like, 'attn_mask').unsqueeze(0));
  }
  if (masks.keyPaddingMask !== null) {
    const { shape } = masks.keyPaddingMask;
    if (shape[0] !== batch || shape[1] !== keys) {
      const sentence = `expecting key_padding_mask shape of (${batch}, ${keys}), but got ${formatShape(shape)}`;
      throw new NnError('SHAPE', sentence, { op: 'attention', details: { shape, batch, keys } });
    }
    const padding = additiveMask(masks.keyPaddingMask, true, like, 'key_padding_mask');
    add(
      padding
        .reshape([batch, 1, 1, keys])
        .expand([-1, heads, -1, -1])
        .reshape([batch * heads, 1, keys]),
    );
  }
  return joined === null || extra === 0 ? joined : widened(joined, extra);
}

function widened(mask: Tensor, extra: number): Tensor {
  const [first, rows] = mask.shape as readonly [number, number, number];
  return cat([mask, full([first, rows, extra], 0, { dtype: mask.dtype, device: mask.device })], 2);
}

function checkAttnMask({ shape }: Tensor, { batch, heads, queries, keys }: Sizes): void {
  const details = { shape, batch, heads, queries, keys };
  if (shape.length !== 2 && shape.length !== 3) {
    throw new NnError('SHAPE', `attn_mask's dimension ${shape.length} is not supported`, { op: 'attention', details });
  }
  const wanted = shape.length === 2 ? [queries, keys] : [batch * heads, queries, keys];
  if (wanted.every((size, axis) => size === shape[axis])) return;
  const sentence = `The shape of the ${shape.length}D attn_mask is ${formatShape(shape)}, but should be (${wanted.join(', ')}).`;
  throw new NnError('SHAPE', sentence, { op: 'attention', details });
}
