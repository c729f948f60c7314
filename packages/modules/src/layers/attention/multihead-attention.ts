import {
  type DefaultLaw,
  type DType,
  formatShape,
  NnError,
  type ParamSpec,
  type ParamSpecs,
  sameShape,
} from '@nn/core';
import { constant_, xavierNormal_, xavierUniform_ } from '@nn/init';
import { cat, scope, type Tensor, zeros } from '@nn/tensor';
import { checkProbability, checkSize } from '../../check.js';
import { dropout } from '../../functional/dropout.js';
import { initializeByDefault } from '../../initialize-by-default.js';
import { Module } from '../../module.js';
import { Parameter } from '../../parameter.js';
import { Linear } from '../linear.js';
import { joinMasks, type Sizes } from './masks.js';
import { projectInputs } from './project-inputs.js';

export interface MultiheadAttentionOptions {
  /** Probability with which an attention weight is dropped while training. @default 0 */
  readonly dropout?: number;
  /** Learn additive biases. @default true */
  readonly bias?: boolean;
  /** Learn one more key and value, the same for all. @default false */
  readonly addBiasKv?: boolean;
  /** Add one more key and value of zeros. @default false */
  readonly addZeroAttn?: boolean;
  /** Features of a key. @default embedDim */
  readonly kdim?: number | null;
  /** Features of a value. @default embedDim */
  readonly vdim?: number | null;
  /** Inputs and output are `[batch, time, features]`, not `[time, batch, features]`. @default false */
  readonly batchFirst?: boolean;
  /** @default 'float32' */
  readonly dtype?: DType;
  /** @default the default device */
  readonly device?: string;
}

const zero: DefaultLaw = { law: 'constant', value: 0 };

export interface AttentionOptions {
  /** `[N, S]`, or `[S]` without a batch: true for keys to leave out, or numbers to add to their scores. */
  readonly keyPaddingMask?: Tensor | null;
  /** `[L, S]` or `[N · heads, L, S]`: true where not to look, or numbers to add to the scores. */
  readonly attnMask?: Tensor | null;
  /** Let query i look at keys 0 … i only; also without a mask that says it. @default false */
  readonly isCausal?: boolean;
  /** Give the attention weights too. @default true */
  readonly needWeights?: boolean;
  /** Their mean over the heads, not each head's. @default true */
  readonly averageAttnWeights?: boolean;
}

/**
 * Attention of several heads, each in its own subspace (Vaswani et al. 2017): every head is softmax(q kᵀ / √d + mask) v, with
 * q, k and v projected from query, key and value; `out_proj` joins the heads.
 *
 * Shapes: query `[L, N, E]`, key `[S, N, K]`, value `[S, N, V]`, all without N for one alone, or with N first (`batchFirst`); output like the
 * query; weights `[N, L, S]`. Default initialization is PyTorch's: `out_proj` as a `Linear`, then the input weights, Xavier-uniform over all
 * their rows; biases 0.
 *
 * @throws NnError 'SHAPE', 'DTYPE' for masks of integers, 'OPTION' where the heads do not divide `embedDim`
 * @example
 * import { MultiheadAttention, rand } from '@nn/nn';
 *
 * const x = rand([5, 2, 8]);
 * const [output, weights] = new MultiheadAttention(8, 4).forward(x, x, x, { isCausal: true });
 * output.shape; // [5, 2, 8]
 * weights!.shape; // [2, 5, 5]
 */
export class MultiheadAttention extends Module {
  static override readonly logicalName: string = 'MultiheadAttention';
  static override readonly name: string = 'MultiheadAttention';

  readonly embedDim: number;
  readonly numHeads: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly dropout: number;
  readonly batchFirst: boolean;
  readonly addZeroAttn: boolean;
  readonly q_proj_weight: Parameter | null = null;
  readonly k_proj_weight: Parameter | null = null;
  readonly v_proj_weight: Parameter | null = null;
  readonly in_proj_weight: Parameter | null = null;
  readonly in_proj_bias: Parameter | null;
  readonly out_proj: Linear;
  readonly bias_k: Parameter | null;
  readonly bias_v: Parameter | null;

