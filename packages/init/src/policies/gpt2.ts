import { normal } from '../initializers/normal.js';
import { residualNormal } from '../initializers/residual-normal.js';
import type { Policy } from '../policy/policy.js';
import type { RuleOptions } from '../policy/rule.js';
import { number } from '../schema/number.js';
import { readyPolicy, type ReadyPolicyOptions, rulesOfTransformers } from './ready-policy.js';

export interface Gpt2PolicyOptions extends ReadyPolicyOptions {
  /** @default 0.02 */
  readonly std?: number;
  /** How many blocks there are: two maps that end a branch must be found for each. @default what each stack of the network declares, uncounted */
  readonly layers?: number;
  /** Of the table of positions, which must be called `wpe` then. OpenAI's code has 0.01. @default that of all tables */
  readonly positionStd?: number;
  /** Which maps end a residual branch; one must be found. @default those named `c_proj`, `out_proj` or `linear2`, and what is tagged `'residual'` */
  readonly residual?: RuleOptions['match'];
}

/** As Hugging Face's GPT-2, `MultiheadAttention` and `TransformerEncoderLayer` call the maps that end a branch. */
const ends: readonly string[] = ['**.c_proj.weight', '**.out_proj.weight', '**.linear2.weight'];

const positions = { id: 'positions', match: { path: ['**.wpe.weight', '**.wpe'] }, optional: false } as const;

const blocks = /* @__PURE__ */ number({ min: 1, integer: true });

/**
 * GPT-2's.
 *
 * | parameter | law |
 * | --- | --- |
 * | maps and tables of embeddings | N(0, std²); padding rows 0 |
 * | maps that end a residual branch | N(0, std² / 2L), L the number of blocks, each of two branches |
 * | positions, `wpe` | N(0, positionStd²), where that is given |
 * | biases | 0 |
 * | norms | gain 1, bias 0 |
 *
 * Where `layers` does not tell, L is the length of the stack that the module declares by `stacks()`. A network in which no branch seems to end is
 * refused, and with `layers` every other number of ends than two for each block.
 *
 * Source: A. Radford and others, *Language models are unsupervised multitask learners* (2019), section 2.3; `_init_weights` of Hugging Face's
 * `modeling_gpt2.py`; `src/model.py` of openai/gpt-2, which draws the positions at 0.01 (and has no scaling of branches).
 *
 * @throws NnError 'POLICY' for what is no option, or no rule; 'OPTION' for a std, or a number of layers, that is none
 * @example
 * import { init, TransformerEncoder, TransformerEncoderLayer } from '@nn/nn';
 *
 * const net = new TransformerEncoder(new TransformerEncoderLayer(8, 2, { dimFeedforward: 16 }), 4);
 * const plan = init.plan(net, init.gpt2Policy({ layers: 4 }), { seed: 0 });
 * plan.entry('layers.3.linear2.weight').std?.toFixed(5); // '0.00707', 0.02 / √8
 */
export function gpt2Policy({ std = 0.02, positionStd, layers, residual, ...options }: Gpt2PolicyOptions = {}): Policy {
  const count = layers === undefined ? null : blocks.parse(layers, { op: 'gpt2Policy', path: 'layers' });
  const use = count === null ? residualNormal({ std }) : normal({ std: std / Math.sqrt(2 * count) });
  const counted = { use, optional: false, ...(count === null ? {} : { expect: 2 * count }) };
  return readyPolicy(
    'gpt2',
    [
      ...rulesOfTransformers(normal({ std })),
      ...(positionStd === undefined ? [] : [{ ...positions, use: normal({ std: positionStd }) }]),
      { id: 'tagged residual', match: { tag: 'residual', role: 'weight' }, use },
      { id: 'residual', match: residual ?? { path: ends }, ...counted },
    ],
    options,
  );
}
