import { type KeyedFill, type KeyedRequest, type KeyedSpan, NnError, numelOf, type Origin, type Shape } from '@nn/core';
import type { StreamKey } from '@nn/random';
import { keyedFillOf } from './fill-region.js';
import type { Initializer } from './initializer.js';
import { type Packing, partsOf } from './parts.js';
import type { SpecSource } from './spec-of.js';

export interface RequestOptions {
  readonly key: StreamKey;
  readonly packing: Packing;
  /** The policy and the rule that chose the initializer. */
  readonly policy?: string;
  readonly rule?: string;
  /** Where the parameter stands: what errors say. */
  readonly path?: string;
}

/** An initializer for a parameter as data, which the parameter carries out at once or when its shape is known. */
export function keyedRequest(of: Initializer, source: SpecSource, options: RequestOptions): KeyedRequest {
  const { key, packing, path = '' } = options;
  return {
    kind: 'keyed',
    origin: originOf(of, options),
    resolve: (shape, dtype, sibling = (name) => source.sibling(name)) =>
      at(path, () => {
        if (numelOf(shape) === 0) return [];
        const parts = partsOf(of, { spec: source.spec, sibling }, shape, dtype, key, packing);
        const spans = parts.map(({ spec, key: own, offset }) => ({
          offset,
          length: numelOf(spec.shape),
          fill: locatedFill(keyedFillOf(of, spec, own), path),
        }));
        return [...spans, ...zeroSpans(source.spec?.zeroRows ?? [], shape, of.definition.name)];
      }),
  };
}

function locatedFill(fill: KeyedFill, path: string): KeyedFill {
  if (fill.kind !== 'values') return fill;
  return {
    kind: 'values',
    compute: (out) => at(path, () => fill.compute(out)),
    computeOn: (backend, lend) => at(path, () => fill.computeOn?.(backend, lend) ?? null),
  };
}

/** Runs `fn`; its errors say which parameter it was. */
function at<T>(path: string, fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    throw error instanceof NnError && path !== '' ? error.locate(path) : error;
  }
}

function originOf(of: Initializer, { key, packing, policy, rule }: RequestOptions): Origin {
  return {
    ...of.toJSON(),
    key: key.toString(),
    packed: packing,
    ...(policy === undefined ? {} : { policy }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/** Rows that stay zero, as spans over the others. */
function zeroSpans(rows: readonly number[], shape: Shape, op: string): KeyedSpan[] {
  if (rows.length === 0) return [];
  const length = numelOf(shape.slice(1));
  return rows.map((row) => {
    if (Number.isSafeInteger(row) && row >= 0 && row < shape[0]!)
      return { offset: row * length, length, fill: { kind: 'constant', value: 0 } };
    throw new NnError('SHAPE', `${op}: row ${row} is to stay zero, but the shape is [${shape.join(', ')}]`, {
      op,
      details: { row, shape },
    });
  });
}
