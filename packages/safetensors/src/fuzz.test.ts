import { posix } from 'node:path';
import { dtypes, NnError, numelOf } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openShardedSafetensors } from './open-sharded.js';
import { openSafetensors } from './open.js';
import { parseSafetensors } from './parse.js';
import { serializeSafetensors } from './serialize.js';
import { named, tensor } from './test-support.js';
import type { SafetensorsFile } from './types.js';

/** How many damaged files are read: `NN_FUZZ=100000 npx vitest run packages/safetensors` for the long run. */
const runs = Number(process.env['NN_FUZZ'] ?? 10_000);

/** A small generator of its own, so that the files are the same on every run. */
function mulberry32(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const fragments = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '-',
  '.',
  'e9',
  '\\',
  '\\ud800',
  '__proto__',
  '__metadata__',
  '[[[[',
  'null',
  '99999999999999999999',
  '\0',
  '\u00e9',
  'BOOL',
  'I64',
];

/** Some damage: bytes changed, cut out, doubled or put in, numbers changed, the file cut short, or the header's length changed. */
function mutate(original: Uint8Array, draw: (below: number) => number): Uint8Array {
  let bytes: number[] = [...original];
  const headerEnd = 8 + new DataView(original.buffer, original.byteOffset).getUint32(0, true);
  for (let rounds = 1 + draw(3); rounds > 0; rounds--) {
    const at = draw(draw(4) === 0 ? bytes.length + 1 : headerEnd);
    const length = draw(12);
    switch (draw(7)) {
      case 0:
        bytes[at] = draw(256);
        break;
      case 1:
        bytes.splice(at, length);
        break;
      case 2:
        bytes.splice(at, 0, ...bytes.slice(at, at + length * 8));
        break;
      case 3:
        bytes.splice(at, 0, ...new TextEncoder().encode(fragments[draw(fragments.length)]));
        break;
      case 4:
        bytes = bytes.slice(0, at);
        break;
      case 5:
        bytes[draw(8)] = draw(256);
        break;
      default: {
        const digit = bytes.findIndex((byte, i) => i >= at && byte >= 0x30 && byte <= 0x39);
        if (digit >= 0) bytes[digit] = 0x30 + draw(10);
      }
    }
    bytes = bytes.map((byte) => byte ?? 0);
  }
  // Half the time the length is made to fit again, so that the damage is met behind it.
  if (draw(2) === 0 && bytes.length >= 8) {
    const fit = Math.max(0, headerEnd - 8 + bytes.length - original.length);
    bytes.splice(0, 8, fit & 255, (fit >> 8) & 255, 0, 0, 0, 0, 0, 0);
  }
  return new Uint8Array(bytes);
}

/** What every file that is accepted must satisfy. */
function checkFile({ tensors, metadata }: SafetensorsFile, fileBytes: number): void {
  let total = 0;
  for (const [key, { dtype, shape, data }] of tensors) {
    if (typeof key !== 'string' || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
      throw new Error(`bad shape of ${key}`);
    if (data.length !== numelOf(shape) || data.BYTES_PER_ELEMENT !== dtypes[dtype].bytes)
      throw new Error(`bad data of ${key}`);
    total += data.byteLength;
  }
  if (total > fileBytes) throw new Error('more data than the file has');
  for (const text of metadata.values()) if (typeof text !== 'string') throw new Error('bad metadata');
}

describe('a damaged file', () => {
  const originals = fc.sample(
    fc.tuple(named(tensor), named(fc.string())).map(([tensors, metadata]) => serializeSafetensors(tensors, metadata)),
    { seed: 42, numRuns: 200 },
  );
  const patience = 60_000 + runs * 5;

  it(
    `gives a clean result or an NnError, ${runs} times`,
    () => {
      const draw = mulberry32(42);
      let accepted = 0;
      let refused = 0;
      for (let run = 0; run < runs; run++) {
        const bytes = mutate(originals[run % originals.length]!, draw);
        const before = bytes.slice();
        try {
          checkFile(parseSafetensors(bytes), bytes.length);
          accepted++;
        } catch (error) {
          if (!(error instanceof NnError && error.code === 'FORMAT')) throw error;
          refused++;
        }
        if (!bytes.every((byte, i) => byte === before[i])) throw new Error('the file was changed');
      }
      // Both must happen, or the damage proves nothing.
      expect(accepted).toBeGreaterThan(runs / 20);
      expect(refused).toBeGreaterThan(runs / 2);
    },
    patience,
  );

  it(
    'is opened piece by piece as it is read whole, and no byte outside it is asked for',
    async () => {
      const draw = mulberry32(43);
      let accepted = 0;
      for (let run = 0; run < runs / 4; run++) {
        const bytes = mutate(originals[run % originals.length]!, draw);
        let whole: SafetensorsFile | NnError;
        try {
          whole = parseSafetensors(bytes);
        } catch (error) {
          whole = error as NnError;
        }
        const read = (start: number, length: number): Promise<Uint8Array> => {
          if (!(start >= 0 && length >= 0 && start + length <= bytes.length)) throw new Error('outside the file');
          return Promise.resolve(bytes.slice(start, start + length));
        };
        try {
          const reader = await openSafetensors({ size: bytes.length, read });
          if (whole instanceof NnError) throw new Error('opened what is refused as a whole');
          expect(reader.names).toEqual([...whole.tensors.keys()]);
          for (const name of reader.names) expect(await reader.read(name)).toEqual(whole.tensors.get(name));
          accepted++;
        } catch (error) {
          if (!(error instanceof NnError && error.code === 'FORMAT')) throw error;
          expect([error.sentence, error.op]).toEqual([(whole as NnError).sentence, 'openSafetensors']);
        }
      }
      expect(accepted).toBeGreaterThan(runs / 80);
    },
    patience,
  );

  it(
    'may be an index of shards: a clean result or an NnError',
    async () => {
      const draw = mulberry32(44);
      const text = JSON.stringify({
        metadata: { total_size: 12, format: 'pt' },
        weight_map: { a: 'x-1.safetensors', 'b.c': 'x-2.safetensors', d: 'x-1.safetensors' },
      });
      const json = new TextEncoder().encode(text);
      const original = new Uint8Array(8 + json.length);
      new DataView(original.buffer).setUint32(0, json.length, true);
      original.set(json, 8);
      let accepted = 0;
      for (let run = 0; run < runs / 4; run++) {
        const bytes = mutate(original, draw).slice(8);
        try {
          const reader = await openShardedSafetensors(bytes, (file) => {
            if (!posix.resolve('/folder', file).startsWith('/folder/')) throw new Error('outside the folder');
            return serializeSafetensors({});
          });
          accepted++;
          for (const name of reader.names) await expect(reader.read(name)).rejects.toMatchObject({ code: 'FORMAT' });
        } catch (error) {
          if (!(error instanceof NnError && error.code === 'FORMAT')) throw error;
        }
      }
      expect(accepted).toBeGreaterThan(runs / 400);
    },
    patience,
  );
});
