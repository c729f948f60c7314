import { type DType, NnError, numelOf, type Shape } from '@nn/core';
import type { StreamKey } from '@nn/random';
import { checkAccepts, takesWhole } from './accepts.js';
import { fillRegion } from './fill-region.js';
import type { Initializer } from './initializer.js';
import type { Region } from './region.js';
import { blockSpecOf, type SpecSource, specOf } from './spec-of.js';
import type { TensorSpec } from './tensor-spec.js';

/** Whether each block of a packed parameter is initialized as the matrix that it is, or all of them as one. */
export type Packing = 'per-block' | 'whole';

/** Rows of a parameter that one initializer fills under one key: all of them, or a block. */
export interface Part {
  /** The block's name; `null` for all rows. */
  readonly block: string | null;
  readonly spec: TensorSpec;
  readonly key: StreamKey;
  /** Row-major index of its first element in the parameter. */
  readonly offset: number;
}

/** What fills a parameter of this shape. Refuses tensors that the initializer is not for. */
export function partsOf(
  of: Initializer,
  source: SpecSource,
  shape: Shape,
  dtype: DType,
  key: StreamKey,
  packing: Packing,
): readonly Part[] {
  const whole = specOf(source, shape, dtype, of.definition.name);
  const { blocks } = whole;
  if (blocks !== null) checkBlocks(blocks, shape, of.definition.name);
  if (blocks === null || packing === 'whole' || takesWhole(of)) {
    checkAccepts(of, whole);
    return [{ block: null, spec: whole, key, offset: 0 }];
  }
  const spec = blockSpecOf(whole, blocks.length);
  checkAccepts(of, spec);
  const length = numelOf(spec.shape);
  return blocks.map((block, i) => ({ block, spec, key: key.fold(block), offset: i * length }));
}

function checkBlocks(blocks: readonly string[], shape: Shape, op: string): void {
  if (shape.length > 0 && shape[0]! % blocks.length === 0) return;
  throw new NnError('SHAPE', `${op}: ${blocks.length} equal blocks do not fit into [${shape.join(', ')}]`, {
    op,
    details: { blocks, shape },
  });
}

/** The values of a region of the parameter, rows that stay zero included. */
export function regionOfParts(
  of: Initializer,
  parts: readonly Part[],
  shape: Shape,
  zeroRows: readonly number[],
  region: Region,
  out: Float32Array | Float64Array,
): void {
  const rowLength = numelOf(region.size.slice(1));
  for (const { block, spec, key, offset } of parts) {
    if (block === null) fillRegion(of, spec, key, region, out);
    else {
      const rows = rowsOfBlock(offset / numelOf(shape.slice(1)), spec.shape[0]!, region);
      const at = rows.at * rowLength;
      fillRegion(of, spec, key, rows.region, out.subarray(at, at + numelOf(rows.region.size)));
    }
  }
  for (const row of zeroRows) {
    const at = (row - region.start[0]!) * rowLength;
    if (row >= region.start[0]! && row < region.start[0]! + region.size[0]!) out.fill(0, at, at + rowLength);
  }
}

/** What of a region falls into the block of rows from `first` on: the region in the block, and the row of the whole region where it begins. */
export function rowsOfBlock(
  first: number,
  rows: number,
  { start, size }: Region,
): { readonly at: number; readonly region: Region } {
  const from = Math.max(start[0]!, first);
  const to = Math.max(Math.min(start[0]! + size[0]!, first + rows), from);
  return {
    at: Math.min(from - start[0]!, size[0]!),
    region: { start: [from - first, ...start.slice(1)], size: [to - from, ...size.slice(1)] },
  };
}
