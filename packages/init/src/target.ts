import { checkShape, type DType, type FillTarget, fillTarget, NnError, numelOf, type Shape } from '@nn/core';

/** Values in row-major order and the shape they have: a tensor of no framework. */
export interface BareArray {
  readonly data: Float32Array | Float64Array;
  readonly shape: Shape;
}

/** What an initializer fills: a `Tensor`, a `Parameter` (also one that waits for its shape), or a bare array with a shape. */
export type InitTarget = FillTarget | BareArray;

/** True for what takes a fill in its own way. */
export function isFillTarget(target: unknown): target is FillTarget {
  return typeof (target as Partial<FillTarget> | null | undefined)?.[fillTarget] === 'function';
}

/** The dtype of a bare array. Refuses what is none. */
export function checkBareArray(target: unknown, op: string): DType {
  const { data, shape } = (target ?? {}) as Partial<Record<keyof BareArray, unknown>>;
  const double = data instanceof Float64Array;
  if (!double && !(data instanceof Float32Array)) {
    const integers = ArrayBuffer.isView(data);
    const sentence = `${op} fills tensors, parameters and { data, shape } of floats, but got ${kindOf(integers ? data : target)}`;
    throw new NnError(integers ? 'DTYPE' : 'OPTION', sentence, {
      op,
      advice: 'A bare array is written { data: new Float32Array(6), shape: [2, 3] }.',
    });
  }
  const numel = numelOf(checkShape(shape, op));
  if (data.length !== numel) {
    throw new NnError('SHAPE', `shape '[${String(shape)}]' is invalid for input of size ${data.length}`, {
      op,
      details: { shape, length: data.length },
      advice: `The shape has ${numel} elements.`,
    });
  }
  return double ? 'float64' : 'float32';
}

/** What a value is, in the words of a message: its class, or the type of a primitive. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
}
