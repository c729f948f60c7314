import { normal } from '../initializers/normal.js';
import { residualNormal } from '../initializers/residual-normal.js';
import type { Policy } from '../policy/policy.js';
import type { MatchOptions, RuleOptions } from '../policy/rule.js';
import { number } from '../schema/number.js';
import { optionsOf, readyPolicy, type ReadyPolicyOptions, rulesOfTransformers } from './ready-policy.js';

export interface Gpt2PolicyOptions extends ReadyPolicyOptions {
  /** @default 0.02 */
  readonly std?: number;
  /** How many blocks the network has. @default for each stack that a module declares by `stacks()`, as many as that has */
  readonly layers?: number;
  /**
   * How many branches a block has, 3 with cross-attention: for all blocks, or by globs over their paths in stacks,
   * `{ 'encoder.layers.*': 2, 'decoder.layers.*': 3 }`. As many maps that end one must be found in each block. Blocks that no glob is for count as
   * having 2, which is not checked then. @default 2
   */
  readonly branches?: number | Readonly<Record<string, number>>;
  /** Of the table of positions, which must be called `wpe` then. OpenAI's code has 0.01. @default that of all tables */
  readonly positionStd?: number;
  /** Which maps end a branch. @default those called `c_proj`, `out_proj` or `linear2`, and those tagged `'residual'` */
  readonly residual?: RuleOptions['match'];
}

/** As Hugging Face's GPT-2, `MultiheadAttention` and `TransformerEncoderLayer` call the maps that end a branch; or as whoever made it says. */
const ends: RuleOptions['match'] = [
  '**.c_proj.weight',
  '**.out_proj.weight',
  '**.linear2.weight',
  { tag: 'residual', role: 'weight' },
];

const positions = { id: 'positions', match: { path: ['**.wpe.weight', '**.wpe'] }, optional: false } as const;

const wholeNumber = /* @__PURE__ */ number({ min: 1, integer: true });

/**
 * GPT-2's.
 *
 * | parameter | law |
 * | --- | --- |
 * | maps and tables of embeddings | N(0, std²); padding rows 0 |
 * | maps that end a residual branch | N(0, std² / (branches · L)), L the number of blocks |
 * | positions, `wpe` | N(0, positionStd²), where that is given |
 * | biases | 0 |
 * | norms | gain 1, bias 0 |
 *
 * Where `layers` does not tell, L is the length of the stack that a module declares by `stacks()`. The ends of branches are counted: a block in which
 * one is missing, or there is one too many, is among the plan's problems.
 *
 * Source: A. Radford and others, *Language models are unsupervised multitask learners* (2019), section 2.3; `_init_weights` of Hugging Face's
 * `modeling_gpt2.py`; `src/model.py` of openai/gpt-2, which draws the positions at 0.01 (and has no scaling of branches).
 *
 * @throws NnError 'POLICY' for what is no option, or no rule; 'OPTION' for a std, or a number of layers or branches, that is none
 * @example
 * import { init, TransformerEncoder, TransformerEncoderLayer } from '@nn/nn';
 *
 * const net = new TransformerEncoder(new TransformerEncoderLayer(8, 2, { dimFeedforward: 16 }), 4);
 * const plan = init.plan(net, init.gpt2Policy({ layers: 4 }), { seed: 0 });
 * plan.entry('layers.3.linear2.weight').std?.toFixed(5); // '0.00707', 0.02 / √8
 */
export function gpt2Policy(given: Gpt2PolicyOptions = {}): Policy {
  const { std = 0.02, positionStd, layers, branches, residual, ...options } = optionsOf('gpt2Policy', given);
  return readyPolicy(
    'gpt2',
    [
      ...rulesOfTransformers(normal({ std })),
      ...(positionStd === undefined ? [] : [{ ...positions, use: normal({ std: positionStd }) }]),
      ...residualRules(std, layers, branches, residual),
    ],
    options,
  );
}

/** One rule for all blocks; or a general one, and one for the blocks of each glob. */
function residualRules(
  std: number,
  layers: number | undefined,
  branches: number | Readonly<Record<string, number>> = 2,
  residual = ends,
): RuleOptions[] {
  const op = 'gpt2Policy';
  if (layers !== undefined) wholeNumber.parse(layers, { op, path: 'layers' });
  const scaled = (count: number, path: string): Required<Pick<RuleOptions, 'use' | 'expect' | 'optional'>> => {
    wholeNumber.parse(count, { op, path });
    return layers === undefined
      ? { use: residualNormal({ std, branches: count }), expect: { perLayer: count }, optional: false }
      : { use: normal({ std: std / Math.sqrt(count * layers) }), expect: count * layers, optional: false };
  };
  if (typeof branches !== 'object' || branches === null)
    return [{ id: 'residual', match: residual, ...scaled(branches, 'branches') }];
  return [
    { id: 'residual', match: residual, use: scaled(2, 'branches').use },
    ...Object.entries(branches).map(([layer, count]) => ({
      id: `residual in ${layer}`,
      match: within(layer, residual),
      ...scaled(count, `branches.${layer}`),
    })),
  ];
}

/** The same, but in some blocks only. */
function within(layer: string, match: RuleOptions['match']): MatchOptions[] {
  const several = (Array.isArray(match) ? match : [match]) as readonly (string | MatchOptions)[];
  return several.map((one) => (typeof one === 'string' ? { path: one, layer } : { ...one, layer }));
}
