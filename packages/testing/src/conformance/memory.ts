import { dtypes, type Backend, type DType, type TypedArray } from '@nn/core';
import { compareBits } from '../compare.js';
import { encode } from '../reference/values.js';
import { Draws } from './draws.js';
import type { Kit } from './kit.js';

/** Blocks keep what is uploaded, whole and in parts, for every dtype. */
export function memoryConformance(kit: Kit): void {
  const each = (
    name: string,
    body: (backend: Backend, dtype: DType, draw: (length: number) => TypedArray) => Promise<void>,
  ): void => {
    kit.runner.it(name, async () => {
      const backend = await kit.backend();
      for (const dtype of backend.capabilities.dtypes) {
        const draws = new Draws(1, kit.limits);
        const draw = (length: number): TypedArray => {
          const values = dtypes[dtype].allocate(length);
          for (let i = 0; i < length; i++) values[i] = encode(dtype, draws.any(dtype));
          return values;
        };
        await body(backend, dtype, draw);
      }
    });
  };

  kit.runner.describe('memory', () => {
    each('begins as zeros, also where a block is used again', async ({ memory }, dtype, draw) => {
      for (let round = 0; round < 3; round++) {
        const block = memory.allocate(dtype, 33);
        equal(await memory.download(block, 0, 33), dtypes[dtype].allocate(33), `a new ${dtype} block`);
        memory.upload(block, draw(33), 0);
        memory.free(block);
      }
    });

    each('gives back what was uploaded, whole and in part, whatever the length', async ({ memory }, dtype, draw) => {
      for (const length of [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 1000]) {
        const [data, block] = [draw(length), memory.allocate(dtype, length)];
        memory.upload(block, data, 0);
        equal(await memory.download(block, 0, length), data, `${length} ${dtype} elements`);
        for (const start of [1, 3].filter((at) => at < length))
          equal(
            await memory.download(block, start, length - start),
            data.slice(start),
            `${dtype} elements from ${start}`,
          );
        memory.free(block);
      }
    });

    each('takes an upload into the middle of a block and leaves the rest', async ({ memory }, dtype, draw) => {
      for (const [start, length] of [
        [1, 1],
        [3, 2],
        [5, 7],
        [0, 20],
      ] as const) {
        const [data, part, block] = [draw(20), draw(length), memory.allocate(dtype, 20)];
        memory.upload(block, data, 0);
        memory.upload(block, part, start);
        part.forEach((_: unknown, i: number) => {
          data[start + i] = part[i]!;
        });
        equal(await memory.download(block, 0, 20), data, `${dtype} after an upload of ${length} at ${start}`);
        memory.free(block);
      }
    });

    each('copies on the way in and on the way out', async ({ memory }, dtype, draw) => {
      const [data, block] = [draw(9), memory.allocate(dtype, 9)];
      const kept = data.slice();
      memory.upload(block, data, 0);
      data.reverse();
      const first = await memory.download(block, 0, 9);
      first.reverse();
      equal(await memory.download(block, 0, 9), kept, `${dtype} after its arrays were changed`);
      memory.free(block);
    });

    kit.runner.it('reads at once exactly where it says so', async () => {
      const { capabilities, memory } = await kit.backend();
      if (capabilities.syncRead !== (memory.downloadSync !== undefined))
        throw new Error(
          `syncRead is ${capabilities.syncRead}, but downloadSync ${memory.downloadSync ? 'is there' : 'is missing'}`,
        );
      if (memory.downloadSync === undefined) return;
      const block = memory.allocate('float32', 3);
      memory.upload(block, new Float32Array([1, 2, 3]), 0);
      equal(memory.downloadSync(block, 1, 2), new Float32Array([2, 3]), 'a synchronous read');
      memory.free(block);
    });
  });
}

function equal(actual: TypedArray, expected: TypedArray, what: string): void {
  const report = compareBits(actual, expected);
  if (report !== null) throw new Error(`${what}: ${report}`);
}
