import type { Law, LawModel } from '../../law/law.js';
import type { FloatDType } from '../settings.js';

/** Draws that follow each other in a sample and have one law. */
export interface Stretch {
  readonly law: Law;
  readonly model: LawModel;
  readonly length: number;
  /** Of the matrix that they fill row by row; 0 where they come from many tensors. */
  readonly columns: number;
}

/** What a sample should be: which laws, where. The draws themselves come from an initializer, or from a mutant of it. */
export interface Layout {
  /** Of the claim; empty where all elements have one law. */
  readonly part: string;
  readonly dtype: FloatDType;
  readonly stretches: readonly Stretch[];
  readonly length: number;
  /** How many values there are before rounding. */
  readonly lattice: number;
  /** Whether the draws fill tensors, in order; else each is from a tensor of its own. */
  readonly ordered: boolean;
  /** Where in its tensor each draw stands, from −1 to 1 along an axis; for draws from tensors of their own. */
  readonly places: readonly Float64Array[];
}

/** The draws of a sample, and those that other keys gave for its beginning. */
export interface Draws {
  readonly values: Float64Array;
  readonly siblings: readonly Float64Array[];
}

/** The beginning of a layout. */
export function prefixOf(layout: Layout, length: number): Layout {
  if (length >= layout.length) return layout;
  const stretches: Stretch[] = [];
  let left = length;
  for (const stretch of layout.stretches) {
    if (left > 0) stretches.push({ ...stretch, length: Math.min(stretch.length, left) });
    left -= stretch.length;
  }
  return { ...layout, stretches, length, places: layout.places.map((place) => place.subarray(0, length)) };
}

/** Calls `visit` for every stretch, with the range of its draws. */
export function eachStretch({ stretches }: Layout, visit: (stretch: Stretch, from: number, to: number) => void): void {
  let from = 0;
  for (const stretch of stretches) {
    visit(stretch, from, from + stretch.length);
    from += stretch.length;
  }
}

/** How many draws of each sibling a sample of this length is compared with. */
export function siblingLength({ length }: Layout): number {
  return length >> 3;
}
