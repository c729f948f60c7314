import { NnError, registerBackend, type DType, type TypedArray, type View } from '@nn/core';
import { buildExpression } from '@nn/core/expression';
import { describe, expect, it } from 'vitest';
import { mockBackend, MockBlock, type MockBackend } from './mock-backend.js';
import { referenceBackend } from './reference/backend.js';

const f32 = (...values: number[]): Float32Array => new Float32Array(values);

function viewOf(memory: MockBlock, shape: readonly number[] = [memory.length]): View {
  return {
    storage: { dtype: memory.dtype, length: memory.length, memory },
    dtype: memory.dtype,
    shape,
    strides: shape.map(() => 1),
    offset: 0,
  };
}

function block(backend: MockBackend, data: TypedArray, dtype: DType = 'float32'): MockBlock {
  const memory = backend.memory.allocate(dtype, data.length);
  backend.memory.upload(memory, data, 0);
  return memory;
}

const double = buildExpression({ inputs: ['float32'], outputs: ['float32'] }, ([x]) => [x!.mul(2)]);

describe('a mock backend', () => {
  it('can be registered', () => {
    registerBackend(mockBackend(referenceBackend()))();
    expect(mockBackend(referenceBackend(), { name: 'remote' }).name).toBe('remote');
  });

  it('shows nothing of its blocks and reads nothing at once', () => {
    const backend = mockBackend(referenceBackend());
    expect(backend.capabilities.syncRead).toBe(false);
    expect('downloadSync' in backend.memory).toBe(false);
    const memory = block(backend, f32(1, 2));
    expect(Object.values(memory)).toEqual(['float32', 2]);
  });

  it('runs nothing before a read is awaited, and only what came before the read', async () => {
    const backend = mockBackend(referenceBackend());
    const memory = block(backend, f32(1, 2));
    const run = (): void =>
      backend.kernels.expression([viewOf(memory)], { graph: double, scalars: [] }, [viewOf(memory)]);
    run();
    expect(backend.pending()).toBe(2);
    const first = backend.memory.download(memory, 0, 2);
    run();
    expect(backend.pending()).toBe(4);
    expect(await first).toEqual(f32(2, 4));
    expect(backend.pending()).toBe(1);
    expect(await backend.memory.download(memory, 1, 1)).toEqual(f32(8));
  });

  it('answers reads that wait together', async () => {
    const backend = mockBackend(referenceBackend());
    const memory = block(backend, f32(1, 2));
    const reads = [
      backend.memory.download(memory, 0, 1),
      backend.memory.download(memory, 1, 1),
      backend.memory.download(memory, 0, 2),
    ];
    expect(await Promise.all(reads)).toEqual([f32(1), f32(2), f32(1, 2)]);
  });

  it('takes down arrays and attributes when it is called', async () => {
    const backend = mockBackend(referenceBackend());
    const data = f32(1, 2);
    const memory = block(backend, data);
    data.fill(9);
    const graph = buildExpression({ inputs: ['float32'], scalars: ['f32'], outputs: ['float32'] }, ([x], [s]) => [
      x!.add(s!),
    ]);
    const scalars = [10];
    backend.kernels.expression([viewOf(memory)], { graph, scalars }, [viewOf(memory)]);
    scalars[0] = 99;
    expect(await backend.memory.download(memory, 0, 2)).toEqual(f32(11, 12));
  });

  it('fails the next read where a kernel fails, and works on', async () => {
    const backend = mockBackend(referenceBackend());
    const [x, out] = [block(backend, f32(1, 2)), block(backend, f32(7, 7))];
    const index = block(backend, new Int32Array([0, 5]), 'int32');
    backend.kernels.gather([viewOf(x), viewOf(index)], { axis: 0 }, [viewOf(out)]);
    await expect(backend.memory.download(x, 0, 2)).rejects.toMatchObject({ code: 'INDEX' });
    expect(await backend.memory.download(out, 0, 2)).toEqual(f32(7, 7));
  });

  it('counts live blocks and refuses freed and foreign ones', async () => {
    const backend = mockBackend(referenceBackend());
    const [a, b] = [block(backend, f32(1)), block(backend, f32(2))];
    expect(backend.liveBlocks()).toBe(2);
    backend.kernels.copy([viewOf(a)], {}, [viewOf(b)]);
    backend.memory.free(a);
    expect(backend.liveBlocks()).toBe(1);
    expect(await backend.memory.download(b, 0, 1)).toEqual(f32(1));
    const refused = (fn: () => unknown): void =>
      expect(fn).toThrow(expect.objectContaining({ code: 'MEMORY' }) as NnError);
    refused(() => backend.memory.free(a));
    refused(() => backend.kernels.copy([viewOf(a)], {}, [viewOf(b)]));
    const foreign = mockBackend(referenceBackend()).memory.allocate('float32', 1);
    refused(() => backend.kernels.copy([viewOf(foreign)], {}, [viewOf(b)]));
  });

  it('needs a host that reads at once', () => {
    expect(() => mockBackend(mockBackend(referenceBackend()))).toThrow(
      expect.objectContaining({ code: 'SYNC_READ' }) as NnError,
    );
  });
});
