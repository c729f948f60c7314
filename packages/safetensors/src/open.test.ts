import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NnError } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSafetensors } from './open.js';
import { parseSafetensors } from './parse.js';
import { serializeSafetensors } from './serialize.js';
import { type ByteSource, fileSource, type SafetensorsSource } from './source.js';
import { named, tensor } from './test-support.js';

const bytes = serializeSafetensors(
  {
    a: { dtype: 'float32', shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) },
    b: { dtype: 'int64', shape: [1], data: new BigInt64Array([5n]) },
    c: { dtype: 'bool', shape: [3], data: new Uint8Array([1, 0, 1]) },
    empty: { dtype: 'float64', shape: [0, 7], data: new Float64Array(0) },
  },
  { format: 'pt' },
);

async function refusal(fn: () => Promise<unknown>): Promise<NnError> {
  try {
    await fn();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

async function inFile<T>(content: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
  try {
    const path = join(folder, 'x.safetensors');
    await writeFile(path, content);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A source that keeps a list of what was read. */
function watched(content: Uint8Array): ByteSource & { readonly reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    reads,
    size: content.length,
    read: (start, length) => {
      reads.push([start, length]);
      return Promise.resolve(content.slice(start, start + length));
    },
  };
}

describe('openSafetensors', () => {
  it('reads what parseSafetensors reads, from every kind of source', async () => {
    const expected = parseSafetensors(bytes);
    await inFile(bytes, async (path) => {
      const handle = await open(path);
      const sources: SafetensorsSource[] = [
        bytes,
        bytes.slice().buffer,
        new Blob([bytes as Uint8Array<ArrayBuffer>]),
        watched(bytes),
        await fileSource(handle),
      ];
      for (const source of sources) {
        const file = await openSafetensors(source);
        expect(file.names).toEqual([...expected.tensors.keys()]);
        expect(file.metadata).toEqual(expected.metadata);
        for (const [name, one] of expected.tensors) {
          expect(await file.read(name)).toEqual(one);
          expect(await file.info(name)).toEqual({
            dtype: one.dtype,
            shape: one.shape,
            byteLength: one.data.byteLength,
          });
        }
      }
      await handle.close();
    });
  });

  it('reads the header, then only the tensor that is asked for', async () => {
    const source = watched(bytes);
    const file = await openSafetensors(source);
    const headerBytes = new DataView(bytes.buffer).getUint32(0, true);
    expect(source.reads).toEqual([
      [0, 8],
      [8, headerBytes],
    ]);
    await file.info('a');
    await file.read('empty');
    expect(source.reads).toHaveLength(2);
    await file.read('a');
    // int64 stands first, and takes 8 bytes.
    expect(source.reads.slice(2)).toEqual([[8 + headerBytes + 8, 16]]);
  });

  it('reads any file, wherever its source places the bytes in memory', async () => {
    const property = fc.asyncProperty(named(tensor), fc.nat({ max: 9 }), async (tensors, shift) => {
      const written = serializeSafetensors(tensors);
      const read = async (start: number, length: number): Promise<Uint8Array> => {
        const room = new Uint8Array(shift + length);
        room.set(written.subarray(start, start + length), shift);
        return room.subarray(shift);
      };
      const file = await openSafetensors({ size: written.length, read });
      expect(new Set(file.names)).toEqual(new Set(tensors.keys()));
      for (const [name, one] of parseSafetensors(written).tensors) expect(await file.read(name)).toEqual(one);
    });
    await fc.assert(property, { seed: 42, numRuns: 200 });
  }, 60_000);

  it('refuses a name that is not there', async () => {
    const file = await openSafetensors(bytes);
    for (const name of ['z', '__metadata__', 'constructor', '']) {
      expect(await refusal(() => file.read(name))).toMatchObject({
        code: 'STATE_DICT',
        op: 'openSafetensors',
        details: { tensor: name },
      });
      expect((await refusal(() => file.info(name))).code).toBe('STATE_DICT');
    }
  });

  it('refuses what is malformed before any tensor is read', async () => {
    for (const content of [
      new Uint8Array(0),
      bytes.slice(0, 7),
      bytes.slice(0, 40),
      bytes.slice(0, -1),
      new Uint8Array(100).fill(255),
    ]) {
      const source = watched(content);
      expect(await refusal(() => openSafetensors(source))).toMatchObject({ code: 'FORMAT', op: 'openSafetensors' });
      expect(source.reads.every(([start, length]) => start + length <= content.length)).toBe(true);
      expect(source.reads.length).toBeLessThanOrEqual(2);
    }
  });

  it('refuses a source that gives fewer bytes, or more, than it was asked for', async () => {
    for (const change of [-1, 1, -8]) {
      const read = (start: number, length: number): Promise<Uint8Array> =>
        Promise.resolve(new Uint8Array(Math.max(0, length + change)).fill(start));
      expect(await refusal(() => openSafetensors({ size: 1000, read }))).toMatchObject({
        code: 'FORMAT',
        details: { start: 0, length: 8, got: Math.max(0, 8 + change) },
      });
    }
  });

  it('tells of a source that fails, and of one that is none', async () => {
    const broken = { size: 100, read: () => Promise.reject(new Error('no network')) };
    const error = await refusal(() => openSafetensors(broken));
    expect([error.code, (error.cause as Error).message]).toEqual(['VALUE', 'no network']);
    for (const source of [
      null,
      undefined,
      3,
      'path',
      {},
      { size: -1, read: broken.read },
      { size: Number.NaN, read: broken.read },
      { size: 9, read: () => Promise.resolve('text') },
    ]) {
      expect(await refusal(() => openSafetensors(source as never))).toMatchObject({
        code: 'VALUE',
        op: 'openSafetensors',
      });
    }
  });

  it('notices that a file was cut short after it was opened', async () => {
    await inFile(bytes, async (path) => {
      const handle = await open(path);
      const file = await openSafetensors(await fileSource(handle));
      await truncate(path, bytes.length - 2);
      expect((await refusal(() => file.read('c'))).code).toBe('FORMAT');
      expect([...(await file.read('a')).data]).toEqual([1, 2, 3, 4]);
      await handle.close();
    });
  });

  it('reads on where a handle gives a part of what it was asked for', async () => {
    const handle = {
      stat: () => Promise.resolve({ size: BigInt(bytes.length) }),
      read: (buffer: Uint8Array, offset: number, length: number, position: number) => {
        const part = bytes.subarray(position, position + Math.min(length, 3));
        buffer.set(part, offset);
        return Promise.resolve({ bytesRead: part.length });
      },
    };
    const file = await openSafetensors(await fileSource(handle));
    expect([...(await file.read('a')).data]).toEqual([1, 2, 3, 4]);
  });
});
