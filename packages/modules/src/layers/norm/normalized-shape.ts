import type { Shape } from '@nn/core';
import { checkSize } from '../../check.js';

/** @internal The sizes of the last axes; a number means the last alone. */
export function checkNormalizedShape(shape: number | Shape, op: string): Shape {
  const sizes = typeof shape === 'number' ? [shape] : [...shape];
  for (const size of sizes) checkSize(size, 'normalizedShape', op);
  return sizes;
}
