import {
  init,
  LazyLinear,
  Linear,
  Module,
  ModuleList,
  MultiheadAttention,
  NnError,
  Parameter,
  rand,
  ReLU,
  Sequential,
  tag,
  Transformer,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  zeros,
} from '@nn/nn';
import { describe, expect, it } from 'vitest';
import { always, checkLaws, cut, type Expected, type ExpectedLaws, normal, valuesAt } from './test-laws.js';
import { Bert, blockOfGpt2, Gpt2, Llama } from './test-transformers.js';

/** Weights and tables of one law; biases 0, gains of norms 1, by their names. */
function lawsOf(net: Module, weights: (path: string) => Expected): ExpectedLaws {
  const entries = Array.from(net.namedParameters(), ([path]) => {
    if (/bias$/i.test(path)) return [path, always(0)] as const;
    return [path, /(ln_.|norm\d?)\.weight$/.test(path) ? always(1) : weights(path)] as const;
  });
  return Object.fromEntries(entries);
}

const stdsOf = (plan: init.Plan): Record<string, number | null> =>
  Object.fromEntries(plan.entries.map(({ path, std }) => [path, std]));

describe('gpt2Policy', () => {
  const layers = 3;
  const laws = (of: Module, std = 0.02, positions = std): ExpectedLaws =>
    lawsOf(of, (path) => {
      if (path === 'wpe.weight') return normal(positions);
      const name = Object.keys(blockOfGpt2).find((one) => path.includes(`.${one}.`));
      return normal(name !== undefined && blockOfGpt2[name]! ? std / Math.sqrt(2 * layers) : std);
    });

  it('draws what GPT-2 draws: branches end in 0.02 / √2L, L as the network declares it', () => {
    const net = new Gpt2(layers);
    const plan = checkLaws(net, init.gpt2Policy(), laws(net));
    expect(plan.policy.rules.map(({ id }) => id).filter((id) => !plan.unusedRules.includes(id))).toEqual([
      'weights',
      'biases',
      'gains',
      'residual',
    ]);
  });

  it('takes another std, and OpenAI’s of positions', () => {
    const net = new Gpt2(layers);
    checkLaws(net, init.gpt2Policy({ std: 0.1, positionStd: 0.01, layers }), laws(net, 0.1, 0.01));
  });

  it('finds the ends of branches in layers of this library, by name and by tag', () => {
    const encoder = new TransformerEncoder(new TransformerEncoderLayer(8, 2, { dimFeedforward: 16 }), 4);
    const plan = init.plan(encoder, init.gpt2Policy({ layers: 4 }), { seed: 0 });
    expect(plan.problems).toEqual([]);
    const scaled = Object.entries(stdsOf(plan)).filter(([, std]) => std === 0.02 / Math.sqrt(8));
    expect(scaled.map(([path]) => path)).toEqual(
      [0, 1, 2, 3].flatMap((i) => [`layers.${i}.self_attn.out_proj.weight`, `layers.${i}.linear2.weight`]),
    );
    class Block extends Module {
      attn = new MultiheadAttention(8, 2);
      up = new Linear(8, 16);
      down = tag(new Linear(16, 8), 'residual');
      forward(): void {}
    }
    const net = new Sequential({ blocks: new ModuleList([new Block(), new Block()]) } as never);
    expect(init.plan(net, init.gpt2Policy({ layers: 2 })).problems).toEqual([]);
    const [counted, refused] = init.plan(net, init.gpt2Policy()).problems.map(({ message }) => message);
    expect(counted).toContain("'blocks.0.attn.out_proj.weight', 'blocks.0.down.weight', ");
    expect(counted).toMatch(/outside of any stack\. Modules declare theirs by stacks\(\)$/);
    expect(refused).toMatch(
      /^'blocks.0.attn.out_proj.weight': .*residualNormal needs the depth of the layer, and nobody has declared it/,
    );
    net.stacks = (): readonly string[] => ['blocks'];
    expect(stdsOf(init.plan(net, init.gpt2Policy()))).toMatchObject({
      'blocks.0.attn.out_proj.weight': 0.01,
      'blocks.1.down.weight': 0.01,
      'blocks.1.down.bias': 0,
      'blocks.1.up.weight': 0.02,
    });
  });

  it('scales an encoder and its decoder each by its own branches', () => {
    const net = new Transformer({ dModel: 8, nhead: 2, numEncoderLayers: 2, numDecoderLayers: 3, dimFeedforward: 16 });
    const branches = { 'encoder.layers.*': 2, 'decoder.layers.*': 3 };
    const plan = init.plan(net, init.gpt2Policy({ branches }), { seed: 0 });
    expect(plan.problems).toEqual([]);
    expect(stdsOf(plan)).toMatchObject({
      'encoder.layers.1.linear2.weight': 0.02 / Math.sqrt(2 * 2),
      'decoder.layers.2.linear2.weight': 0.02 / Math.sqrt(3 * 3),
      'decoder.layers.0.multihead_attn.out_proj.weight': 0.02 / Math.sqrt(3 * 3),
      'decoder.layers.0.linear1.weight': 0.02,
    });
    const wrong = init.plan(net, init.gpt2Policy({ branches: { ...branches, 'decoder.layers.*': 2 } }));
    expect(wrong.problems[0]!.message).toMatch(
      /^rule 'residual in decoder.layers.\*' is to match 2 in each layer, but matches 3 in 'decoder.layers.0'/,
    );
    const misspelt = init.plan(net, init.gpt2Policy({ branches: { 'decoders.*': 3 } }));
    expect(misspelt.problems[0]!.message).toContain(
      "No layer of a stack is 'decoders.*'. There is, for example, 'encoder.layers.0'.",
    );
    const undo = init.registerBuiltins();
    const saved = JSON.stringify(init.gpt2Policy({ branches }));
    expect(JSON.stringify(init.policyFromJSON(JSON.parse(saved)))).toBe(saved);
    undo();
    expect(() => init.gpt2Policy({ branches: { 'encoder.layers.*': 0 } })).toThrow('branches.encoder.layers.*');
  });

  it('finds ends by their tags alone', () => {
    class Block extends Module {
      mix = tag(new Linear(8, 8), 'residual');
      up = new Linear(8, 16);
      down = tag(new Linear(16, 8), 'residual');
      forward(): void {}
    }
    const net = new ModuleList([new ModuleList([new Block(), new Block()])]);
    net.stacks = (): readonly string[] => ['0'];
    for (const options of [{}, { layers: 2 }]) {
      const plan = init.plan(net, init.gpt2Policy(options));
      expect(plan.problems).toEqual([]);
      expect(stdsOf(plan)).toMatchObject({ '0.0.mix.weight': 0.01, '0.1.down.weight': 0.01, '0.1.up.weight': 0.02 });
    }
    net[0]![1]!.down = new Linear(16, 8);
    expect(init.plan(net, init.gpt2Policy()).problems[0]!.message).toBe(
      "rule 'residual' is to match 2 in each layer, but matches 1 in '0.1'",
    );
    expect(init.plan(net, init.gpt2Policy({ layers: 2 })).problems[0]!.message).toContain(
      'is to match 4, but matches 3',
    );
  });

  it('refuses a network in which no branch ends, or in which one is missing', () => {
    const plain = new Sequential(new Linear(2, 2));
    expect(init.plan(plain, init.gpt2Policy()).problems).toMatchObject([{ kind: 'unused', rule: 'residual' }]);
    const net = new Gpt2(layers);
    net.h[1]!.mlp.c_proj = new ReLU() as never;
    const [problem] = init.plan(net, init.gpt2Policy({ layers })).problems;
    expect(problem!.message).toMatch(/^rule 'residual' is to match 6, but matches 5: /);
    expect(init.plan(net, init.gpt2Policy()).problems.map(({ message }) => message)).toEqual([
      "rule 'residual' is to match 2 in each layer, but matches 1 in 'h.1'",
    ]);
    net.wpe = null as never;
    expect(init.plan(net, init.gpt2Policy({ positionStd: 0.01 })).problems[0]!.message).toMatch(
      /^rule 'positions' matches nothing/,
    );
    const decoder = new TransformerDecoder(new TransformerDecoderLayer(8, 2), 2);
    expect(init.plan(decoder, init.gpt2Policy({ layers: 2 })).problems[0]!.message).toContain(
      'is to match 4, but matches 6',
    );
    expect(init.plan(decoder, init.gpt2Policy()).problems[0]!.message).toContain("3 in 'layers.0', 3 in 'layers.1'");
    for (const options of [{ branches: 3 }, { branches: 3, layers: 2 }]) {
      const plan = init.plan(decoder, init.gpt2Policy(options));
      expect(plan.problems).toEqual([]);
      expect(plan.entry('layers.1.multihead_attn.out_proj.weight').std).toBeCloseTo(0.02 / Math.sqrt(6), 15);
    }
  });

  it('takes the ends of branches from whoever knows them', () => {
    const plan = init.plan(new Llama(), init.gpt2Policy({ layers: 2, residual: '**.{o,down}_proj.weight' }), {
      seed: 0,
    });
    expect(plan.problems).toEqual([]);
    expect(stdsOf(plan)).toMatchObject({
      'layers.1.o_proj.weight': 0.01,
      'layers.1.down_proj.weight': 0.01,
      'layers.1.q_proj.weight': 0.02,
    });
  });

  it.each([
    [{ layers: 0 }, 'layers'],
    [{ layers: 1.5 }, 'layers'],
    [{ branches: 0 }, 'branches'],
    [{ std: -1 }, 'std'],
    [{ stdd: 1 }, 'stdd'],
    [{ rules: 3 }, 'rules'],
  ])('refuses %o', (options, name) => {
    expect(() => init.gpt2Policy(options as init.Gpt2PolicyOptions)).toThrow(NnError);
    expect(() => init.gpt2Policy(options as init.Gpt2PolicyOptions)).toThrow(name);
  });
});

