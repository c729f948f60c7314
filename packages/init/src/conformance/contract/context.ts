import { numelOf, type Shape } from '@nn/core';
import { StreamKey } from '@nn/random';
import type { Settings } from '../settings.js';
import type { Trial } from '../trial.js';

/** What every check of the contract works with. */
export interface ContractContext {
  readonly trial: Trial;
  readonly settings: Settings;
  /** Of a parameter of this run. */
  readonly key: StreamKey;
  /** Shapes that the initializer takes, in float32: small ones from 0 to 5 dimensions, or those of the case. */
  readonly shapes: readonly Shape[];
}

/** From 0 to 5 dimensions. */
const usual: readonly Shape[] = [[], [1], [7], [12], [4, 4], [6, 3], [3, 8], [4, 3, 5], [6, 2, 3, 3], [4, 2, 3, 2, 2]];

export function contractContext(trial: Trial, settings: Settings): ContractContext {
  const shapes = (trial.shapes ?? usual).filter((shape) => trial.accepts(shape, 'float32'));
  return { trial, settings, key: StreamKey.fromSeed(settings.seed).fold(trial.of.toString()), shapes };
}

/** The shape of most elements. */
export function largestOf(shapes: readonly Shape[]): Shape {
  return shapes.toSorted((a, b) => numelOf(b) - numelOf(a))[0]!;
}

/** Whether two arrays hold the same bits. */
export function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (x: number, i: number) => Object.is(x, b[i]));
}

/** `[2, 3]` */
export function shown(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
