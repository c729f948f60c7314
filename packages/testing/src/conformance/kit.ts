import { NnError, numelOf, type Backend, type DType, type KernelTable, type Shape } from '@nn/core';
import * as fc from 'fast-check';
import { viewOf } from '../arbitraries.js';
import type { Match } from '../compare.js';
import { referenceKernels } from '../reference/kernels.js';
import type { StridedView } from '../views.js';
import { Draws, type ValueLimits } from './draws.js';
import { runKernel, TwinBlock, type Operand } from './twin-block.js';

export type { Operand } from './twin-block.js';

/** What registers tests: vitest's, node:test's, jasmine's. */
export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => void | Promise<void>) => unknown;
}

export interface KernelConformanceOptions extends Partial<ValueLimits> {
  /** Kernels that are not tested, each with a reason that shows in the list of tests. */
  readonly skip?: readonly { readonly kernel: keyof KernelTable; readonly reason: string }[];
  /** float32 expressions must give the very bits of the definition. A GPU that may contract `a * b + c` says false. @default true */
  readonly exactFloat32?: boolean;
  /** Random cases of every property. @default 100 */
  readonly numRuns?: number;
  /** @default 42 */
  readonly seed?: number;
}

/** An output that is the very same view as an input. */
export interface SameAs {
  readonly sameAs: number;
}

export interface Case<Name extends keyof KernelTable> {
  readonly kernel: Name;
  readonly inputs: readonly Operand[];
  readonly attributes: Parameters<NonNullable<KernelTable[Name]>>[1];
  readonly outputs: readonly (Operand | SameAs)[];
  /** @default 'bits', or equal values where −0 may be 0 */
  readonly match?: Match;
  readonly seed: number;
  /** Shown where the case fails. */
  readonly note?: string;
}

/** What every part of the suite works with. */
export class Kit {
  readonly limits: ValueLimits;
  readonly exactFloat32: boolean;
  private made: Promise<Backend> | null = null;

  constructor(
    private readonly makeBackend: () => Backend | Promise<Backend>,
    readonly runner: Runner,
    readonly options: KernelConformanceOptions,
  ) {
    this.limits = { specialValues: options.specialValues ?? true, wideInt64: options.wideInt64 ?? true };
    this.exactFloat32 = options.exactFloat32 ?? true;
  }

  /** One backend serves the whole suite; it is made when the first test runs. */
  backend(): Promise<Backend> {
    this.made ??= Promise.resolve(this.makeBackend());
    return this.made;
  }

  /** The tests of one kernel, or a line that says why there are none. */
  kernel(name: keyof KernelTable, tests: () => void): void {
    const skipped = this.options.skip?.find((entry) => entry.kernel === name);
    this.runner.describe(name, () => {
      if (skipped === undefined) tests();
      else this.runner.it(`is not tested: ${skipped.reason}`, () => undefined);
    });
  }

  /** A test that runs on random cases; `make` may give null for a case that does not apply to the backend. */
  property<Name extends keyof KernelTable>(
    name: string,
    make: (random: Arbitrary, backend: Backend) => fc.Arbitrary<Omit<Case<Name>, 'seed'> | null>,
  ): void {
    this.runner.it(name, async () => {
      const backend = await this.backend();
      const cases = fc.tuple(make(arbitrary(backend), backend), fc.nat());
      const property = fc.asyncProperty(cases, async ([test, seed]) => {
        if (test !== null) await this.check({ ...test, seed });
      });
      await fc.assert(property, { seed: this.options.seed ?? 42, numRuns: this.options.numRuns ?? 100 });
    });
  }

  /** A test of given cases. */
  cases<Name extends keyof KernelTable>(
    name: string,
    make: (backend: Backend) => readonly Omit<Case<Name>, 'seed'>[],
  ): void {
    this.runner.it(name, async () => {
      for (const test of make(await this.backend())) await this.check({ ...test, seed: 7 });
    });
  }

  /**
   * Runs a case on the backend and on the reference, from equal blocks, and compares every block whole: outputs, what lies around them, and the inputs,
   * which must stay as they were. Where the reference refuses, the backend must refuse with the same code, at once or at the next read.
   */
  async check<Name extends keyof KernelTable>(test: Case<Name>): Promise<void> {
    const backend = await this.backend();
    const draws = new Draws(test.seed, this.limits);
    const blocks = [...test.inputs, ...test.outputs].flatMap((operand) =>
      'sameAs' in operand ? [] : [new TwinBlock(backend, operand, draws)],
    );
    try {
      const inputs = blocks.slice(0, test.inputs.length);
      let next = test.inputs.length;
      const outputs = test.outputs.map((operand) => ('sameAs' in operand ? inputs[operand.sameAs]! : blocks[next++]!));
      const expected = refusalOf(() =>
        runKernel(referenceKernels[test.kernel], inputs, test.attributes, outputs, 'reference'),
      );
      const actual = await refusalOfAsync(async () => {
        runKernel(backend.kernels[test.kernel], inputs, test.attributes, outputs, 'actual');
        if (expected !== null) await blocks[0]!.read();
      });
      if (actual !== expected)
        throw new Error(
          `${test.kernel}: ${actual === null ? 'nothing was refused' : `refused with ${actual}`}, expected ${expected ?? 'no refusal'}`,
        );
      const match = test.match ?? this.equality();
      for (const [i, block] of blocks.entries()) {
        const report = await block.compare(outputs.includes(block) ? match : this.equality());
        const which = i < inputs.length ? `the block of input ${i}` : `the block of output ${i - inputs.length}`;
        if (report !== null)
          throw new Error(`${test.kernel}: ${which}: ${report}${test.note === undefined ? '' : `\n${test.note}`}`);
      }
    } finally {
      for (const block of blocks) block.free();
    }
  }

  private equality(): Match {
    return this.limits.specialValues ? 'bits' : { ulp: 0 };
  }
}

/** The code of the NnError that `run` throws, or null. */
function refusalOf(run: () => void): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

async function refusalOfAsync(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  if (error instanceof NnError) return error.code;
  throw error;
}

/** Building blocks of random cases. */
export interface Arbitrary {
  /** A dtype of the backend, or of those of `among` that it has; null where it has none. */
  dtype(...among: readonly DType[]): fc.Arbitrary<DType | null>;
  readonly shape: fc.Arbitrary<number[]>;
  /** Shapes with at least one axis and no empty one. */
  readonly fullShape: fc.Arbitrary<number[]>;
  /** Any view of the shape. */
  input(shape: Shape): fc.Arbitrary<StridedView>;
  /** A view of the shape that meets no element twice. */
  output(shape: Shape): fc.Arbitrary<StridedView>;
}

function arbitrary(backend: Backend): Arbitrary {
  const sizes = (min: number, minLength: number): fc.Arbitrary<number[]> =>
    fc.array(fc.integer({ min, max: 5 }), { minLength, maxLength: 4 });
  return {
    dtype(...among) {
      const known = backend.capabilities.dtypes.filter((dtype) => among.length === 0 || among.includes(dtype));
      return known.length === 0 ? fc.constant(null) : fc.constantFrom(...known);
    },
    shape: sizes(0, 0),
    fullShape: sizes(1, 1),
    input: (shape) => viewOf(shape),
    output: (shape) => viewOf(shape, { writable: true }),
  };
}

/** A contiguous view with some room after it, for cases that are not random. */
export function plainView(shape: Shape, room = 3): StridedView {
  const strides = shape.map((_, axis) => numelOf(shape.slice(axis + 1)));
  return { baseShape: [numelOf(shape) + room], shape, strides, offset: 0 };
}
