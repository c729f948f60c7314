import { numelOf, type Scalar, type View } from '@nn/core';
import type { ExprType } from '@nn/core/expression';
import { Fold } from '../fold.js';
import { heap } from '../heap.js';
import { isOneElement } from '../strides.js';
import type { Program } from './program.js';

/** @internal Runs a program over all elements, chunk by chunk: inputs in, steps, outputs out. So outputs may be inputs. */
export function run(
  program: Program,
  inputs: readonly View[],
  scalars: readonly Scalar[],
  outputs: readonly View[],
): void {
  const { reduction, stores } = program;
  const { shape } = reduction === null ? outputs[0]! : (inputs[0] ?? outputs[0]!);
  const total = numelOf(shape);
  const folds =
    reduction === null ? null : stores.map((store) => new Fold(reduction.kind, store.type, shape, reduction.axes));
  try {
    if (total > 0) {
      setCells(program, scalars);
      // What may refuse its operands sees all of them before anything is written.
      if (program.mayThrow && total > program.chunk) {
        openInputs(program, inputs);
        for (let done = 0; done < total; done += program.chunk) compute(program, Math.min(program.chunk, total - done));
      }
      openInputs(program, inputs);
      if (folds === null) for (let i = 0; i < stores.length; i++) stores[i]!.writer.open(outputs[i]!);
      for (let done = 0; done < total; done += program.chunk) {
        const count = Math.min(program.chunk, total - done);
        compute(program, count);
        for (let i = 0; i < stores.length; i++) {
          const store = stores[i]!;
          if (folds === null) store.writer.write(store.address, count);
          else folds[i]!.add(store.address, count);
        }
      }
    }
    folds?.forEach((fold, i) => fold.finish(outputs[i]!));
  } finally {
    for (let i = 0; i < program.loads.length; i++) program.loads[i]!.reader.close();
    for (let i = 0; i < stores.length; i++) stores[i]!.writer.close();
  }
}

function setCells({ constants, scalars }: Program, values: readonly Scalar[]): void {
  for (let i = 0; i < constants.length; i++) setCell(constants[i]!.type, constants[i]!.address, constants[i]!.value);
  for (let i = 0; i < scalars.length; i++) setCell(scalars[i]!.type, scalars[i]!.address, values[scalars[i]!.value]!);
}

function setCell(type: ExprType, address: number, value: Scalar): void {
  switch (type) {
    case 'f32':
      heap.F32[address] = Number(value);
      break;
    case 'f64':
      heap.F64[address] = Number(value);
      break;
    case 'i32':
    case 'u32':
      heap.I32[address] = typeof value === 'bigint' ? Number(BigInt.asIntN(32, value)) : Number(value);
      break;
    case 'i64':
      heap.I64[address] = typeof value === 'number' ? BigInt(Math.trunc(value)) : BigInt(value);
      break;
    case 'bool':
      heap.U8[address] = value ? 1 : 0;
      break;
  }
}

function openInputs({ loads, strides }: Program, inputs: readonly View[]): void {
  for (let i = 0; i < loads.length; i++) {
    const { reader, slot, address, input } = loads[i]!;
    const view = inputs[input]!;
    const one = isOneElement(view);
    strides[slot] = one ? 0 : 1;
    reader.open(view, one);
    if (one) reader.read(address, 1);
  }
}

/** One chunk, up to the registers of the outputs. */
function compute({ loads, steps, strides }: Program, count: number): void {
  for (let i = 0; i < loads.length; i++) {
    const load = loads[i]!;
    if (strides[load.slot] === 1) load.reader.read(load.address, count);
  }
  for (let i = 0; i < steps.length; i++) {
    const { loop, out, a, b, c, aSlot, bSlot, cSlot } = steps[i]!;
    loop(out, out + count, a, strides[aSlot]!, b, strides[bSlot]!, c, strides[cSlot]!);
  }
}
