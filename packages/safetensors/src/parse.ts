import { NnError } from '@nn/core';
import { malformed, parseOp } from './errors.js';
import { viewElements } from './formats.js';
import { maxHeaderBytes, prefixBytes, readHeader } from './header.js';
import type { SafetensorsFile, SafetensorsTensor } from './types.js';

/**
 * Reads a safetensors file: 8 bytes with the length of the header, the header (JSON), then the tensors' bytes.
 *
 * Values are views of `source` where their place in memory is aligned and the host is little-endian, as nearly all are; else copies.
 * So keep `source` unchanged while they are in use. Nothing is allocated beyond the file's size.
 *
 * @throws NnError 'FORMAT' where the file is malformed, saying where: a header longer than the file or than 100 MB, that is no JSON object, nests without end, or
 * names something twice or `__proto__`; text that is not UTF-8; unknown dtypes; sizes that are not whole numbers; offsets that overlap, leave holes, run outside
 * or disagree with shape and dtype.
 * @throws NnError 'VALUE' where `source` is not bytes.
 *
 * @example
 * import { parseSafetensors, serializeSafetensors } from '@nn/safetensors';
 *
 * const bytes = serializeSafetensors({ bias: { dtype: 'float32', shape: [2], data: new Float32Array([1, 2]) } });
 * const { tensors } = parseSafetensors(bytes);
 * tensors.get('bias')?.data; // Float32Array [1, 2]
 */
export function parseSafetensors(source: Uint8Array | ArrayBuffer): SafetensorsFile {
  const bytes = bytesOf(source);
  const dataStart = prefixBytes + headerLength(bytes, bytes.length);
  const { entries, metadata } = readHeader(bytes.subarray(prefixBytes, dataStart), bytes.length - dataStart);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const { name, format, shape, begin, end } of entries) {
    tensors.set(name, {
      dtype: format.dtype,
      shape,
      data: viewElements(format, bytes.subarray(dataStart + begin, dataStart + end)),
    });
  }
  return { tensors, metadata };
}

/** @internal A plain `Uint8Array` over the source, whatever kind of view it is (a Node `Buffer` slices differently). */
export function bytesOf(source: unknown): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  const tag = Object.prototype.toString.call(source);
  if (tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]')
    return new Uint8Array(source as ArrayBuffer);
  throw new NnError(
    'VALUE',
    `safetensors: the file's bytes are expected as a Uint8Array or ArrayBuffer, got ${source === null ? 'null' : typeof source}`,
    {
      op: parseOp,
      advice: 'Read the file first, for example await readFile(path) or await response.arrayBuffer().',
    },
  );
}

/** @internal The length of the header, from the file's first bytes and its size. */
export function headerLength(prefix: Uint8Array, fileBytes: number): number {
  if (fileBytes < prefixBytes) {
    throw malformed(`the file has ${fileBytes} bytes, fewer than the ${prefixBytes} that give the header's length`, {
      fileBytes,
    });
  }
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefixBytes);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const rest = fileBytes - prefixBytes;
  if (length > maxHeaderBytes) {
    throw malformed(
      `the header's length is given as ${length} bytes, more than the ${maxHeaderBytes} allowed`,
      { headerBytes: length },
      'Is this a safetensors file?',
    );
  }
  if (length > rest) {
    throw malformed(
      `the header's length is given as ${length} bytes, but only ${rest} follow`,
      { headerBytes: length, fileBytes },
      'The file may be cut short.',
    );
  }
  return length;
}