  constructor(embedDim: number, numHeads: number, options: MultiheadAttentionOptions = {}) {
    super();
    const { dropout: p = 0, bias = true, addBiasKv = false, addZeroAttn = false, batchFirst = false } = options;
    const placement = {
      ...(options.dtype && { dtype: options.dtype }),
      ...(options.device && { device: options.device }),
    };
    this.embedDim = checkSize(embedDim, 'embedDim', 'MultiheadAttention');
    this.numHeads = checkSize(numHeads, 'numHeads', 'MultiheadAttention');
    if (!Number.isInteger(embedDim / numHeads)) {
      throw new NnError('OPTION', 'embed_dim must be divisible by num_heads', {
        op: 'MultiheadAttention',
        details: { embedDim, numHeads },
      });
    }
    this.kdim = checkSize(options.kdim ?? embedDim, 'kdim', 'MultiheadAttention');
    this.vdim = checkSize(options.vdim ?? embedDim, 'vdim', 'MultiheadAttention');
    this.dropout = checkProbability(p, 'MultiheadAttention');
    this.batchFirst = batchFirst;
    this.addZeroAttn = addZeroAttn;
    if (this.kdim === embedDim && this.vdim === embedDim) {
      this.in_proj_weight = Parameter.empty([3 * embedDim, embedDim], placement);
    } else {
      this.q_proj_weight = Parameter.empty([embedDim, embedDim], placement);
      this.k_proj_weight = Parameter.empty([embedDim, this.kdim], placement);
      this.v_proj_weight = Parameter.empty([embedDim, this.vdim], placement);
    }
    this.in_proj_bias = bias ? Parameter.empty([3 * embedDim], placement) : null;
    this.out_proj = new Linear(embedDim, embedDim, { bias, ...placement });
    this.bias_k = addBiasKv ? Parameter.empty([1, 1, embedDim], placement) : null;
    this.bias_v = addBiasKv ? Parameter.empty([1, 1, embedDim], placement) : null;
    initializeByDefault(this, MultiheadAttention);
  }

  /** PyTorch's default; `out_proj.weight` stays as it is. */
  resetParameters(): void {
    for (const weight of [this.in_proj_weight, this.q_proj_weight, this.k_proj_weight, this.v_proj_weight])
      if (weight !== null) xavierUniform_(weight);
    if (this.in_proj_bias !== null) constant_(this.in_proj_bias, 0);
    if (this.out_proj.bias !== null) constant_(this.out_proj.bias, 0);
    if (this.bias_k !== null) xavierNormal_(this.bias_k);
    if (this.bias_v !== null) xavierNormal_(this.bias_v);
  }

