import { linear, type Tensor } from '@nn/tensor';

/** The weights that make queries, keys and values: one under the other, or each by itself. */
export interface InputWeights {
  readonly in_proj_weight: Tensor | null;
  readonly q_proj_weight: Tensor | null;
  readonly k_proj_weight: Tensor | null;
  readonly v_proj_weight: Tensor | null;
  readonly in_proj_bias: Tensor | null;
}

/** Queries, keys and values of an attention layer. Where they come from one tensor and one weight, that is one product. */
export function projectInputs(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  weights: InputWeights,
): readonly [Tensor, Tensor, Tensor] {
  const { in_proj_weight: packed, in_proj_bias: bias } = weights;
  const biases = bias?.chunk(3) ?? [];
  const one = (x: Tensor, weight: Tensor, i: number): Tensor => linear(x, weight, biases[i] ?? null);
  if (packed === null) {
    return [
      one(query, weights.q_proj_weight!, 0),
      one(key, weights.k_proj_weight!, 1),
      one(value, weights.v_proj_weight!, 2),
    ];
  }
  if (query === key && key === value) return linear(query, packed, bias).chunk(3, -1) as [Tensor, Tensor, Tensor];
  const [q, k, v] = packed.chunk(3) as [Tensor, Tensor, Tensor];
  if (key !== value) return [one(query, q, 0), one(key, k, 1), one(value, v, 2)];
  const size = q.shape[0]!;
  const both = linear(key, packed.narrow(0, size, 2 * size), bias?.narrow(0, size, 2 * size) ?? null);
  return [one(query, q, 0), ...(both.chunk(2, -1) as [Tensor, Tensor])];
}
