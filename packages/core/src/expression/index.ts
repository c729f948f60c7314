export { buildExpression, type Signature } from './build.js';
export { call, constantOf, Expr, type NamedFunction, type Operand } from './expr.js';
export type { ExpressionGraph, GraphNode } from './graph.js';
export { lower } from './lower.js';
export { parseExpression } from './parse.js';
export { printExpression } from './print.js';
export { computeType, type ExprOp, type ExprType } from './types.js';
