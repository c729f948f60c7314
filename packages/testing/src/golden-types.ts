import type { DType, Shape, TypedArray } from '@nn/core';
import type { Match } from './compare.js';

/** A named array of a golden file. */
export interface GoldenTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** The tensors of one case, by the part of their name after the case's. */
export type GoldenTensors = ReadonlyMap<string, GoldenTensor>;

/** What reads safetensors bytes: `parseSafetensors` of `@nn/safetensors` is one. */
export type ParseSafetensors = (bytes: Uint8Array) => {
  readonly tensors: GoldenTensors;
  readonly metadata: ReadonlyMap<string, string>;
};

/** Plain data, as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonRecord = Readonly<Record<string, Json>>;

// rng.json and rng-<seed>.safetensors

/** A random stream's values. `layout` says in which memory order the tensor was filled; stored values are in logical order. */
export interface StreamRecipe {
  readonly op:
    | 'uniform'
    | 'normal'
    | 'trunc_normal'
    | 'bernoulli'
    | 'bernoulli_tensor'
    | 'randint'
    | 'random'
    | 'randperm'
    | 'exponential';
  readonly shape: Shape;
  readonly dtype: 'f32' | 'f64' | 'i32' | 'i64';
  readonly layout?: 'contiguous' | 'transposed' | 'sliced' | 'channels_last';
  readonly a?: number;
  readonly b?: number;
  readonly mean?: number;
  readonly std?: number;
  /** A list for `bernoulli_tensor`. */
  readonly p?: number | readonly number[];
  readonly low?: number;
  readonly high?: number;
  readonly n?: number;
  readonly lambd?: number;
  /** The case carries a digest, no tensor. */
  readonly digest?: boolean;
}

/** A function of `torch.nn.init` with its keyword arguments. */
export interface InitRecipe {
  readonly op: string;
  readonly shape: Shape;
  readonly args: JsonRecord;
  readonly dtype?: 'f32' | 'f64';
}

/** A class of `torch.nn`; an argument `{ $module, args, kwargs }` is a module. */
export interface ModuleRecipe {
  readonly op: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonRecord;
  readonly digest?: boolean;
}

/** A `Sequential` of `[class, args, kwargs]`, materialized by one pass of ones of shape `input`. */
export interface LazyRecipe {
  readonly layers: readonly (readonly [string, readonly Json[], JsonRecord])[];
  readonly input: Shape;
}

export interface DropoutRecipe {
  readonly op: 'dropout' | 'alpha_dropout' | 'dropout2d';
  readonly p: number;
  readonly shape: Shape;
}

export type Step =
  | ({ readonly kind: 'stream' } & StreamRecipe)
  | ({ readonly kind: 'init' } & InitRecipe)
  | ({ readonly kind: 'module' } & ModuleRecipe)
  | { readonly kind?: undefined; readonly op: 'manual_seed'; readonly seed: number }
  | { readonly kind?: undefined; readonly op: 'save_state' | 'restore_state' };

/** Several calls without reseeding in between; step i's values are named `i` or `i/<key>`. */
export interface StepsRecipe {
  readonly steps: readonly Step[];
}

interface RngCaseOf<Kind extends string, Recipe> {
  readonly name: string;
  readonly kind: Kind;
  readonly recipe: Recipe;
  readonly match: Match;
  readonly note?: string;
}

export type RngCase =
  | RngCaseOf<'stream', StreamRecipe>
  | RngCaseOf<'init', InitRecipe>
  | RngCaseOf<'module', ModuleRecipe>
  | RngCaseOf<'lazy', LazyRecipe>
  | RngCaseOf<'dropout', DropoutRecipe>
  | RngCaseOf<'steps', StepsRecipe>;

/** The generator after a case, and what stands in for a large stream's values. */
export interface RngResult {
  readonly after: {
    /** The low 24 bits of the next 32-bit draw. */
    readonly probe24: number;
    /** The cached second normal: a float64's bits as 16 hexadecimal digits, most significant first. */
    readonly cachedNormal: string | null;
  };
  readonly digest?: Readonly<Record<string, Digest>>;
}

