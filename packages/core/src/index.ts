export type { Backend, Capabilities, MemoryPort } from './backend.js';
export { defaultDevice, getBackend, registerBackend, setDefaultDevice, withDefaultDevice } from './backends.js';
export { disposeSymbol } from './dispose-symbol.js';
export {
  checkDType,
  type DType,
  type DTypeCategory,
  type DTypeInfo,
  dtypeOfArray,
  dtypes,
  isFloating,
  type Scalar,
  type TypedArray,
} from './dtype.js';
export { type ErrorCode, NnError, type NnErrorOptions } from './errors.js';
export {
  type DrawLaw,
  type Fill,
  type FillLaw,
  type FillRequest,
  type FillTarget,
  fillTarget,
  inDefaultInitialization,
  type KeyedRequest,
  type Provenance,
  provenanceOf,
  type SequentialRequest,
  withDefaultInitialization,
  withUserInitialization,
} from './fill.js';
export {
  type ArgReduceAttributes,
  type AxisAttributes,
  type ConvolutionAttributes,
  type ExpressionAttributes,
  type FillAttributes,
  type Kernel,
  type KernelTable,
  type KeyedRandomAttributes,
  type LayerNormAttributes,
  type NoAttributes,
  type OptionalKernels,
  type OrthonormalizeAttributes,
  type RandomAttributes,
  type ReduceAttributes,
  type RequiredKernels,
  requiredKernels,
  type ScanAttributes,
  type ScatterAttributes,
  type SortAttributes,
  type Windows,
} from './kernels.js';
export { meta } from './meta.js';
export type { Json, JsonObject } from './json.js';
export type { KeyedDraw, KeyedDrawLaw, KeyedFill, KeyedSpan } from './keyed-fill.js';
export type { BufferView, NetworkView, ParameterView, WriteHistory } from './network-view.js';
export type { Origin } from './origin.js';
export type { DefaultLaw, FanAxes, ParamRole, ParamSpec, ParamSpecs } from './param-spec.js';
export { type PlannedTarget, type PreparedFill, prepareFill } from './prepared-fill.js';
export type { RandomSource } from './random-source.js';
export type { ReduceKind } from './reduce-kind.js';
export { createRegistry, type Registry } from './registry.js';
export { Budget } from './residency/budget.js';
export { memoryStats } from './residency/memory-stats.js';
export { type MemoryStats, Residency, type Resident, type Token } from './residency/residency.js';
export {
  broadcastShapes,
  checkShape,
  contiguousStrides,
  expandStrides,
  formatShape,
  isContiguous,
  normalizeAxes,
  normalizeAxis,
  numelOf,
  sameShape,
  type Shape,
} from './shape.js';
export { Storage, unwritten } from './storage.js';
export type { Block, View } from './view.js';
