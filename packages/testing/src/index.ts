export {
  type CloseTolerance,
  compareAbs,
  compareBits,
  compareClose,
  compareMatch,
  type CompareOptions,
  compareUlp,
  type Match,
  type Values,
} from './compare.js';
export { normalizePrinted } from './printed.js';
export { ulpDistance32, ulpDistance64 } from './ulp.js';
export { elementPositions, gatherView, isWritable, type StridedView } from './views.js';
export { mockBackend, type MockBackend, type MockBackendOptions, type MockBlock } from './mock-backend.js';
export { referenceBackend } from './reference/backend.js';
