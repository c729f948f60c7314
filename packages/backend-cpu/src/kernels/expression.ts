import type { ExpressionAttributes, View } from '@nn/core';
import { programOf } from '../reader/compile.js';
import { run } from '../reader/run.js';

/** Reads an expression: elementwise work, with a fold at the end if the graph has one. */
export function expression(inputs: readonly View[], attributes: ExpressionAttributes, outputs: readonly View[]): void {
  run(programOf(attributes.graph), inputs, attributes.scalars, outputs);
}
