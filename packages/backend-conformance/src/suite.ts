import { recorder } from '@nn/autograd';
import { type Backend, type DType, isFloating, type KernelTable, NnError, registerBackend } from '@nn/core';
import { installRecorder, ones, type Tensor } from '@nn/tensor';
import { compareMatch, type Match, referenceBackend } from '@nn/testing';
import type { KernelConformanceOptions, Runner } from '@nn/testing/conformance';

export interface BackendConformanceOptions extends KernelConformanceOptions {
  /** Tests above the kernels that are not run, by their name in the list of tests, each with a reason. */
  readonly skipTests?: readonly { readonly test: string; readonly reason: string }[];
}

/** What a test works with. */
export interface Bench {
  /** The name of the device under test. */
  readonly device: string;
  /** The name of the device that says what is right. */
  readonly reference: string;
  readonly backend: Backend;
}

/** How near a result must be: `exact` to the bit where the backend promises it, `close` as for sums and products in another order. */
export type Nearness = 'exact' | 'close';

const referenceName = 'conformance-reference';

/** What every part of the suite works with: one backend, which is registered while a test runs. */
export class Suite {
  readonly seed: number;
  /** Random cases of every test. */
  readonly rounds: number;
  private made: Promise<Backend> | null = null;

  constructor(
    private readonly makeBackend: () => Backend | Promise<Backend>,
    readonly runner: Runner,
    readonly options: BackendConformanceOptions,
  ) {
    this.seed = options.seed ?? 42;
    this.rounds = Math.max(3, Math.ceil((options.numRuns ?? 100) / 10));
  }

  describe(name: string, body: () => void): void {
    this.runner.describe(name, body);
  }

  /** A test; `needs` names kernels without which it makes no sense. */
  it(name: string, body: (bench: Bench) => void | Promise<void>, needs: readonly (keyof KernelTable)[] = []): void {
    const reason = this.reasonToSkip(name, needs);
    if (reason !== null) {
      this.runner.it(`${name}: not tested: ${reason}`, () => undefined);
      return;
    }
    this.runner.it(name, async () => {
      const backend = await (this.made ??= Promise.resolve(this.makeBackend()));
      const undo = [installed(), registerBackend(referenceBackend(referenceName)), registered(backend)];
      try {
        await body({ device: backend.name, reference: referenceName, backend });
      } finally {
        for (const take of undo.reverse()) take();
      }
    });
  }

  /** Compares what the device gives with what the reference gives: dtype, shape, values. */
  async same(actual: Tensor, expected: Tensor, nearness: Nearness, note: string): Promise<void> {
    if (actual.dtype !== expected.dtype) throw new Error(`${note}: dtype ${actual.dtype}, expected ${expected.dtype}`);
    if (actual.shape.join() !== expected.shape.join()) {
      throw new Error(`${note}: shape [${actual.shape.join(', ')}], expected [${expected.shape.join(', ')}]`);
    }
    const { shape } = expected;
    const report = compareMatch(
      await readable(actual).toTypedArray(),
      await readable(expected).toTypedArray(),
      this.match(expected.dtype, nearness),
      { shape },
    );
    if (report !== null) throw new Error(`${note}: ${report}`);
  }

  private match(dtype: DType, nearness: Nearness): Match {
    if (!isFloating(dtype)) return 'bits';
    if (dtype === 'float16' || dtype === 'bfloat16') return { rtol: 2e-2, atol: 2e-2 };
    const bits = nearness === 'exact' && dtype === 'float32' && (this.options.exactFloat32 ?? true);
    return bits ? 'bits' : { rtol: 2e-5, atol: 2e-5 };
  }

  private reasonToSkip(name: string, needs: readonly (keyof KernelTable)[]): string | null {
    const { skip = [], skipTests = [] } = this.options;
    const kernel = skip.find((entry) => needs.includes(entry.kernel));
    return (skipTests.find((entry) => entry.test === name) ?? kernel)?.reason ?? null;
  }
}

/** 16-bit floats are bits on the host: their values are compared. */
function readable(x: Tensor): Tensor {
  return x.dtype === 'float16' || x.dtype === 'bfloat16' ? x.detach().to('float32') : x.detach();
}

/** Records operations while a test runs, unless somebody has that in hand. */
function installed(): () => void {
  const recording = ones([], { device: 'meta', requiresGrad: true }).neg().requiresGrad;
  return recording ? () => undefined : installRecorder(recorder);
}

/** Registers the backend, unless it is there already. */
function registered(backend: Backend): () => void {
  try {
    return registerBackend(backend);
  } catch (error) {
    const taken =
      error instanceof NnError &&
      error.code === 'BACKEND' &&
      ones([], { device: backend.name }).storage.backend === backend;
    if (taken) return () => undefined;
    throw error;
  }
}

/** The code of the refusal, at once or at the read. */
export async function codeOf(run: () => unknown): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (error instanceof NnError) return error.code;
    throw error;
  }
}

/** A failed expectation, in words. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}
