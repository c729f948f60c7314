import { arange, Embedding, GELU, LayerNorm, Linear, Module, ModuleList, ones, Sequential, type Tensor } from '@nn/nn';

export interface GPTOptions {
  readonly vocabulary: number;
  /** The longest sequence. */
  readonly context: number;
  readonly width: number;
  readonly heads: number;
  readonly depth: number;
}

/** Causal self-attention and a feed-forward net, each behind a norm and beside a way around it. */
class Block extends Module {
  readonly ln1: LayerNorm;
  readonly c_attn: Linear;
  readonly c_proj: Linear;
  readonly ln2: LayerNorm;
  readonly mlp: Sequential<readonly [Linear, GELU, Linear]>;

  constructor(
    width: number,
    private readonly heads: number,
  ) {
    super();
    this.ln1 = new LayerNorm(width);
    this.c_attn = new Linear(width, 3 * width);
    this.c_proj = new Linear(width, width);
    this.ln2 = new LayerNorm(width);
    this.mlp = new Sequential(new Linear(width, 4 * width), new GELU(), new Linear(4 * width, width));
  }

  override forward(x: Tensor): Tensor {
    const y = x.add(this.c_proj.forward(this.attend(this.c_attn.forward(this.ln1.forward(x)))));
    return y.add(this.mlp.forward(this.ln2.forward(y)));
  }

  /** Every position looks at itself and those before it. Queries, keys and values side by side, `[N, T, 3C]`, to `[N, T, C]`. */
  private attend(packed: Tensor): Tensor {
    const [n, t, c3] = packed.shape as readonly [number, number, number];
    const c = c3 / 3;
    const [q, k, v] = packed
      .split(c, 2)
      .map((part) => part.view([n, t, this.heads, c / this.heads]).transpose(1, 2)) as [Tensor, Tensor, Tensor];
    const future = ones([t, t], { dtype: 'bool' }).triu(1);
    const scores = q
      .matmul(k.transpose(-2, -1))
      .div(Math.sqrt(c / this.heads))
      .maskedFill(future, -Infinity);
    return scores.softmax(-1).matmul(v).transpose(1, 2).reshape([n, t, c]);
  }
}

/** A small GPT whose head is its embedding. Token numbers `[N, T]` to logits `[N·T, vocabulary]`. */
export class GPT extends Module {
  readonly wte: Embedding;
  readonly wpe: Embedding;
  readonly blocks: ModuleList<Block>;
  readonly ln_f: LayerNorm;
  readonly head: Linear;

  constructor({ vocabulary, context, width, heads, depth }: GPTOptions) {
    super();
    this.wte = new Embedding(vocabulary, width);
    this.wpe = new Embedding(context, width);
    this.blocks = new ModuleList(Array.from({ length: depth }, () => new Block(width, heads)));
    this.ln_f = new LayerNorm(width);
    this.head = new Linear(width, vocabulary, { bias: false });
    this.head.weight = this.wte.weight;
  }

  override forward(tokens: Tensor): Tensor {
    const positions = arange(BigInt(tokens.size(1)));
    let x = this.wte.forward(tokens).add(this.wpe.forward(positions));
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(this.ln_f.forward(x)).flatten(0, 1);
  }
}
