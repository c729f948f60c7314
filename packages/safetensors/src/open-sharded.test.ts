import { NnError } from '@nn/core';
import { describe, expect, it } from 'vitest';
import { openShardedSafetensors } from './open-sharded.js';
import { openSafetensors } from './open.js';
import { serializeSafetensors } from './serialize.js';

const float = (value: number) => ({ dtype: 'float32', shape: [1], data: new Float32Array([value]) }) as const;
const shards: Readonly<Record<string, Uint8Array>> = {
  'm-1.safetensors': serializeSafetensors({ a: float(1), b: float(2) }),
  'sub/m-2.safetensors': serializeSafetensors({ c: float(3), unlisted: float(4) }),
};
const index = {
  metadata: { total_size: 12, format: 'pt' },
  weight_map: { c: 'sub/m-2.safetensors', a: 'm-1.safetensors', b: 'm-1.safetensors' },
};

async function refusal(fn: () => Promise<unknown>): Promise<NnError> {
  try {
    await fn();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('openShardedSafetensors', () => {
  it('reads an index as text, as bytes, or parsed, and shards of any kind', async () => {
    const text = JSON.stringify(index);
    for (const given of [index, text, new TextEncoder().encode(text), new TextEncoder().encode(text).buffer]) {
      for (const open of [
        (file: string) => shards[file]!,
        async (file: string) => new Blob([shards[file]! as Uint8Array<ArrayBuffer>]),
        (file: string) => openSafetensors(shards[file]!),
      ]) {
        const model = await openShardedSafetensors(given, open);
        expect(model.names).toEqual(['c', 'a', 'b']);
        expect(model.metadata).toEqual(
          new Map([
            ['total_size', '12'],
            ['format', 'pt'],
          ]),
        );
        expect(await Promise.all(model.names.map(async (name) => (await model.read(name)).data[0]))).toEqual([3, 1, 2]);
        expect(await model.info('a')).toEqual({ dtype: 'float32', shape: [1], byteLength: 4 });
      }
    }
  });

  it('opens a shard when it is needed, once', async () => {
    const opened: string[] = [];
    const model = await openShardedSafetensors(index, async (file) => {
      opened.push(file);
      return shards[file]!;
    });
    expect(opened).toEqual([]);
    await Promise.all([model.read('a'), model.read('b'), model.info('a')]);
    expect(opened).toEqual(['m-1.safetensors']);
  });

  it('tries again after a shard could not be opened', async () => {
    let tries = 0;
    const model = await openShardedSafetensors(index, (file) => {
      if (tries++ === 0) throw new Error('busy');
      return shards[file]!;
    });
    const error = await refusal(() => model.read('a'));
    expect([error.code, error.details['file'], (error.cause as Error).message]).toEqual([
      'VALUE',
      'm-1.safetensors',
      'busy',
    ]);
    expect((await model.read('a')).data[0]).toBe(1);
  });

  it('refuses a name that the index does not have, also where a shard has it', async () => {
    const model = await openShardedSafetensors(index, (file) => shards[file]!);
    expect(await refusal(() => model.read('unlisted'))).toMatchObject({
      code: 'STATE_DICT',
      op: 'openShardedSafetensors',
    });
  });

  it('refuses a shard that lacks what the index says it has', async () => {
    const model = await openShardedSafetensors(
      { weight_map: { a: 'm-1.safetensors', z: 'm-1.safetensors' } },
      (file) => shards[file]!,
    );
    expect(await refusal(() => model.read('a'))).toMatchObject({
      code: 'FORMAT',
      details: { file: 'm-1.safetensors', tensor: 'z' },
    });
  });

  it('refuses a shard that is malformed', async () => {
    const model = await openShardedSafetensors(index, () => new Uint8Array(20));
    expect((await refusal(() => model.read('a'))).code).toBe('FORMAT');
  });

  it.each(['', '/etc/passwd', '../x', 'a/../../x', './x', 'a//b', 'a\\b', 'C:x', 'https://x/y', 'a\0b', 'a\nb', '..'])(
    'refuses a file %j',
    async (file) => {
      expect(
        await refusal(() => openShardedSafetensors({ weight_map: { a: file } }, () => new Uint8Array())),
      ).toMatchObject({ code: 'FORMAT', details: { tensor: 'a', file } });
    },
  );

  it.each<[string, unknown, string]>([
    ['nothing', null, 'VALUE'],
    ['a number', 3, 'VALUE'],
    ['no JSON', 'weights', 'FORMAT'],
    ['half of it', '{"weight_map":{', 'FORMAT'],
    ['a list', '[]', 'FORMAT'],
    ['a parsed list', [], 'FORMAT'],
    ['no map', '{}', 'FORMAT'],
    ['a map of numbers', '{"weight_map":{"a":1}}', 'FORMAT'],
    ['a list for a map', '{"weight_map":["a"]}', 'FORMAT'],
    ['a name twice', '{"weight_map":{"a":"x","a":"y"}}', 'FORMAT'],
    ['__proto__', '{"weight_map":{"__proto__":"x"}}', 'FORMAT'],
    ['nested metadata', '{"weight_map":{},"metadata":{"a":{}}}', 'FORMAT'],
    ['metadata that is text', '{"weight_map":{},"metadata":"x"}', 'FORMAT'],
    ['a nesting bomb', `{"weight_map":${'['.repeat(1e5)}`, 'FORMAT'],
  ])('refuses %s', async (_, given, code) => {
    expect(await refusal(() => openShardedSafetensors(given as never, () => new Uint8Array()))).toMatchObject({
      code,
      op: 'openShardedSafetensors',
    });
  });
});
