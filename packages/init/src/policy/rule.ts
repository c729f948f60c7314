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
  readonly role?: OneOrMore<ParamRole>;
  readonly tag?: OneOrMore<string>;
}

/** An initializer (or its JSON), what the layer itself declares (from keyed streams), or nothing at all. */
export type RuleUse = Initializer | 'default' | 'keep';

export interface RuleOptions {
  /** Its name in tables, errors and provenance. @default what it matches, in words */
  readonly id?: string;
  /** A path glob, or several conditions. */
  readonly match: string | MatchOptions;
  readonly use: RuleUse | InitializerConfig;
  /** Whether blocks of a packed parameter are filled each by itself; a layer's own default never is. @default 'per-block' */
  readonly packing?: Packing;
  /** How many parameters it must match, whoever fills them in the end. */
  readonly expect?: number | { readonly min?: number; readonly max?: number };
  /** It may match nothing, and later rules may take all that it matches. @default false */
  readonly optional?: boolean;
}

/** What a rule looks for, compiled; `null` where it does not care. */
export interface Match {
  readonly path: readonly PathGlob[] | null;
  readonly owner: readonly string[] | null;
  readonly role: readonly ParamRole[] | null;
  readonly tag: readonly string[] | null;
}

/** A rule of a policy. It may be used in others: `rules: [...torch.rules, { match: '**.bias', use: zeros() }]`. */
export class Rule {
  readonly match: Match;
  readonly use: RuleUse;
  readonly packing: Packing;
  readonly expect: { readonly min: number; readonly max: number } | null;
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
  readonly [K in keyof Match]: (wanted: NonNullable<Match[K]>, view: ParameterView) => boolean;
} = {
  path: (globs, { path }) => globs.some((glob) => glob.matches(path)),
  owner: (names, { owners }) => owners.some((owner) => names.includes(owner)),
  role: (roles, { spec }) => spec !== null && roles.includes(spec.role),
  tag: (tags, { spec }) => spec?.tags?.some((tag) => tags.includes(tag)) === true,
};

export function matches({ path, owner, role, tag }: Match, view: ParameterView): boolean {
  return (
    (role === null || holds.role(role, view)) &&
    (owner === null || holds.owner(owner, view)) &&
    (tag === null || holds.tag(tag, view)) &&
    (path === null || holds.path(path, view))
  );
}

/** `encoder.**.weight`, `owner=Linear role=bias`. */
export function describeMatch(match: Match): string {
  const { path, ...others } = match;
  const globs = path?.map(({ pattern }) => pattern) ?? [];
  const rest = Object.entries(others)
    .filter((entry): entry is [string, readonly string[]] => entry[1] !== null)
    .map(([name, values]) => `${name}=${values.join('|')}`);
  if (globs.length === 0) return rest.join(' ');
  return rest.length === 0 ? globs.join(' | ') : [`path=${globs.join('|')}`, ...rest].join(' ');
}
