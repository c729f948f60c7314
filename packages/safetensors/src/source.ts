import { NnError } from '@nn/core';
import { bytesOf } from './parse.js';

/** Bytes that are read in pieces: a file, a part of an archive, ranges from a server. */
export interface ByteSource {
  /** How many bytes there are. */
  readonly size: number;
  /** Exactly `length` bytes from `start` on. */
  read(start: number, length: number): Promise<Uint8Array>;
}

/** What is used of a `Blob` (a `File` is one), which the ES2023 library does not declare. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** What a file is opened from. */
export type SafetensorsSource = ByteSource | BlobLike | Uint8Array | ArrayBuffer;

/** What is used of a Node file handle. */
export interface FileHandleLike {
  stat(): Promise<{ readonly size: number | bigint }>;
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

/**
 * A Node file handle as a source of bytes. The handle stays yours to close.
 *
 * @throws NnError 'FORMAT' in `read`, where the file has become shorter
 * @example
 * import { fileSource, openSafetensors } from '@nn/safetensors';
 *
 * async function firstTensor(handle: Parameters<typeof fileSource>[0]) { // await open(path) of node:fs/promises
 *   const file = await openSafetensors(await fileSource(handle));
 *   return file.read(file.names[0] ?? '');
 * }
 */
export async function fileSource(handle: FileHandleLike): Promise<ByteSource> {
  const { size } = await handle.stat();
  return {
    size: Number(size),
    async read(start, length) {
      const bytes = new Uint8Array(length);
      for (let have = 0; have < length;) {
        const { bytesRead } = await handle.read(bytes, have, length - have, start + have);
        if (bytesRead <= 0) return bytes.subarray(0, have);
        have += bytesRead;
      }
      return bytes;
    },
  };
}

/** @internal Any source as bytes that are read in pieces; refuses what is none. */
export function byteSource(source: SafetensorsSource, op: string): ByteSource {
  const { size, read, slice } = (source ?? {}) as Partial<ByteSource & BlobLike>;
  if (typeof read === 'function') return checkedSize(source as ByteSource, op);
  if (typeof size === 'number' && typeof slice === 'function') {
    const blob = source as BlobLike;
    return checkedSize(
      { size, read: async (start, length) => new Uint8Array(await blob.slice(start, start + length).arrayBuffer()) },
      op,
    );
  }
  const bytes = bytesOf(source);
  return { size: bytes.length, read: (start, length) => Promise.resolve(bytes.subarray(start, start + length)) };
}

function checkedSize(source: ByteSource, op: string): ByteSource {
  if (Number.isSafeInteger(source.size) && source.size >= 0) return source;
  throw new NnError(
    'VALUE',
    `safetensors: the size of a source must be a whole number of bytes, got ${String(source.size)}`,
    { op, details: { size: source.size } },
  );
}

/** @internal Exactly these bytes, or a coded error. */
export async function readExactly(source: ByteSource, start: number, length: number, op: string): Promise<Uint8Array> {
  if (length === 0) return new Uint8Array(0);
  let bytes: unknown;
  try {
    bytes = await source.read(start, length);
  } catch (cause) {
    throw new NnError(
      'VALUE',
      `safetensors: bytes ${start} to ${start + length} could not be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        op,
        details: { start, length },
        cause,
      },
    );
  }
  if (!ArrayBuffer.isView(bytes)) {
    throw new NnError(
      'VALUE',
      `safetensors: a source gives a Uint8Array, got ${bytes === null ? 'null' : typeof bytes}`,
      { op, details: { start, length } },
    );
  }
  if (bytes.byteLength === length) return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
  throw new NnError(
    'FORMAT',
    `safetensors: ${length} bytes were asked for at byte ${start}, the source gave ${bytes.byteLength}`,
    {
      op,
      details: { start, length, got: bytes.byteLength },
      advice: 'The file may have been cut short since it was opened.',
    },
  );
}
