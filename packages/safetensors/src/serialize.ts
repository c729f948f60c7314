import { checkShape, formatShape, NnError, numelOf } from '@nn/core';
import { quote } from './errors.js';
import { formats, hostIsLittleEndian, swapBytes, type Format } from './formats.js';
import { maxHeaderBytes, metadataKey, prefixBytes } from './header.js';
import { encodeUtf8, isWellFormed } from './text.js';
import type { SafetensorsTensor } from './types.js';

const op = 'serializeSafetensors';

/** Named things, as a map or as a plain object. */
export type Named<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>;

interface Part {
  readonly name: string;
  readonly format: Format;
  readonly tensor: SafetensorsTensor;
}

/**
 * Writes a safetensors file, which PyTorch's `safetensors.torch.load` reads.
 *
 * Equal contents give equal bytes, whatever the order in which they are given: tensors stand by dtype, widest first, then by name, as the reference implementation
 * lays them out; so every tensor is aligned, and reading the file copies nothing.
 *
 * @throws NnError 'FORMAT' for a name that the format reserves (`__metadata__`, `__proto__`) or that is no well-formed text, and for metadata that is not text;
 * 'DTYPE' where the array is not of the dtype; 'SHAPE' where its length is not that of the shape; 'MEMORY' where the file does not fit in one array.
 *
 * @example
 * import { serializeSafetensors } from '@nn/safetensors';
 *
 * const weight = { dtype: 'float32', shape: [1, 2], data: new Float32Array([0.5, -0.5]) } as const;
 * serializeSafetensors({ 'net.0.weight': weight }, { format: 'pt' }); // Uint8Array
 */
export function serializeSafetensors(tensors: Named<SafetensorsTensor>, metadata: Named<string> = {}): Uint8Array {
  const parts = entriesOf(tensors).map(([name, tensor]) => checkPart(name, tensor));
  parts.sort((a, b) => formats.indexOf(a.format) - formats.indexOf(b.format) || compareText(a.name, b.name));
  const { header, dataBytes } = layOut(parts, entriesOf(metadata));
  const file = allocate(prefixBytes + header.length + dataBytes);
  new DataView(file.buffer).setUint32(0, header.length, true);
  file.set(header, prefixBytes);
  const swap = !hostIsLittleEndian();
  let at = prefixBytes + header.length;
  for (const { format, tensor } of parts) {
    const { data } = tensor;
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    if (swap) swapBytes(file.subarray(at, at + data.byteLength), format.bytes);
    at += data.byteLength;
  }
  return file;
}

/** The header's bytes, padded with spaces so that the data begins at a multiple of 8. */
function layOut(
  parts: readonly Part[],
  metadata: readonly (readonly [string, string])[],
): { header: Uint8Array; dataBytes: number } {
  const fields: string[] = [];
  if (metadata.length > 0) {
    const texts = metadata.map(
      ([key, text]) =>
        `${JSON.stringify(checkName(key, 'a metadata key'))}:${JSON.stringify(checkText(text, `metadata ${quote(key)}`))}`,
    );
    fields.push(`"${metadataKey}":{${texts.sort(compareText).join(',')}}`);
  }
  let end = 0;
  for (const { name, format, tensor } of parts) {
    const begin = end;
    end += tensor.data.byteLength;
    fields.push(
      `${JSON.stringify(name)}:{"dtype":"${format.code}","shape":[${tensor.shape.join(',')}],"data_offsets":[${begin},${end}]}`,
    );
  }
  const json = encodeUtf8(`{${fields.join(',')}}`);
  const header = new Uint8Array(Math.ceil(json.length / prefixBytes) * prefixBytes).fill(0x20);
  header.set(json);
  if (header.length > maxHeaderBytes) {
    throw new NnError(
      'FORMAT',
      `${op}: the header takes ${header.length} bytes, more than the ${maxHeaderBytes} allowed`,
      { op, details: { headerBytes: header.length } },
    );
  }
  return { header, dataBytes: end };
}

function checkPart(name: string, tensor: SafetensorsTensor): Part {
  checkName(name, 'a tensor name');
  if (name === metadataKey)
    throw new NnError('FORMAT', `${op}: a tensor cannot be named "${name}"`, { op, details: { tensor: name } });
  const { dtype, data } = (tensor ?? {}) as Partial<SafetensorsTensor>;
  const format = formats.find((known) => known.dtype === dtype);
  if (format === undefined || !(data instanceof format.View)) {
    throw new NnError(
      'DTYPE',
      `${op}: tensor ${quote(name)}: ${format?.View.name ?? 'an array'} is expected for ${dtype}`,
      {
        op,
        details: { tensor: name, dtype },
      },
    );
  }
  const numel = numelOf(checkShape(tensor.shape, op));
  if (numel !== data.length) {
    throw new NnError(
      'SHAPE',
      `${op}: tensor ${quote(name)}: shape ${formatShape(tensor.shape)} has ${numel} elements, the array ${data.length}`,
      {
        op,
        details: { tensor: name, shape: tensor.shape, length: data.length },
      },
    );
  }
  return { name, format, tensor };
}

function checkName(name: string, what: string): string {
  if (name === '__proto__')
    throw new NnError('FORMAT', `${op}: ${what} cannot be "__proto__"`, { op, details: { name } });
  return checkText(name, what);
}

function checkText(text: unknown, what: string): string {
  if (typeof text !== 'string')
    throw new NnError('FORMAT', `${op}: ${what} must be a string, got ${typeof text}`, { op });
  if (!isWellFormed(text))
    throw new NnError('FORMAT', `${op}: ${what} has half a surrogate pair: ${quote(text)}`, { op, details: { text } });
  return text;
}

function entriesOf<T>(named: Named<T>): (readonly [string, T])[] {
  if (typeof named !== 'object' || named === null) {
    throw new NnError(
      'FORMAT',
      `${op}: a map or an object is expected, got ${named === null ? 'null' : typeof named}`,
      { op },
    );
  }
  return named instanceof Map
    ? [...(named as ReadonlyMap<string, T>)]
    : Object.entries(named as Readonly<Record<string, T>>);
}

/** By UTF-16 units: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function allocate(bytes: number): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new NnError('MEMORY', `${op}: no room for a file of ${bytes} bytes`, {
      op,
      details: { bytes },
      cause,
      advice: 'Write several files.',
    });
  }
}
