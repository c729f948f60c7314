import { formatShape, NnError } from '@nn/core';
import { full, ones, scope, type Tensor } from '@nn/tensor';
import { dropout } from './dropout.js';

export interface ScaledDotProductOptions {
  /** Broadcast to `[…, L, S]`: booleans, true where a query may look, or numbers that are added to the scores. */
  readonly attnMask?: Tensor | null;
  /** Probability with which a weight is dropped. Functions know no training mode. @default 0 */
  readonly dropoutP?: number;
  /** Let query i look at keys 0 … i only. @default false */
  readonly isCausal?: boolean;
  /** @default 1/√E */
  readonly scale?: number;
}

/**
 * softmax(q kᵀ / √E + mask) v (Vaswani et al. 2017). A query that may look at nothing gets NaN, as in PyTorch 1.13.
 *
 * A boolean mask says where to look, as in PyTorch's function of this name; in `MultiheadAttention` it says where not to.
 *
 * @param query `[…, L, E]`
 * @param key `[…, S, E]`
 * @param value `[…, S, V]`
 * @returns `[…, L, V]`
 * @throws NnError 'OPTION' for a mask beside `isCausal`, 'DTYPE' for a mask of integers, 'SHAPE'
 * @example
 * import { scaledDotProductAttention, tensor } from '@nn/nn';
 *
 * const x = tensor([[1], [1]]);
 * scaledDotProductAttention(x, x, tensor([[2], [4]])).toArraySync(); // [[3], [3]]
 * scaledDotProductAttention(x, x, tensor([[2], [4]]), { isCausal: true }).toArraySync(); // [[2], [3]]
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: ScaledDotProductOptions = {},
): Tensor {
  const { attnMask = null, dropoutP = 0, isCausal = false } = options;
  const details = { shapes: [query.shape, key.shape, value.shape] };
  if (query.ndim < 2 || key.ndim < 2 || value.ndim < 2) {
    const ranks = [query, key, value].map(({ ndim }) => `${ndim}-D`).join(', ');
    const sentence = `scaled_dot_product_attention: Expected query, key, and value to all be at least 2 dimensional, but got ${ranks}`;
    throw new NnError('SHAPE', sentence, { op: 'scaledDotProductAttention', details });
  }
  if (isCausal && attnMask !== null) {
    throw new NnError(
      'OPTION',
      'scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True',
      {
        op: 'scaledDotProductAttention',
        advice: 'Put both into one mask.',
      },
    );
  }
  if (query.shape.at(-1) !== key.shape.at(-1) || key.shape.at(-2) !== value.shape.at(-2)) {
    const shapes = [query, key, value].map(({ shape }) => formatShape(shape)).join(', ');
    const sentence = `query, key and value do not fit each other: ${shapes} are not [… L E], [… S E], [… S V]`;
    throw new NnError('SHAPE', sentence, { op: 'scaledDotProductAttention', details });
  }
  const scale = options.scale ?? 1 / Math.sqrt(query.shape.at(-1)!);
  return scope(() => {
    const scores = query.mul(scale).matmul(key.transpose(-2, -1));
    const mask = isCausal ? lowerTriangle(query, key) : attnMask;
    const masked = mask === null ? scores : scores.add(additiveMask(mask, false, scores, 'attn_mask'));
    return dropout(masked.softmax(-1), dropoutP).matmul(value);
  });
}

function lowerTriangle(query: Tensor, key: Tensor): Tensor {
  return ones([query.shape.at(-2)!, key.shape.at(-2)!], { dtype: 'bool', device: query.device }).tril();
}

/**
 * @internal A mask as numbers to add to scores: −∞ where a boolean one forbids. `forbids` tells which of its values does.
 *
 * @throws NnError 'DTYPE'
 */
export function additiveMask(mask: Tensor, forbids: boolean, like: Tensor, name: string): Tensor {
  const placement = { dtype: like.dtype, device: like.device };
  if (mask.dtype === 'bool') {
    return full(mask.shape, 0, placement).maskedFill(forbids ? mask : mask.logicalNot(), -Infinity);
  }
  if (mask.isFloatingPoint()) return mask.to(placement);
  throw new NnError('DTYPE', `only bool and floating types of ${name} are supported`, {
    op: 'attention',
    details: { dtype: mask.dtype },
    advice: ".to('bool') makes a mask of it.",
  });
}
