import type { ParameterView, ParamRole } from '@nn/core';
import type { Initializer, InitializerConfig } from '../initializer/initializer.js';
import type { Packing } from '../initializer/parts.js';
import type { PathGlob } from './path-glob.js';

/** One, or any of several. */
export type OneOrMore<T> = T | readonly T[];

/** A class of modules. A lazy one counts as what it becomes. */
export type OwnerClass = (abstract new (...args: never[]) => unknown) & { readonly logicalName?: string };

/** Which parameters a rule is for: all that is given must hold, and of several values any. */
export interface MatchOptions {
  /** Globs over the whole state-dict key: `'encoder.**.weight'`, `'h.{0..11}.attn.c_proj.weight'`. */
  readonly path?: OneOrMore<string>;
  /** The class of the module that has it, or one that this class extends; or its name. */
  readonly owner?: OneOrMore<string | OwnerClass>;
  /** What its layer says that it is for: norms have a `'gain'` where others have a `'weight'`. */
  readonly role?: OneOrMore<ParamRole>;
  /** A name that `tag(module, name)` has given it, or a module around it. */
  readonly tag?: OneOrMore<string>;
  /** Globs over the path of the block around it in a stack of alike blocks, which a module declares by `stacks()`: `'decoder.layers.*'`. */
  readonly layer?: OneOrMore<string>;
}

/** An initializer; `'default'`, the law that the layer declares for itself, from the plan's streams; or `'keep'`, which leaves values as they are. */
export type RuleUse = Initializer | 'default' | 'keep';

export interface RuleOptions {
  /** Its name in tables, errors and provenance. @default what it matches, in words */
  readonly id?: string;
  /** A path glob, or conditions that must all hold; of an array of these, any: `['**.c_proj.weight', { tag: 'residual', role: 'weight' }]`. */
  readonly match: OneOrMore<string | MatchOptions>;
  /** What fills them: see `RuleUse`; of an initializer also its JSON. */
  readonly use: RuleUse | InitializerConfig;
  /**
   * Whether the blocks of a packed parameter (gates, q/k/v) are filled each as the matrix that it is, or all as one. `use: 'default'` fills them as
   * one, as PyTorch does. @default 'per-block'
   */
  readonly packing?: Packing;
  /**
   * How many parameters it must match, whichever rule wins them in the end: in all, or in every layer of every stack that modules declare by
   * `stacks()`, and none outside of them. Where the rule itself says `layer`, those layers are meant.
   */
  readonly expect?: number | { readonly min?: number; readonly max?: number } | { readonly perLayer: number };
  /** It may match nothing, and later rules may take all that it matches. @default false */
  readonly optional?: boolean;
}

/** What must hold of a parameter, compiled; `null` where a rule does not care. */
export interface Conditions {
  readonly path: readonly PathGlob[] | null;
  readonly owner: readonly string[] | null;
  readonly role: readonly ParamRole[] | null;
  readonly tag: readonly string[] | null;
  readonly layer: readonly PathGlob[] | null;
}

/** What a rule looks for: any of these. */
export type Match = readonly Conditions[];

/** How many parameters a rule must match. */
export type Expectation = { readonly min: number; readonly max: number } | { readonly perLayer: number };

/** A rule of a policy. It may be used in others: `rules: [...torch.rules, { match: '**.bias', use: zeros() }]`. */
export class Rule {
  readonly match: Match;
  readonly use: RuleUse;
  readonly packing: Packing;
  readonly expect: Expectation | null;
  readonly optional: boolean;

  /** @internal Made by `definePolicy`. */
  constructor(
    readonly id: string,
    { match, use, packing, expect, optional }: Omit<Rule, 'id'>,
  ) {
    this.match = match;
    this.use = use;
    this.packing = packing;
    this.expect = expect;
    this.optional = optional;
  }
}

/** Whether a condition holds; one that is not given does. */
export const holds: {
  readonly [K in keyof Conditions]: (wanted: NonNullable<Conditions[K]>, view: ParameterView) => boolean;
} = {
  path: (globs, { path }) => globs.some((glob) => glob.matches(path)),
  owner: (names, { owners }) => owners.some((owner) => names.includes(owner)),
  role: (roles, { spec }) => spec !== null && roles.includes(spec.role),
  tag: (tags, { spec }) => spec?.tags?.some((tag) => tags.includes(tag)) === true,
  layer: (globs, { layer }) => layer !== null && globs.some((glob) => glob.matches(layer)),
};

export function matches(match: Match, view: ParameterView): boolean {
  return match.some((conditions) => allHold(conditions, view));
}

function allHold({ path, owner, role, tag, layer }: Conditions, view: ParameterView): boolean {
  return (
    (role === null || holds.role(role, view)) &&
    (owner === null || holds.owner(owner, view)) &&
    (tag === null || holds.tag(tag, view)) &&
    (layer === null || holds.layer(layer, view)) &&
    (path === null || holds.path(path, view))
  );
}

/** `encoder.**.weight`, `owner=Linear role=bias`, `**.c_proj.weight | tag=residual`. */
export function describeMatch(match: Match): string {
  return match.map(describeConditions).join(' | ');
}

function describeConditions({ path, layer, ...others }: Conditions): string {
  const globs = path?.map(({ pattern }) => pattern) ?? [];
  const layers = layer?.map(({ pattern }) => pattern) ?? null;
  const rest = Object.entries({ ...others, layer: layers })
    .filter((entry): entry is [string, readonly string[]] => entry[1] !== null)
    .map(([name, values]) => `${name}=${values.join('|')}`);
  if (globs.length === 0) return rest.join(' ');
  return rest.length === 0 ? globs.join(' | ') : [`path=${globs.join('|')}`, ...rest].join(' ');
}
