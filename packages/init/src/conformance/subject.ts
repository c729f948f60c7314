import type { ParamSpec, Shape } from '@nn/core';
import type { InitializerFactory } from '../initializer/define-initializer.js';

/** Parameters to try an initializer with, and what it is to be told of the tensors that it fills. */
export interface ConformanceCase<I> {
  /** @default none: the initializer's own defaults */
  readonly params?: I;
  /** What a module would declare of a tensor of this shape. @default a weight `[out, in, …field]`; a bias where there is one axis */
  readonly spec?: ParamSpec | ((shape: Shape) => ParamSpec | null) | null;
  /** Shapes of other parameters of the same module, by name. */
  readonly siblings?: Readonly<Record<string, Shape>>;
  /** Shapes that it is for. @default all of a list that it accepts, from 0 to 5 dimensions */
  readonly shapes?: readonly Shape[];
}

/** What is tested: the function that makes initializers, and what to try it with. Alone, it is tried with its default parameters. */
export type ConformanceSubject<P, I> =
  | InitializerFactory<P, I>
  | { readonly factory: InitializerFactory<P, I>; readonly cases: readonly ConformanceCase<I>[] };

/** The two forms as one. */
export function readSubject<P, I>(
  subject: ConformanceSubject<P, I>,
): {
  readonly factory: InitializerFactory<P, I>;
  readonly cases: readonly ConformanceCase<I>[];
} {
  return 'definition' in subject ? { factory: subject, cases: [{}] } : subject;
}
