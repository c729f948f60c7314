import { NnError, numelOf } from '@nn/core';
import { arrayFor } from '../initializer/fill-region.js';
import { regionOfParts } from '../initializer/parts.js';
import { checkRegion, type Region, wholeOf } from '../initializer/region.js';
import { roundTo16Bits } from '../initializer/round-to-16-bits.js';
import type { PlanEntry } from './plan-entry.js';

/** What `apply` would write, or a part of it, on the host. */
export function valuesOf(entry: PlanEntry, region?: Region): Float32Array | Float64Array {
  const { initializer, path, shape, view } = entry;
  if (initializer === null) {
    throw new NnError('PLAN', `the plan does not fill '${path}'`, {
      op: 'values',
      details: { path, action: entry.action },
    });
  }
  if (shape === null) {
    throw new NnError('UNINITIALIZED', `'${path}' has no shape yet`, {
      op: 'values',
      details: { path },
      advice: 'Run a first batch, then make the plan again.',
    });
  }
  const wanted = region ?? wholeOf(shape);
  checkRegion(wanted, shape, 'values');
  if (numelOf(wanted.size) === 0) return entry.dtype === 'float64' ? new Float64Array(0) : new Float32Array(0);
  const parts = entry.parts();
  const { spec } = parts[0]!;
  const out = arrayFor(spec, wanted.size);
  regionOfParts(initializer, parts, shape, view.spec?.zeroRows ?? [], wanted, out);
  const is16 = spec.dtype === 'float16' || spec.dtype === 'bfloat16';
  return is16 ? roundTo16Bits(out as Float32Array, spec.dtype) : out;
}