describe('bertPolicy', () => {
  const headBias: init.RuleOptions = { match: 'headBias', use: init.zeros() };

  it('draws what BERT draws, and keeps the row of padding zero', () => {
    const net = new Bert();
    checkLaws(
      net,
      init.bertPolicy({ rules: [headBias] }),
      lawsOf(net, () => normal(0.02)),
    );
    expect(new Set(valuesAt(net, 'word_embeddings.weight').slice(0, 64))).toEqual(new Set([0]));
  });

  it('truncates like the original, where told', () => {
    const net = new Bert();
    const plan = checkLaws(
      net,
      init.bertPolicy({ truncated: true, rules: [headBias] }),
      lawsOf(net, () => cut(0.02)),
    );
    expect(plan.entry('pooler.weight').std).toBeCloseTo(0.0175925, 7);
  });

  it('does not pass over a bare parameter', () => {
    expect(init.plan(new Bert(), init.bertPolicy()).missed).toEqual(['headBias']);
  });
});

describe('llamaPolicy', () => {
  it('draws what Llama draws', () => {
    const net = new Llama();
    checkLaws(
      net,
      init.llamaPolicy(),
      lawsOf(net, () => normal(0.02)),
    );
    expect(valuesAt(net, 'embed_tokens.weight').slice(7 * 64, 8 * 64)).toEqual(new Array(64).fill(0));
  });
});

