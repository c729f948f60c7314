export { buildExpression, type Signature } from './build.js';
export { call, constantOf, Expr, type NamedFunction, type Operand } from './expr.js';
export {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cos,
  cosh,
  digamma,
  erf,
  erfc,
  erfinv,
  exp,
  exp2,
  expm1,
  lgamma,
  log,
  log10,
  log1p,
  log2,
  namedFunctions,
  pow,
  sigmoid,
  sin,
  sinh,
  tan,
  tanh,
} from './functions/index.js';
export { atLeast, atMost, polynomial } from './functions/float32.js';
export type { ExpressionGraph, GraphNode } from './graph.js';
export { lower } from './lower.js';
export { parseExpression } from './parse.js';
export { printExpression } from './print.js';
export { computeType, type ExprOp, type ExprType } from './types.js';
