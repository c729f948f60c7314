import { dtypeOfArray, NnError, type TypedArray } from '@nn/core';
import { stack, tensor, Tensor } from '@nn/tensor';

/** A batch of samples of a type: tensors, numbers and typed arrays become tensors with one more axis, strings lists; arrays and objects keep their form. */
export type Collated<T> = T extends Tensor | TypedArray | number | bigint | boolean
  ? Tensor
  : T extends string
    ? string[]
    : T extends readonly unknown[]
      ? { -readonly [K in keyof T]: Collated<T[K]> }
      : T extends ReadonlyMap<infer Key, infer Value>
        ? Map<Key, Collated<Value>>
        : T extends object
          ? { -readonly [K in keyof T]: Collated<T[K]> }
          : never;

/** A sample that is given out alone: typed arrays become tensors, everything else stays. */
export type Converted<T> = T extends Tensor | string | number | bigint | boolean | ((...args: never[]) => unknown)
  ? T
  : T extends TypedArray
    ? Tensor
    : T extends ReadonlyMap<infer Key, infer Value>
      ? Map<Key, Converted<Value>>
      : T extends object
        ? { -readonly [K in keyof T]: Converted<T[K]> }
        : T;

/**
 * Makes a batch of samples. Tensors are stacked along a new first axis, so are typed arrays; numbers become a float32 tensor, bigints an int64
 * one, booleans a bool one; strings stay a list; arrays, plain objects and maps are collated part by part.
 *
 * @throws NnError 'SHAPE' where tensors or arrays differ in size, 'VALUE' for samples of another kind or of different kinds
 * @example
 * import { defaultCollate, tensor } from '@nn/nn';
 *
 * defaultCollate([1n, 2n]); // tensor([1, 2])
 * const { x, name } = defaultCollate([{ x: tensor([1, 2]), name: 'a' }, { x: tensor([3, 4]), name: 'b' }]);
 * x.toArraySync(); // [[1, 2], [3, 4]]
 * name; // ['a', 'b']
 */
export function defaultCollate<T>(samples: readonly T[]): Collated<T> {
  return collate(samples) as Collated<T>;
}

function collate(samples: readonly unknown[]): unknown {
  const first = samples[0];
  if (samples.length === 0)
    throw new NnError('VALUE', 'default_collate: a batch has at least one sample', { op: 'defaultCollate' });
  const kind = kindOf(first);
  for (const sample of samples) {
    if (kindOf(sample) === kind) continue;
    throw new NnError(
      'VALUE',
      `default_collate: a batch has samples of one kind, but found ${kind} and ${kindOf(sample)}`,
      { op: 'defaultCollate', details: { kind } },
    );
  }
  switch (kind) {
    case 'tensor':
      return stack(samples as readonly Tensor[]);
    case 'typed array':
      return stackArrays(samples as readonly TypedArray[]);
    case 'number':
    case 'bigint':
    case 'boolean':
      return tensor(samples as readonly number[]);
    case 'string':
      return [...samples];
    case 'array':
      return collateLists(samples as readonly (readonly unknown[])[]);
    case 'map':
      return new Map(
        collateParts(samples, [...(first as ReadonlyMap<unknown, unknown>).keys()], (sample, key) => [
          (sample as Map<unknown, unknown>).has(key),
          (sample as Map<unknown, unknown>).get(key),
        ]),
      );
    case 'object':
      return Object.fromEntries(
        collateParts(samples, Object.keys(first as object), (sample, key) => [
          Object.hasOwn(sample as object, key),
          (sample as Record<string, unknown>)[key],
        ]),
      );
    default:
      throw new NnError(
        'VALUE',
        `default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found ${kind}`,
        {
          op: 'defaultCollate',
          details: { kind },
          advice: 'Give the loader a collate function of your own.',
        },
      );
  }
}

function collateLists(samples: readonly (readonly unknown[])[]): unknown[] {
  const first = samples[0]!;
  if (samples.some((sample) => sample.length !== first.length)) {
    throw new NnError('SHAPE', 'each element in list of batch should be of equal size', {
      op: 'defaultCollate',
      details: { lengths: samples.map((sample) => sample.length) },
    });
  }
  return first.map((_, i) => collate(samples.map((sample) => sample[i])));
}

function collateParts<Key>(
  samples: readonly unknown[],
  keys: readonly Key[],
  read: (sample: unknown, key: Key) => [has: boolean, value: unknown],
): [Key, unknown][] {
  return keys.map((key) => {
    const parts = samples.map((sample, i) => {
      const [has, value] = read(sample, key);
      if (has) return value;
      throw new NnError('VALUE', `default_collate: sample ${i} of the batch has no ${String(key)}`, {
        op: 'defaultCollate',
        details: { key },
      });
    });
    return [key, collate(parts)];
  });
}

function stackArrays(samples: readonly TypedArray[]): Tensor {
  const first = samples[0]!;
  const dtype = dtypeOfArray(first);
  const other = samples.findIndex((sample) => sample.length !== first.length || dtypeOfArray(sample) !== dtype);
  if (other > 0) {
    throw new NnError(
      'SHAPE',
      `stack expects each tensor to be equal size, but got [${first.length}] at entry 0 and [${samples[other]!.length}] at entry ${other}`,
      {
        op: 'defaultCollate',
        details: { lengths: samples.map((sample) => sample.length) },
      },
    );
  }
  const all = new (first.constructor as new (length: number) => TypedArray)(samples.length * first.length);
  samples.forEach((sample, i) => all.set(sample as never, i * first.length));
  return tensor(all, { shape: [samples.length, first.length] });
}

/** Turns typed arrays in a sample into tensors and leaves the rest: what a loader without batches gives out. */
export function defaultConvert<T>(sample: T): Converted<T> {
  return convert(sample) as Converted<T>;
}

function convert(value: unknown): unknown {
  switch (kindOf(value)) {
    case 'typed array':
      return tensor(value as TypedArray);
    case 'array':
      return (value as readonly unknown[]).map(convert);
    case 'map':
      return new Map([...(value as ReadonlyMap<unknown, unknown>)].map(([key, part]) => [key, convert(part)]));
    case 'object':
      return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, convert(part)]));
    default:
      return value;
  }
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object') return typeof value;
  if (value === null) return 'null';
  if (value instanceof Tensor) return 'tensor';
  if (Array.isArray(value)) return 'array';
  if (ArrayBuffer.isView(value)) return 'typed array';
  if (value instanceof Map) return 'map';
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? 'object' : (value.constructor?.name ?? 'object');
}