export interface Digest {
  readonly numel: number;
  /** Of the little-endian bytes. */
  readonly sha256: string;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

export interface RngMeta {
  readonly torch: string;
  readonly variant: string;
  readonly seeds: string;
  readonly capability: string;
  readonly mkl: boolean;
}

export interface RngSeed {
  readonly seed: bigint;
  /** By the case's name. */
  readonly results: ReadonlyMap<string, RngResult>;
  /** By the case's name, then by the tensor's; a single tensor's name is empty. */
  readonly tensors: ReadonlyMap<string, GoldenTensors>;
}

export interface RngFile {
  readonly meta: RngMeta;
  readonly cases: readonly RngCase[];
  readonly seeds: readonly RngSeed[];
}

// modules, ops and optim

/** How an input was drawn; a plain list is a normal float32 tensor of that shape that wants a gradient. The drawn values are the case's `in.<i>`. */
export type InputSpec =
  | Shape
  | {
      readonly shape: Shape;
      readonly dist?: string;
      readonly high?: number;
      readonly low?: number;
      readonly grad?: boolean;
    };

interface CaseBase {
  readonly id: string;
  /** PyTorch is expected to refuse it. */
  readonly refused?: boolean;
  /** The exception's class and text, where it did. */
  readonly error?: string;
  /** How many tensors came out. */
  readonly outputs?: number;
}

/** Tensors: `in.i state.key out.i cot.i gin.i grad.key state_after.key`. */
export interface ModuleCase extends CaseBase {
  readonly kind: 'module';
  readonly module: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonRecord;
  /** Keyword arguments of the call. */
  readonly call?: JsonRecord;
  readonly inputs: readonly InputSpec[];
  readonly train: boolean;
  readonly seed: number;
  /** The printed form. */
  readonly repr?: string;
}

/** Tensors: `in.i out.i cot.i gin.i`. */
export interface OpCase extends CaseBase {
  readonly kind: 'op';
  readonly op: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonRecord;
  readonly inputs: readonly InputSpec[];
  /** `x.op(…)`, not `torch.op(x, …)`. */
  readonly method?: boolean;
  /** `op([x, …])`. */
  readonly list?: boolean;
  /** Plain arguments stand before the tensors, a method's receiver excepted. */
  readonly args_first?: boolean;
}

/** Tensors: `in.0`, and for every step `grad.step` (given) and `param.step` (left). */
export interface OptimCase extends CaseBase {
  readonly kind: 'optim';
  readonly optim: string;
  readonly kwargs: JsonRecord;
  readonly steps?: number;
  readonly shape?: Shape;
  readonly scheduler?: string;
  readonly scheduler_kwargs?: JsonRecord;
  /** The learning rate after every step. */
  readonly lrs?: readonly number[];
}

export interface CaseKinds {
  readonly modules: ModuleCase;
  readonly ops: OpCase;
  readonly optim: OptimCase;
}

export interface CaseFile<Case> {
  readonly torch: string;
  readonly cases: readonly (Case & { readonly tensors: GoldenTensors })[];
}

// semantics.json and chapter.json

/** A value where JSON lacks some numbers. */
export type PlainValue = number | boolean | 'nan' | 'inf' | '-inf';

export interface PlainTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: readonly PlainValue[];
}

export interface SemanticsFile {
  readonly torch: string;
  /** `dim` is shape [2], `zero` a 0-d tensor, `scalar` a plain number. Unary operations have no right side. */
  readonly promotion: readonly {
    readonly op: string;
    readonly left: DType;
    readonly leftKind: 'dim' | 'zero';
    readonly right?: DType;
    readonly rightKind?: 'dim' | 'zero' | 'scalar';
    readonly result?: DType;
    readonly error?: string;
  }[];
  readonly printing: readonly (PlainTensor & {
    readonly id: string;
    readonly requiresGrad: boolean;
    readonly options: JsonRecord | null;
    readonly text: string;
  })[];
  /** On `x = arange(numel).reshape(shape)`, float32; so `assigning`. */
  readonly indexing: readonly {
    readonly id: string;
    readonly shape: Shape;
    readonly python: string;
    readonly result?: PlainTensor;
    readonly error?: string;
  }[];
  readonly assigning: readonly {
    readonly id: string;
    readonly shape: Shape;
    readonly python: string;
    readonly after: readonly PlainValue[];
  }[];
  /** `error` is null where PyTorch allows it. */
  readonly inplace: readonly { readonly id: string; readonly python: string; readonly error: string | null }[];
  readonly arange: readonly (PlainTensor & { readonly id: string; readonly python: string })[];
}

export interface ChapterCell {
  readonly id: string;
  readonly python: string;
  readonly printed: string;
  /** float32 tensors as the bits of their elements. */
  readonly tensors: Readonly<Record<string, { readonly shape: Shape; readonly bits: readonly number[] }>>;
  readonly error?: string;
}

export interface ChapterFile {
  readonly torch: string;
  readonly seeds: Readonly<Record<string, readonly ChapterCell[]>>;
}
