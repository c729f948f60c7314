import { fillKeyedWords } from '@nn/random';
import { acceptance } from '../initializer/accepts.js';
import type { Invariant } from '../initializer/claim.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import type { Law } from '../law/law.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import { optional } from '../schema/schema.js';
import { claimByIndex } from './by-index.js';
import { normal } from './normal.js';

export interface SparseParams {
  /** The share of zeros in each column. */
  readonly sparsity: number;
  /** Of what is not zero. */
  readonly std: number;
}

export interface SparseInput {
  readonly sparsity: number;
  /** @default 0.01 */
  readonly std?: number | undefined;
}

/**
 * Normal draws N(0, std²), of which ⌈sparsity · rows⌉ in each column are 0 instead: each unit is fed by few inputs, and not many weights need be small
 * for its input to be. (0.07 · 100 is a little more than 7 in doubles, so that this makes 8 zeros, in PyTorch too.)
 *
 * Source: J. Martens, *Deep learning via Hessian-free optimization* (2010); `torch.nn.init.sparse_`.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * init.fill_(empty([4, 2]), init.sparse({ sparsity: 0.5 }), { seed: 0 }).eq(0).sum(0); // tensor([2, 2])
 */
export const sparse: InitializerFactory<SparseParams, SparseInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:sparse',
  version: 1,
  parameters: /* @__PURE__ */ object({
    sparsity: /* @__PURE__ */ number({ min: 0, max: 1 }),
    std: /* @__PURE__ */ optional(/* @__PURE__ */ number({ above: 0 }), 0.01),
  }),
  parts: ({ std }) => [normal({ std })],
  accepts: ({ std }, spec) =>
    spec.shape.length === 2 ? acceptance(normal({ std }), spec) : 'only a matrix has columns',
  claim(params, spec) {
    const zeros = zerosPerColumn(params, spec);
    if (zeros === spec.shape[0]) return claimByIndex({ law: 'point', value: 0 }, () => 0);
    return {
      marginal: lawOf(zeros / spec.shape[0]!, params),
      dependence: 'exchangeable',
      invariants: [zerosInvariant(zeros, params, spec)],
    };
  },
  fill(params, context, out) {
    const { spec, region, stream } = context;
    context.fill(normal({ std: params.std }), 'values', out);
    const count = zerosPerColumn(params, spec);
    const [top, left] = region.start as readonly [number, number];
    const [rows, columns] = region.size as readonly [number, number];
    const words = new Uint32Array(spec.shape[0]!);
    const key = stream.key.fold('zeros');
    for (let column = 0; column < columns; column++) {
      fillKeyedWords(words, key, (left + column) * words.length);
      const chosen = lowest(words, count);
      for (let row = 0; row < rows; row++) if (chosen(top + row)) out[row * columns + column] = 0;
    }
  },
});

/** Whether a word is one of the so many lowest; of equal ones the first. */
function lowest(words: Uint32Array, count: number): (at: number) => boolean {
  const limit = count === 0 ? -1 : words.toSorted()[count - 1]!;
  let room = count - words.reduce((below, word) => below + (word < limit ? 1 : 0), 0);
  const last = words.findIndex((word) => word === limit && --room === 0);
  return (at) => words[at]! < limit || (words[at] === limit && at <= last);
}

function zerosPerColumn({ sparsity }: SparseParams, { shape }: TensorSpec): number {
  return Math.ceil(sparsity * shape[0]!);
}

function lawOf(zeros: number, { std }: SparseParams): Law {
  const others: Law = { law: 'normal', mean: 0, std };
  if (zeros === 0) return others;
  const zero: Law = { law: 'point', value: 0 };
  return {
    law: 'mixture',
    parts: [
      { weight: zeros, of: zero },
      { weight: 1 - zeros, of: others },
    ],
  };
}

/** The smallest number above 0. */
const smallest = { float64: 2 ** -1074, float32: 2 ** -149, bfloat16: 2 ** -133, float16: 2 ** -24 } as const;

/** No normal draw is closer to 0 than std · 2⁻³¹: where the dtype does not hold that, some more elements are rounded to 0. */
function zerosInvariant(count: number, { std }: SparseParams, { dtype }: TensorSpec): Invariant {
  if (std * 2 ** -31 >= smallest[dtype]) return { invariant: 'zerosPerSlice', axis: 1, count };
  return {
    invariant: 'custom',
    name: `at least ${count} zeros in every column`,
    tolerance: 0,
    residual: (values, [, columns]) => {
      const zeros = new Float64Array(columns!);
      for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros[i % columns!]!++;
      return Math.max(0, ...zeros.map((found) => count - found));
    },
  };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:sparse': SparseInput;
  }
}
