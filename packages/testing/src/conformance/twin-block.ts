import { dtypes, numelOf, type Backend, type DType, type Kernel, type TypedArray, type View } from '@nn/core';
import { compareMatch, type Match } from '../compare.js';
import { decode, encode, type Value } from '../reference/values.js';
import type { StridedView } from '../views.js';
import type { Draws } from './draws.js';

/** A view to make, and how to fill its block: a block is filled whole, also where the view does not look. */
export interface Operand {
  readonly view: StridedView;
  readonly dtype: DType;
  readonly value: (draws: Draws) => Value;
}

/** One block on the backend and its twin on the host. */
export class TwinBlock {
  private readonly memory: unknown;
  private readonly twin: TypedArray;
  private readonly length: number;

  constructor(
    private readonly backend: Backend,
    private readonly operand: Operand,
    draws: Draws,
  ) {
    this.length = numelOf(operand.view.baseShape);
    this.twin = dtypes[operand.dtype].allocate(this.length);
    for (let i = 0; i < this.length; i++) this.twin[i] = encode(operand.dtype, operand.value(draws));
    this.memory = backend.memory.allocate(operand.dtype, this.length);
    backend.memory.upload(this.memory, this.twin.slice(), 0);
  }

  view(of: 'actual' | 'reference'): View {
    const { dtype, view } = this.operand;
    const storage = { dtype, length: this.length, memory: of === 'actual' ? this.memory : this.twin };
    return { storage, dtype, shape: view.shape, strides: view.strides, offset: view.offset };
  }

  read(): Promise<TypedArray> {
    return this.backend.memory.download(this.memory, 0, this.length);
  }

  async compare(match: Match): Promise<string | null> {
    const actual = await this.read();
    const { dtype } = this.operand;
    return compareMatch(meaning(dtype, actual), meaning(dtype, this.twin), match, {
      shape: this.operand.view.baseShape,
    });
  }

  free(): void {
    this.backend.memory.free(this.memory);
  }
}

/** float16 and bfloat16 as the numbers that they stand for, so that any NaN equals any other. */
function meaning(dtype: DType, raw: TypedArray): TypedArray {
  if (dtype !== 'float16' && dtype !== 'bfloat16') return raw;
  return Float32Array.from(raw as Uint16Array, (bits) => decode(dtype, bits) as number);
}

export function runKernel(
  kernel: unknown,
  inputs: readonly TwinBlock[],
  attributes: unknown,
  outputs: readonly TwinBlock[],
  of: 'actual' | 'reference',
): void {
  (kernel as Kernel<unknown>)(
    inputs.map((block) => block.view(of)),
    attributes,
    outputs.map((block) => block.view(of)),
  );
}
