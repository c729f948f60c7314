import { NnError } from '@nn/core';
import { malformed, quote, readingFor } from './errors.js';
import { JsonNumber, type JsonObject, type JsonValue, readJson } from './json.js';
import { missing, openSafetensors, type SafetensorsReader } from './open.js';
import { bytesOf } from './parse.js';
import type { SafetensorsSource } from './source.js';
import { encodeUtf8 } from './text.js';

/** A parsed `model.safetensors.index.json`. */
export interface ShardIndex {
  /** Tensor → file. */
  readonly weight_map: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** How a shard is opened, by its file name. */
export type OpenShard = (
  file: string,
) => SafetensorsSource | SafetensorsReader | Promise<SafetensorsSource | SafetensorsReader>;

const op = 'openShardedSafetensors';

/**
 * Opens a checkpoint that is spread over several files, from its index (`model.safetensors.index.json`: text, bytes, or parsed). A file is
 * opened when the first of its tensors is asked for, and once.
 *
 * File names of the index that lead out of its folder are refused.
 *
 * @throws NnError 'FORMAT' for a malformed index; in `info` and `read` also for a shard that is malformed or lacks what the index says
 * it has, 'STATE_DICT' for a name that the index does not have
 * @example
 * import { openShardedSafetensors, serializeSafetensors } from '@nn/safetensors';
 *
 * const shards: Record<string, Uint8Array> = {
 *   'model-1.safetensors': serializeSafetensors({ a: { dtype: 'float32', shape: [1], data: new Float32Array([1]) } }),
 *   'model-2.safetensors': serializeSafetensors({ b: { dtype: 'float32', shape: [1], data: new Float32Array([2]) } }),
 * };
 * const index = { weight_map: { a: 'model-1.safetensors', b: 'model-2.safetensors' } };
 * const model = await openShardedSafetensors(index, (file) => shards[file]!);
 * const { data } = await model.read('b');
 * data; // [2]
 */
export async function openShardedSafetensors(
  index: ShardIndex | string | Uint8Array | ArrayBuffer,
  open: OpenShard,
): Promise<SafetensorsReader> {
  const { files, metadata } = readingFor(op, () => readIndex(index));
  const shards = new Map<string, Promise<SafetensorsReader>>();
  const names = [...files.keys()];
  const shardOf = (name: string): Promise<SafetensorsReader> => {
    const file = files.get(name) ?? missing(name, op);
    let shard = shards.get(file);
    if (shard === undefined) {
      shard = openShard(
        file,
        open,
        names.filter((other) => files.get(other) === file),
      );
      shards.set(file, shard);
      // What failed once may be tried again.
      shard.catch(() => shards.delete(file));
    }
    return shard;
  };
  return {
    names,
    metadata,
    info: async (name) => (await shardOf(name)).info(name),
    read: async (name) => (await shardOf(name)).read(name),
  };
}

async function openShard(file: string, open: OpenShard, wanted: readonly string[]): Promise<SafetensorsReader> {
  let source: SafetensorsSource | SafetensorsReader;
  try {
    source = await open(file);
  } catch (cause) {
    throw new NnError(
      'VALUE',
      `safetensors: shard ${quote(file)} could not be opened: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        op,
        details: { file },
        cause,
      },
    );
  }
  const reader = isReader(source) ? source : await openSafetensors(source);
  const has = new Set(reader.names);
  const lost = wanted.find((name) => !has.has(name));
  if (lost === undefined) return reader;
  throw new NnError(
    'FORMAT',
    `safetensors: the index says that tensor ${quote(lost)} is in ${quote(file)}, but it is not`,
    { op, details: { file, tensor: lost } },
  );
}

function isReader(source: SafetensorsSource | SafetensorsReader): source is SafetensorsReader {
  return typeof (source as Partial<SafetensorsReader> | null)?.info === 'function';
}

function readIndex(index: unknown): { files: ReadonlyMap<string, string>; metadata: ReadonlyMap<string, string> } {
  const root = rootOf(index);
  const weights = mapOf(root.get('weight_map'), 'weight_map');
  const files = new Map<string, string>();
  for (const [name, file] of weights) {
    if (typeof file !== 'string')
      throw malformed(`the index: the file of tensor ${quote(name)} must be a string`, { tensor: name });
    if (!staysInside(file))
      throw malformed(`the index: tensor ${quote(name)} stands in ${quote(file)}, which leads out of the folder`, {
        tensor: name,
        file,
      });
    files.set(name, file);
  }
  const metadata = new Map<string, string>();
  const texts = root.get('metadata');
  if (texts === undefined) return { files, metadata };
  for (const [key, value] of mapOf(texts, 'metadata')) {
    const text = value instanceof JsonNumber ? value.text : value;
    if (typeof text === 'object' && text !== null)
      throw malformed(`the index: metadata ${quote(key)} must be text or a number`, { key });
    metadata.set(key, String(text));
  }
  return { files, metadata };
}

function rootOf(index: unknown): ReadonlyMap<string, unknown> {
  const parsed =
    typeof index === 'object' &&
    index !== null &&
    !ArrayBuffer.isView(index) &&
    !Object.prototype.toString.call(index).endsWith('Buffer]');
  if (parsed) return mapOf(index, 'the whole');
  const bytes = typeof index === 'string' ? encodeUtf8(index) : bytesOf(index);
  const value: JsonValue = readJson(bytes, 0, 'the index');
  return mapOf(value, 'the whole');
}

/** An object of the index, parsed by us or by the caller. */
function mapOf(value: unknown, what: string): ReadonlyMap<string, unknown> {
  if (value instanceof Map) return value as JsonObject;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber))
    return new Map(Object.entries(value));
  throw malformed(`the index: ${what} must be an object`, { field: what }, 'Is this a model.safetensors.index.json?');
}

/** Whether a file name stays in the folder of the index: no root, no drive or scheme, no way up, nothing that ends a name early. */
function staysInside(file: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return !/[\\:\0-\x1f]/.test(file) && file.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
