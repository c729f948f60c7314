export { arange } from './create/arange.js';
export { empty } from './create/empty.js';
export { eye } from './create/eye.js';
export { emptyLike, full, fullLike, ones, onesLike, zeros, zerosLike } from './create/full.js';
export { linspace, logspace, type LogspaceOptions } from './create/linspace.js';
export type { TensorOptions } from './create/options.js';
export { type TriangleOptions, trilIndices, triuIndices } from './create/triangle-indices.js';
export { type FromArrayOptions, tensor } from './create/tensor-of.js';
export {
  type Binary,
  defineElementwise,
  type Elementwise,
  type ElementwiseDefinition,
  type Ternary,
  type Unary,
} from './elementwise.js';
export { evaluateInto } from './evaluate.js';
export type { NestedArray } from './nested.js';
export { checkSavable, type Op, type Operand, run, type Saves, savesOperand, type VjpContext } from './op.js';
export * from './ops/index.js';
export { type PrintOptions, setPrintOptions } from './print/options.js';
export { promoteTypes, resultType } from './promotion.js';
export { bernoulli } from './random/bernoulli-of.js';
export type { DrawOptions } from './random/draw.js';
export type { RandomArguments } from './random/integers.js';
export { multinomial, multinomialAsync, type MultinomialOptions } from './random/multinomial.js';
export { normal, type NormalOptions } from './random/normal-of.js';
export { rand, randint, randintLike, randLike, randn, randnLike, type RandomOptions, randperm } from './random/rand.js';
export type { ReadOptions } from './read.js';
export {
  type BackwardOptions,
  type GradFn,
  type HookHandle,
  installRecorder,
  type Recorder,
  type TensorHook,
} from './recorder.js';
export { keep, scope } from './scope.js';
export { Tensor } from './tensor.js';
export type { Untracked, ViewSource } from './tensor-base.js';
export { type ToOptions, to, toAsync } from './to.js';
export { defineView, type Geometry, type ViewDefinition } from './view-op.js';
export { defaultGenerator, forkRng, Generator, getRngState, initialSeed, manualSeed, setRngState } from '@nn/random';