  override paramSpecs(): ParamSpecs {
    const weight: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] }, default: { law: 'xavierUniform' } };
    const token: ParamSpec = { role: 'bias', default: { law: 'xavierNormal' } };
    const blocks = ['q', 'k', 'v'];
    return {
      in_proj_weight: { ...weight, blocks },
      q_proj_weight: weight,
      k_proj_weight: weight,
      v_proj_weight: weight,
      in_proj_bias: { role: 'bias', blocks, default: zero },
      bias_k: token,
      bias_v: token,
    };
  }

  override refineSpec(path: string, spec: ParamSpec): ParamSpec {
    return path === 'out_proj.bias' ? { ...spec, default: zero } : spec;
  }

  /** @returns the output, and the attention weights or, where they are not wanted, `null` */
  override forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionOptions = {},
  ): [output: Tensor, weights: Tensor | null] {
    try {
      this.checkInputs(query, key, value, options);
      if (query.ndim === 3) return this.attend(query, key, value, options);
      // A tensor that stands in two places still does.
      const alone = new Map([query, key, value].map((x) => [x, x.unsqueeze(this.batchFirst ? 0 : 1)]));
      const keyPaddingMask = options.keyPaddingMask?.unsqueeze(0) ?? null;
      const [output, weights] = this.attend(alone.get(query)!, alone.get(key)!, alone.get(value)!, {
        ...options,
        keyPaddingMask,
      });
      return [output.squeeze(this.batchFirst ? 0 : 1), weights?.squeeze(0) ?? null];
    } catch (error) {
      throw this.locate(error);
    }
  }

  private attend(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions): [Tensor, Tensor | null] {
    // Biases are read before a scope begins: a parametrized one is computed, and stays.
    const { bias_k: biasK, bias_v: biasV } = this;
    const projected = projectInputs(query, key, value, this);
    const [rows, weights] = scope(() => this.mix(query, key, projected, [biasK, biasV], options));
    return [this.out_proj.forward(rows), weights];
  }

  /** What the heads see, side by side for every query, and the attention weights or, where they are not wanted, `null`. */
  private mix(
    query: Tensor,
    key: Tensor,
    projected: readonly [Tensor, Tensor, Tensor],
    [biasK, biasV]: readonly [Tensor | null, Tensor | null],
    options: AttentionOptions,
  ): [Tensor, Tensor | null] {
    const { batchFirst, numHeads: heads, embedDim } = this;
    const {
      attnMask = null,
      keyPaddingMask = null,
      isCausal = false,
      needWeights = true,
      averageAttnWeights = true,
    } = options;
    const batch = query.shape[batchFirst ? 0 : 1]!;
    const axis = batchFirst ? 1 : 0;
    const sizes: Sizes = { batch, heads, queries: query.shape[axis]!, keys: key.shape[axis]! };
    let [q, k, v] = projected;
    if (biasK !== null && biasV !== null) {
      k = cat([k, biasK.expand(batchFirst ? [batch, 1, embedDim] : [1, batch, embedDim])], axis);
      v = cat([v, biasV.expand(batchFirst ? [batch, 1, embedDim] : [1, batch, embedDim])], axis);
    }
    [q, k, v] = [this.byHead(q), this.byHead(k), this.byHead(v)];
    if (this.addZeroAttn) {
      const zero = zeros([batch * heads, 1, embedDim / heads], { dtype: k.dtype, device: k.device });
      [k, v] = [cat([k, zero], 1), cat([v, zero], 1)];
    }
    const scaled = q.div(Math.sqrt(embedDim / heads));
    const mask = joinMasks({ attnMask, keyPaddingMask, isCausal }, sizes, k.shape[1]! - sizes.keys, scaled);
    const scores = mask === null ? scaled.bmm(k.mT) : mask.baddbmm(scaled, k.mT);
    const weights = dropout(scores.softmax(-1), this.dropout, this);
    const joined = weights.bmm(v).reshape([batch, heads, sizes.queries, embedDim / heads]);
    const rows = joined.permute(batchFirst ? [0, 2, 1, 3] : [2, 0, 1, 3]).flatten(2, 3);
    if (!needWeights) return [rows, null];
    const perHead = weights.reshape([batch, heads, sizes.queries, k.shape[1]!]);
    return [rows, averageAttnWeights ? perHead.sum(1).div(heads) : perHead];
  }

  /** `[N · heads, time, E / heads]`. */
  private byHead(x: Tensor): Tensor {
    const { numHeads, embedDim } = this;
    const [a, b] = x.shape as readonly [number, number, number];
    const split = x.reshape([a, b, numHeads, embedDim / numHeads]);
    return split.permute(this.batchFirst ? [0, 2, 1, 3] : [1, 2, 0, 3]).flatten(0, 1);
  }

  private checkInputs(query: Tensor, key: Tensor, value: Tensor, { keyPaddingMask, attnMask }: AttentionOptions): void {
    const details = { shapes: [query.shape, key.shape, value.shape] };
    const refuse = (sentence: string): NnError => new NnError('SHAPE', sentence, { op: 'attention', details });
    const { ndim } = query;
    if (ndim !== 2 && ndim !== 3) {
      throw refuse(`query should be unbatched 2D or batched 3D tensor but received ${ndim}-D query tensor`);
    }
    const kind = ndim === 3 ? 'batched (3-D)' : 'unbatched (2-D)';
    if (key.ndim !== ndim || value.ndim !== ndim) {
      throw refuse(
        `For ${kind} \`query\`, expected \`key\` and \`value\` to be ${ndim}-D but found ${key.ndim}-D and ${value.ndim}-D tensors respectively`,
      );
    }
    if (keyPaddingMask != null && keyPaddingMask.ndim !== ndim - 1) {
      throw refuse(
        `For ${kind} \`query\`, expected \`key_padding_mask\` to be \`None\` or ${ndim - 1}-D but found ${keyPaddingMask.ndim}-D tensor instead`,
      );
    }
    if (attnMask != null && attnMask.ndim !== 2 && attnMask.ndim !== 3) {
      throw refuse(
        `For ${kind} \`query\`, expected \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${attnMask.ndim}-D tensor instead`,
      );
    }
    if (query.shape.at(-1) !== this.embedDim) {
      throw refuse(`was expecting embedding dimension of ${this.embedDim}, but got ${query.shape.at(-1)}`);
    }
    const [k, v] = [key, value].map(({ shape }) => formatShape(shape));
    if (this.in_proj_weight !== null && !sameShape(key.shape, value.shape)) {
      throw refuse(`key shape ${k} does not match value shape ${v}`);
    }
    if (!sameShape(key.shape.slice(0, -1), value.shape.slice(0, -1))) {
      throw refuse(`key's sequence and batch dims ${k} do not match value's ${v}`);
    }
    if (key.shape.at(-1) !== this.kdim || value.shape.at(-1) !== this.vdim) {
      throw refuse(`was expecting keys of ${this.kdim} and values of ${this.vdim} features, but got ${k} and ${v}`);
    }
    const batchAxis = this.batchFirst ? 0 : 1;
    if (ndim === 3 && key.shape[batchAxis] !== query.shape[batchAxis]) {
      throw refuse(`the batch sizes of query ${formatShape(query.shape)} and key ${k} differ`);
    }
  }
}
