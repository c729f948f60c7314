import type { Initializer } from './initializer.js';
import type { Region } from './region.js';
import type { RegionStream } from './region-stream.js';
import type { TensorSpec } from './tensor-spec.js';

/** A region of a tensor, or of a block that is taken for a tensor of its own. */
export interface Place {
  readonly spec: TensorSpec;
  readonly region: Region;
}

/** What an initializer fills, and from which numbers. */
export interface FillContext {
  /** The whole tensor. */
  readonly spec: TensorSpec;
  /** The part of it that is asked for. */
  readonly region: Region;
  /** Random numbers for the region's elements. */
  readonly stream: RegionStream;
  /** Calls `visit` for every element of the region: its position in `out`, its indices in the tensor. The array is reused. */
  forEach(visit: (position: number, index: readonly number[]) => void): void;
  /** What another initializer writes to `out`, under a key of its own: for this region, or for one of a block of the tensor. */
  fill(of: Initializer, tag: string | number, out: Float32Array | Float64Array, place?: Place): void;
  /** All values of another initializer for a tensor of another shape, under a key of its own. */
  whole(of: Initializer, tag: string | number, spec: TensorSpec): Float32Array | Float64Array;
}
