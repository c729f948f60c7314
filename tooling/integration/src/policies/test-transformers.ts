import {
  Embedding,
  LayerNorm,
  Linear,
  Module,
  ModuleList,
  Parameter,
  RMSNorm,
  type Tensor,
  TransformerEncoder,
  TransformerEncoderLayer,
  zeros,
} from '@nn/nn';

abstract class Net extends Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}

const width = 64;

class Attention extends Net {
  c_attn = new Linear(width, 3 * width);
  c_proj = new Linear(width, width);
}

class Mlp extends Net {
  c_fc = new Linear(width, 4 * width);
  c_proj = new Linear(4 * width, width);
}

class Block extends Net {
  ln_1 = new LayerNorm(width);
  attn = new Attention();
  ln_2 = new LayerNorm(width);
  mlp = new Mlp();
}

/** GPT-2 by the names of Hugging Face, 64 wide. */
export class Gpt2 extends Net {
  wte = new Embedding(100, width);
  wpe = new Embedding(32, width);
  h: ModuleList<Block>;
  ln_f = new LayerNorm(width);
  lm_head = new Linear(width, 100, { bias: false });

  constructor(layers: number) {
    super();
    this.h = new ModuleList(Array.from({ length: layers }, () => new Block()));
    this.lm_head.weight = this.wte.weight;
  }

  override stacks(): readonly string[] {
    return ['h'];
  }
}

/** The names of a block's weights, and whether they end a branch. */
export const blockOfGpt2: Readonly<Record<string, boolean>> = {
  'attn.c_attn': false,
  'attn.c_proj': true,
  'mlp.c_fc': false,
  'mlp.c_proj': true,
};

/** BERT out of layers of this library; the head has a bias of its own beside the tied weight, as in Hugging Face's. */
export class Bert extends Net {
  word_embeddings = new Embedding(100, width, { paddingIdx: 0 });
  position_embeddings = new Embedding(32, width);
  token_type_embeddings = new Embedding(2, width);
  norm = new LayerNorm(width);
  encoder = new TransformerEncoder(new TransformerEncoderLayer(width, 4, { dimFeedforward: 4 * width }), 3);
  pooler = new Linear(width, width);
  decoder = new Linear(width, 100, { bias: false });
  headBias = new Parameter(zeros([100]));

  constructor() {
    super();
    this.decoder.weight = this.word_embeddings.weight;
  }
}

class LlamaLayer extends Net {
  input_layernorm = new RMSNorm(width);
  q_proj = new Linear(width, width, { bias: false });
  k_proj = new Linear(width, width / 4, { bias: false });
  v_proj = new Linear(width, width / 4, { bias: false });
  o_proj = new Linear(width, width, { bias: false });
  post_attention_layernorm = new RMSNorm(width);
  gate_proj = new Linear(width, 3 * width, { bias: false });
  up_proj = new Linear(width, 3 * width, { bias: false });
  down_proj = new Linear(3 * width, width, { bias: false });
}

/** Llama by the names of Hugging Face; the head is not tied. */
export class Llama extends Net {
  embed_tokens = new Embedding(100, width, { paddingIdx: 7 });
  layers = new ModuleList([new LlamaLayer(), new LlamaLayer()]);
  norm = new RMSNorm(width);
  lm_head = new Linear(width, 100, { bias: false });
}
