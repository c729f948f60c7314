import { formatShape, type Shape } from '@nn/core';
import { malformed, quote } from './errors.js';
import { formats, type Format } from './formats.js';
import { JsonNumber, readJson, type JsonObject, type JsonValue } from './json.js';

/** Where a tensor's bytes stand, counted from the end of the header. */
export interface Entry {
  readonly name: string;
  readonly format: Format;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes before the header: its length, as a little-endian 64-bit integer. */
export const prefixBytes = 8;
/** The longest header that the format allows. */
export const maxHeaderBytes = 100_000_000;
export const metadataKey = '__metadata__';

/** Reads and checks a header, the JSON text that follows the first 8 bytes. `dataBytes` is the length of what comes after it. */
export function readHeader(bytes: Uint8Array, dataBytes: number): Header {
  if (bytes[0] !== 0x7b) {
    throw malformed(
      `the header must begin with '{', at byte ${prefixBytes}`,
      { at: prefixBytes },
      'Is this a safetensors file?',
    );
  }
  const root = readJson(bytes, prefixBytes) as JsonObject;
  const entries: Entry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of root) {
    if (name === metadataKey) metadata = readMetadata(value);
    else entries.push(readEntry(name, value, dataBytes));
  }
  checkLayout(entries, dataBytes);
  return { entries, metadata };
}

function readMetadata(value: JsonValue): ReadonlyMap<string, string> {
  if (!(value instanceof Map)) throw malformed(`${metadataKey} must be an object of strings, got ${kindOf(value)}`);
  for (const [key, text] of value as JsonObject) {
    if (typeof text !== 'string') {
      throw malformed(`${metadataKey}: the value of ${quote(key)} must be a string, got ${kindOf(text)}`, { key });
    }
  }
  return value as ReadonlyMap<string, string>;
}

function readEntry(name: string, value: JsonValue, dataBytes: number): Entry {
  const refuse = (what: string, details: Readonly<Record<string, unknown>> = {}, advice?: string): never => {
    throw malformed(`tensor ${quote(name)}: ${what}`, { tensor: name, ...details }, advice);
  };
  if (!(value instanceof Map)) return refuse(`its entry must be an object, got ${kindOf(value)}`);
  const fields = value as JsonObject;
  for (const field of fields.keys()) {
    if (field !== 'dtype' && field !== 'shape' && field !== 'data_offsets')
      refuse(`unknown field ${quote(field)}`, { field });
  }
  const code = fields.get('dtype');
  if (typeof code !== 'string') return refuse(`dtype must be a string, got ${kindOf(code)}`);
  const format = formats.find((known) => known.code === code);
  if (format === undefined) {
    return refuse(
      `unknown dtype ${quote(code)}`,
      { dtype: code },
      `Known are ${formats.map((known) => known.code).join(', ')}.`,
    );
  }
  const shape = readCounts(fields.get('shape'));
  if (shape === null) return refuse('shape must be an array of whole numbers, none negative, none beyond 2^53');
  const offsets = readCounts(fields.get('data_offsets'));
  if (offsets === null || offsets.length !== 2)
    return refuse('data_offsets must be an array of two whole numbers, none negative');
  const [begin, end] = offsets as [number, number];
  if (end < begin) refuse(`data_offsets end before they begin: [${begin}, ${end}]`, { begin, end });
  if (end > dataBytes)
    refuse(`data_offsets [${begin}, ${end}] run outside the ${dataBytes} bytes of data`, { begin, end, dataBytes });
  const wanted = byteLength(shape, format.bytes);
  if (wanted !== end - begin) {
    refuse(
      `${code} of shape ${describe(shape)} takes ${wanted ?? 'too many'} bytes, data_offsets [${begin}, ${end}] hold ${end - begin}`,
      {
        dtype: code,
        shape,
        begin,
        end,
      },
    );
  }
  return { name, format, shape, begin, end };
}

/** Whole numbers, none negative and all exact; null where something else stands there. */
function readCounts(value: JsonValue | undefined): readonly number[] | null {
  if (!Array.isArray(value)) return null;
  const counts: number[] = [];
  for (const item of value as readonly JsonValue[]) {
    const count = item instanceof JsonNumber && /^\d+$/.test(item.text) ? Number(item.text) : Number.NaN;
    if (!Number.isSafeInteger(count)) return null;
    counts.push(count);
  }
  return counts;
}

/** Bytes that a tensor takes, or null beyond 2^53. */
function byteLength(shape: Shape, width: number): number | null {
  let bytes = width;
  for (const size of shape) {
    bytes *= size;
    if (!Number.isSafeInteger(bytes)) return null;
  }
  return bytes;
}

/** Tensors must cover the data from its first byte to its last, each byte once. */
function checkLayout(entries: readonly Entry[], dataBytes: number): void {
  const ordered = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  let before: Entry | null = null;
  for (const entry of ordered) {
    const { name, begin } = entry;
    if (before !== null && begin < covered) {
      throw malformed(`tensors ${quote(before.name)} and ${quote(name)} overlap at byte ${begin} of the data`, {
        tensor: name,
        other: before.name,
        begin,
      });
    }
    if (begin > covered)
      throw malformed(`bytes ${covered} to ${begin} of the data belong to no tensor, before ${quote(name)}`, {
        tensor: name,
        from: covered,
        to: begin,
      });
    covered = entry.end;
    before = entry;
  }
  if (covered < dataBytes)
    throw malformed(`the last ${dataBytes - covered} bytes of the data belong to no tensor`, {
      from: covered,
      to: dataBytes,
    });
}

const longestShape = 16;

/** A shape for a message, cut where it is long. */
function describe(shape: Shape): string {
  return shape.length > longestShape ? `[${shape.slice(0, longestShape).join(', ')}, …]` : formatShape(shape);
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value instanceof JsonNumber) return 'a number';
  if (value instanceof Map) return 'an object';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
