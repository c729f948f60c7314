/** Slow, obviously right arrays for tests: a shape, and a function from places to elements. */
import { contiguousStrides, type Scalar, type Shape } from '@nn/core';
import type { Tensor } from './tensor.js';
import { valuesOf } from './test-support.js';

export interface Model {
  readonly shape: Shape;
  readonly at: (place: readonly number[]) => Scalar;
}

/** The values of a tensor that was made without any operation under test. */
export function modelOf(x: Tensor): Model {
  const values = valuesOf(x);
  return { shape: x.shape, at: (place) => values[rank(place, x.shape)]! };
}

/** A model whose elements are those of another at places that `from` says. */
export function picked(x: Model, shape: Shape, from: (place: readonly number[]) => readonly number[]): Model {
  return { shape, at: (place) => x.at(from(place)) };
}

/** All places of a shape, row by row. */
export function placesOf(shape: Shape): number[][] {
  let places: number[][] = [[]];
  for (const size of shape) places = places.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i]));
  return places;
}

/** The elements row by row. */
export function elementsOf(x: Model): Scalar[] {
  return placesOf(x.shape).map((place) => x.at(place));
}

/** The number of a place in row-major order. */
export function rank(place: readonly number[], shape: Shape): number {
  const strides = contiguousStrides(shape);
  return place.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
}

/** The place with a number in row-major order. */
export function placeAt(index: number, shape: Shape): number[] {
  const strides = contiguousStrides(shape);
  return shape.map((size, axis) => Math.floor(index / strides[axis]!) % size);
}
