import {
  NnError,
  requiredKernels,
  type Backend,
  type DType,
  type Kernel,
  type MemoryPort,
  type RequiredKernels,
  type TypedArray,
  type View,
} from '@nn/core';

/** A block of a mock backend: there is nothing in it to see. */
export class MockBlock {
  constructor(
    readonly dtype: DType,
    readonly length: number,
  ) {}
}

/** A backend as a remote device is one: opaque blocks, work that waits, no synchronous read. */
export interface MockBackend extends Backend {
  readonly memory: MemoryPort<MockBlock>;
  /** Blocks that are allocated and not freed. */
  liveBlocks(): number;
  /** Pieces of work that wait for a read. */
  pending(): number;
}

export interface MockBackendOptions {
  /** @default 'mock' */
  readonly name?: string;
}

/**
 * An opaque asynchronous backend for tests. Its blocks show nothing, kernels and uploads are queued and run only when somebody awaits a read, nothing can be read
 * at once, and it has the required kernels only, so that every composition is used. What runs them in the end is `host`, a backend with synchronous reads.
 *
 * A kernel that fails (a bad index value) makes the next read fail, as on a GPU. Using a block after it was freed, or a foreign one, is refused at once.
 *
 * @throws NnError 'SYNC_READ' where `host` has no synchronous read
 *
 * @example
 * import { registerBackend } from '@nn/core';
 * import { mockBackend, referenceBackend } from '@nn/testing';
 *
 * const undo = registerBackend(mockBackend(referenceBackend()));
 */
export function mockBackend(host: Backend, options: MockBackendOptions = {}): MockBackend {
  return new MockDevice(host, options.name ?? 'mock').backend();
}

class MockDevice {
  /** What the host keeps for every live block. */
  private readonly blocks = new Map<MockBlock, unknown>();
  private queue: (() => void)[] = [];
  private failure: unknown = null;

  constructor(
    private readonly host: Backend,
    private readonly name: string,
  ) {
    if (!host.capabilities.syncRead) {
      throw new NnError('SYNC_READ', `mockBackend: the host '${host.name}' has no synchronous read`, {
        op: 'mockBackend',
        advice: 'Give it a backend such as referenceBackend().',
      });
    }
  }

  backend(): MockBackend {
    const kernels = Object.fromEntries(
      requiredKernels.map((name) => [name, this.deferred(name)]),
    ) as unknown as RequiredKernels;
    return {
      name: this.name,
      capabilities: { syncRead: false, dtypes: this.host.capabilities.dtypes },
      kernels,
      memory: this.memory(),
      liveBlocks: () => this.blocks.size,
      pending: () => this.queue.length,
    };
  }

  private memory(): MemoryPort<MockBlock> {
    const { memory } = this.host;
    return {
      allocate: (dtype, length) => {
        const block = new MockBlock(dtype, length);
        this.blocks.set(block, memory.allocate(dtype, length));
        return block;
      },
      free: (block) => {
        const held = this.hostMemory(block, 'free');
        this.blocks.delete(block);
        this.queue.push(() => memory.free(held));
      },
      upload: (block, data, start) => {
        const held = this.hostMemory(block, 'upload');
        const copy = data.slice();
        this.queue.push(() => memory.upload(held, copy, start));
      },
      download: (block, start, length) => this.read(block, start, length),
    };
  }

  private read(block: MockBlock, start: number, length: number): Promise<TypedArray> {
    let values: TypedArray | null = null;
    const held = this.hostMemory(block, 'download');
    // The read waits for its turn; whatever is dispatched after it stays in the queue.
    const turn = (): void => {
      values = this.host.memory.downloadSync!(held, start, length);
    };
    this.queue.push(turn);
    return Promise.resolve().then(() => {
      const last = this.queue.indexOf(turn);
      for (const work of this.queue.splice(0, last + 1)) this.execute(work);
      if (this.failure === null) return values!;
      const { failure } = this;
      this.failure = null;
      throw failure;
    });
  }

  private execute(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failure ??= error;
    }
  }

  /** The host's kernel, with everything that it needs taken down now and run later. */
  private deferred(name: keyof RequiredKernels): Kernel<never> {
    const kernel = this.host.kernels[name] as Kernel<unknown>;
    return (inputs, attributes, outputs) => {
      const [from, to] = [
        inputs.map((view) => this.hostView(view, name)),
        outputs.map((view) => this.hostView(view, name)),
      ];
      const kept = snapshot(attributes);
      this.queue.push(() => kernel(from, kept, to));
    };
  }

  private hostView(view: View, op: string): View {
    const block = view.storage.memory as MockBlock;
    return {
      storage: { dtype: view.storage.dtype, length: view.storage.length, memory: this.hostMemory(block, op) },
      dtype: view.dtype,
      shape: [...view.shape],
      strides: [...view.strides],
      offset: view.offset,
    };
  }

  private hostMemory(block: MockBlock, op: string): unknown {
    if (this.blocks.has(block)) return this.blocks.get(block);
    const what =
      block instanceof MockBlock ? 'was freed, or belongs to another mock backend' : "is not one of this backend's";
    throw new NnError('MEMORY', `${op}: the block ${what}`, { op });
  }
}

/** Attributes as they are now: a caller may use its arrays again. */
function snapshot(attributes: unknown): unknown {
  const entries = Object.entries(attributes as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, Array.isArray(value) ? [...(value as readonly unknown[])] : value]),
  );
}