describe('ready policies', () => {
  const policies = {
    torch: init.torchPolicy,
    keras: init.kerasPolicy,
    flax: init.flaxPolicy,
    gpt2: init.gpt2Policy,
    bert: init.bertPolicy,
    llama: init.llamaPolicy,
  };

  it.each(Object.entries(policies))('%s: goes through JSON', (name, make) => {
    const undo = init.registerBuiltins();
    try {
      const policy = make();
      expect(policy.name).toBe(name);
      const json = JSON.stringify(policy);
      expect(JSON.stringify(init.policyFromJSON(JSON.parse(json)))).toBe(json);
    } finally {
      undo();
    }
  });

  it.each(Object.entries(policies))('%s: takes rules and choices of the user’s', (name, make) => {
    const block = (): Module =>
      new Sequential({ out_proj: new Linear(4, 4), gate: new Linear(4, 4), linear2: new Linear(4, 4) });
    const net = new Sequential(block(), block());
    const extra = new ModuleList([net, new Linear(2, 2)]);
    extra.stacks = (): readonly string[] => ['0'];
    const made = init.plan(
      extra,
      make({ rules: [{ match: '1.*', use: init.constant({ value: 2 }) }], initialized: 'skip' }),
    );
    expect(made.problems).toEqual([]);
    expect(String(made.entry('1.weight').initializer)).toBe('constant(value=2)');
    made.apply();
    expect(valuesAt(extra, '1.bias')).toEqual([2, 2]);
    expect([name, make({ initialized: 'skip' }).initialized]).toEqual([name, 'skip']);
  });

  it.each(Object.entries(policies))(
    '%s: tells what is wrong with a rule by its place in the user’s list',
    (_, make) => {
      const good: init.RuleOptions = { match: 'a', use: 'keep' };
      expect(() => make({ rules: [good, { match: { role: 'bais' as 'bias' }, use: 'keep' }] })).toThrow(
        /rules\[1\]\.match\.role.*'bias'/,
      );
      expect(() => make({ rules: [{ match: 'a', use: 'normal' as 'keep' }] })).toThrow('rules[0].use');
      expect(
        make({ rules: [good, good] })
          .rules.map(({ id }) => id)
          .slice(-2),
      ).toEqual(['a', 'a (2)']);
    },
  );

  it.each(Object.entries(policies))('%s: gives a lazy network the bits of the eager one', (_, make) => {
    const lazy = new Sequential({ out_proj: new LazyLinear(8), act: new ReLU(), linear2: new LazyLinear(4) });
    const eager = new Sequential({ out_proj: new Linear(3, 8), act: new ReLU(), linear2: new Linear(8, 4) });
    for (const net of [lazy, eager]) {
      const stack = new ModuleList([new ModuleList([net])]);
      stack.stacks = (): readonly string[] => ['0'];
      init.plan(stack, make(), { seed: 5 }).apply();
    }
    lazy.forward(rand([1, 3]));
    for (const path of ['out_proj.weight', 'out_proj.bias', 'linear2.weight', 'linear2.bias'])
      expect(valuesAt(lazy, path)).toEqual(valuesAt(eager, path));
  });

  it.each(Object.entries(policies))('%s: does not pass over a parameter that nobody has described', (_, make) => {
    const net = new Sequential({ out_proj: new Linear(2, 2) });
    (net as unknown as Record<string, Parameter>)['scale'] = new Parameter(zeros([2]));
    const stack = new ModuleList([net]);
    const { problems } = init.plan(stack, make());
    expect(problems.map(({ paths }) => paths.join())).toContain('0.scale');
  });
});
