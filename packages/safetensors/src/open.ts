import { type DType, NnError, type Shape } from '@nn/core';
import { quote, readingFor } from './errors.js';
import { viewElements } from './formats.js';
import { type Entry, prefixBytes, readHeader } from './header.js';
import { headerLength } from './parse.js';
import { byteSource, readExactly, type SafetensorsSource } from './source.js';
import type { SafetensorsTensor } from './types.js';

/** What a file tells of a tensor before its values are read. */
export interface TensorInfo {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly byteLength: number;
}

/** A file whose tensors are read one by one, when they are asked for. */
export interface SafetensorsReader {
  /** The names of the tensors, in the order of the file. */
  readonly names: readonly string[];
  /** The free text of the file; empty where there is none. */
  readonly metadata: ReadonlyMap<string, string>;
  /** What is known of a tensor without reading it. */
  info(name: string): Promise<TensorInfo>;
  /** A tensor with its values. */
  read(name: string): Promise<SafetensorsTensor>;
}

const op = 'openSafetensors';

/**
 * Opens a safetensors file without loading it: reads its header and checks it as `parseSafetensors` does; tensors are read when they are asked
 * for, no byte of any other.
 *
 * @param source a `Blob` or `File`, `await fileSource(handle)` for a Node file handle, bytes, or anything of a `size` with
 * `read(start, length)`
 * @throws NnError 'FORMAT' where the file is malformed, or gives fewer bytes than it has; 'VALUE' for what is no source, and where the
 * source fails (then with its error in `cause`); in `info` and `read` 'STATE_DICT' for a name that the file does not have
 * @example
 * import { openSafetensors, serializeSafetensors } from '@nn/safetensors';
 *
 * const bytes = serializeSafetensors({ bias: { dtype: 'float32', shape: [2], data: new Float32Array([1, 2]) } });
 * const file = await openSafetensors(new Blob([bytes]));
 * file.names; // ['bias']
 * const { data } = await file.read('bias');
 * data; // [1, 2]
 */
export async function openSafetensors(source: SafetensorsSource): Promise<SafetensorsReader> {
  const bytes = readingFor(op, () => byteSource(source, op));
  const prefix = await readExactly(bytes, 0, Math.min(prefixBytes, bytes.size), op);
  const headerBytes = readingFor(op, () => headerLength(prefix, bytes.size));
  const text = await readExactly(bytes, prefixBytes, headerBytes, op);
  const dataStart = prefixBytes + headerBytes;
  const { entries, metadata } = readingFor(op, () => readHeader(text, bytes.size - dataStart));
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const find = (name: string): Entry => byName.get(name) ?? missing(name, op);
  return {
    names: [...byName.keys()],
    metadata,
    info: async (name) => infoOf(find(name)),
    read: async (name) => {
      const { format, shape, begin, end } = find(name);
      const data = await readExactly(bytes, dataStart + begin, end - begin, op);
      return { dtype: format.dtype, shape, data: viewElements(format, data) };
    },
  };
}

function infoOf({ format, shape, begin, end }: Entry): TensorInfo {
  return { dtype: format.dtype, shape, byteLength: end - begin };
}

/** @internal */
export function missing(name: string, operation: string): never {
  throw new NnError('STATE_DICT', `safetensors: the file has no tensor ${quote(name)}`, {
    op: operation,
    details: { tensor: name },
  });
}
