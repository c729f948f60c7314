import { numelOf } from '@nn/core';
import { acceptance } from '../initializer/accepts.js';
import type { Claim, Invariant } from '../initializer/claim.js';
import { claimOf } from '../initializer/claim-of.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import { rowsOfBlock } from '../initializer/parts.js';
import { blockSpecOf } from '../initializer/spec-of.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import { initializer } from '../schema/initializer.js';
import { object } from '../schema/object.js';
import { record } from '../schema/record.js';
import { optional } from '../schema/schema.js';

export interface PerBlockParams {
  readonly blocks: Readonly<Record<string, Initializer>>;
  readonly otherwise?: Initializer | undefined;
}

export interface PerBlockInput {
  /** By the blocks' names, as the module declares them. */
  readonly blocks: Readonly<Record<string, Initializer | InitializerConfig>>;
  /** For all other blocks. @default there are no others */
  readonly otherwise?: Initializer | InitializerConfig | undefined;
}

/**
 * An initializer for each block of a packed parameter: q, k and v of attention, the gates of an LSTM. Each fills its block as a matrix of its own,
 * with the block's fans and under the block's key; so the same one for all blocks gives what it gives by itself.
 *
 * @example
 * import { empty, init } from '@nn/nn';
 *
 * const spec = { role: 'bias', blocks: ['i', 'f', 'g', 'o'] } as const;
 * const forget = init.perBlock({ blocks: { f: init.ones() }, otherwise: init.zeros() });
 * init.fill_(empty([4]), forget, { spec }); // tensor([0., 1., 0., 0.])
 */
export const perBlock: InitializerFactory<PerBlockParams, PerBlockInput> = /* @__PURE__ */ defineInitializer({
  name: '@nn/init:perBlock',
  version: 1,
  needs: ['blocks'],
  parameters: /* @__PURE__ */ object({
    blocks: /* @__PURE__ */ record(/* @__PURE__ */ initializer()),
    otherwise: /* @__PURE__ */ optional(/* @__PURE__ */ initializer()),
  }),
  parts: ({ blocks, otherwise }) => [...Object.values(blocks), ...(otherwise === undefined ? [] : [otherwise])],
  accepts(params, spec) {
    const declared = spec.blocks ?? [];
    const unknown = Object.keys(params.blocks).find((name) => !declared.includes(name));
    if (unknown !== undefined) return `there is no block '${unknown}', but ${declared.join(', ')}`;
    const missing = declared.find((name) => initializerFor(params, name) === undefined);
    if (missing !== undefined)
      return `nothing is said of the block '${missing}'. Give an initializer for it, or { otherwise }`;
    const answers = blocksOf(params, spec).map((block) => acceptance(block.of, block.spec));
    return answers.find((answer) => answer !== true) ?? true;
  },
  claim: (params, spec) => joinBlocks(blocksOf(params, spec)),
  fill(params, context, out) {
    const rowLength = numelOf(context.region.size.slice(1));
    for (const { name, of, spec, first } of blocksOf(params, context.spec)) {
      const { at, region } = rowsOfBlock(first, spec.shape[0]!, context.region);
      const part = out.subarray(at * rowLength, at * rowLength + numelOf(region.size));
      context.fill(of, name, part, { spec, region });
    }
  },
});

interface FilledBlock {
  readonly name: string;
  readonly of: Initializer;
  readonly spec: TensorSpec;
  /** Its first row. */
  readonly first: number;
}

function blocksOf(params: PerBlockParams, whole: TensorSpec): readonly FilledBlock[] {
  const { blocks } = whole;
  if (blocks === null) return [];
  const spec = blockSpecOf(whole, blocks.length);
  return blocks.map((name, i) => ({ name, of: initializerFor(params, name)!, spec, first: i * spec.shape[0]! }));
}

function initializerFor({ blocks, otherwise }: PerBlockParams, name: string): Initializer | undefined {
  return Object.hasOwn(blocks, name) ? blocks[name] : otherwise;
}

function joinBlocks(blocks: readonly FilledBlock[]): Claim {
  const claims = blocks.map((block) => ({ block, claim: claimOf(block.of, block.spec) }));
  const exact = claims.map(({ claim }) => claim.invariants?.find(({ invariant }) => invariant === 'exact'));
  const lattices = claims.flatMap(({ claim }) => claim.lattice ?? []);
  const kinds = claims.map(({ claim }) => claim.dependence);
  return {
    marginal: claims.flatMap(({ block, claim }) => lawsWithin(block, claim)),
    dependence:
      kinds.find((kind) => kind !== 'iid' && kind !== 'deterministic') ??
      (kinds.includes('iid') ? 'iid' : 'deterministic'),
    ...(exact.every((one) => one !== undefined)
      ? { invariants: [exactInBlocks(blocks, exact as readonly Exact[])] }
      : {}),
    ...(lattices.length === 0 ? {} : { lattice: Math.min(...lattices) }),
  };
}

/** The laws of a block's elements, told by their indices in the whole. */
function lawsWithin(
  { name, spec, first }: FilledBlock,
  { marginal }: Claim,
): Exclude<Claim['marginal'], { readonly law: string }> {
  const inner = 'law' in marginal ? [{ part: '', law: marginal, includes: () => true }] : marginal;
  const within = ([row]: readonly number[]): boolean => row! >= first && row! < first + spec.shape[0]!;
  return inner.map(({ part, law, includes }) => ({
    part: part === '' ? name : `${name}: ${part}`,
    law,
    includes: (index) => within(index) && includes([index[0]! - first, ...index.slice(1)]),
  }));
}

type Exact = Extract<Invariant, { readonly invariant: 'exact' }>;

function exactInBlocks(blocks: readonly FilledBlock[], exact: readonly Exact[]): Exact {
  const rows = blocks[0]!.spec.shape[0]!;
  return {
    invariant: 'exact',
    value: ([row, ...rest]) => exact[Math.floor(row! / rows)]!.value([row! % rows, ...rest]),
  };
}

declare module '../initializer/registry.js' {
  interface InitializerMap {
    '@nn/init:perBlock': PerBlockInput;
  }
}
