import type { WasmMemory } from '../arena/web-assembly.js';
import { baseline } from '../generated/places.js';
import { loadKernels } from './load.js';

/** Moves elements of 32 bits between x, outer × size × inner, and y, outer × count × inner, by checked indices `step` words apart. */
type Moving = (
  mode: number,
  x: number,
  index: number,
  y: number,
  outer: number,
  size: number,
  count: number,
  inner: number,
  step: number,
) => void;

/** Finds the place of an extreme in each row of `count`. */
type Finding = (x: number, out: number, rows: number, count: number, workspace: number) => void;

/** What a move does: from x to y, from y to x, or added to x, float32. */
export const moves = { gather: 0, set: 1, add: 2 } as const;

/** What `sort` knows; all else is sorted in JavaScript. */
export const sortable: Readonly<Record<string, number>> = { float32: 0, int32: 1, float64: 2, int64: 3 };

/** Where elements are. Places that come out are int64; what has an axis is outer × n × inner elements that lie together. */
export interface PlaceKernels {
  /** Whether `count` indices, `step` words of 32 bits apart, are from 0 to size - 1; `wide`: they have 64 bits. */
  areWithin(index: number, count: number, step: number, wide: boolean, size: number): number;
  /** An index for each element of y. */
  readonly moveElements: Moving;
  /** An index for each row of `inner`, the same for all of outer. */
  readonly moveRows: Moving;
  /** The first of equals, the first NaN before all, of float32; `count` from 1 on. `workspace`: 4 bytes. */
  readonly firstGreatest: Finding;
  readonly firstLeast: Finding;
  /** Running sums (0), products, greatest and least elements of float32; `places` may be 0. In place is allowed. */
  scan(kind: number, x: number, out: number, places: number, outer: number, n: number, inner: number): void;
  /** The first `count` in order. `workspace`: `sortBytes(n)`, at a multiple of 8. */
  sort(
    kind: number,
    descending: boolean,
    x: number,
    values: number,
    indices: number,
    outer: number,
    n: number,
    inner: number,
    count: number,
    workspace: number,
  ): void;
}

export function sortBytes(n: number): number {
  return 8192 + 16 * n;
}

/** `null` on an engine without vector instructions. */
export function loadPlaces(memory: WasmMemory): PlaceKernels | null {
  return loadKernels({ baseline }, memory) as PlaceKernels | null;
}
