import {
  dtypes,
  numelOf,
  type Backend,
  type Kernel,
  type KernelTable,
  type MemoryPort,
  type TypedArray,
  type View,
} from '@nn/core';
import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../reference/backend.js';
import { encode } from '../reference/values.js';
import { elementPositions } from '../views.js';
import { kernelConformance } from './index.js';

// A suite is worth what it rejects: every backend here is wrong in one way, and must fail.

type AnyKernel = Kernel<Record<string, unknown>>;
type Wrap = (right: AnyKernel) => AnyKernel;

const memoryOf = (view: View): TypedArray => view.storage.memory as TypedArray;
/** Typed arrays of numbers, as most of these mutants meet them. */
const numbers = (view: View): Float32Array => memoryOf(view) as Float32Array;
const contiguous = (view: View): View => ({
  ...view,
  strides: view.shape.map((_, axis) => numelOf(view.shape.slice(axis + 1))),
});
/** Writes a number as the view's dtype stores it. */
const put = (view: View, at: number, value: number): void => {
  memoryOf(view)[at] = encode(view.dtype, value);
};
/** A copy of the block, so that a mutant can compute beside it. */
const detached = (view: View): View => ({ ...view, storage: { ...view.storage, memory: memoryOf(view).slice() } });
const isFloat = (view: View): boolean => view.dtype === 'float32' || view.dtype === 'float64';

const onInputs =
  (change: (view: View) => View): Wrap =>
  (right) =>
  (inputs, attributes, outputs) =>
    right(inputs.map(change), attributes, outputs);
const onOutputs =
  (change: (view: View) => View): Wrap =>
  (right) =>
  (inputs, attributes, outputs) =>
    right(inputs, attributes, outputs.map(change));
const onAttributes =
  (change: (attributes: Record<string, unknown>) => Record<string, unknown>): Wrap =>
  (right) =>
  (inputs, attributes, outputs) =>
    right(inputs, change(attributes), outputs);
/** Something more, after the right thing. */
const after =
  (more: (inputs: readonly View[], outputs: readonly View[], attributes: Record<string, unknown>) => void): Wrap =>
  (right) =>
  (inputs, attributes, outputs) => {
    right(inputs, attributes, outputs);
    more(inputs, outputs, attributes);
  };

const everywhere: Record<string, Wrap> = {
  'takes every input for contiguous': onInputs(contiguous),
  'forgets the offset of inputs': onInputs((view) => ({ ...view, offset: 0 })),
  'takes every output for contiguous': onOutputs(contiguous),
  'forgets the offset of outputs': onOutputs((view) => ({ ...view, offset: 0 })),
  'does nothing': () => () => undefined,
  'writes one element too many': after((_, [out]) => {
    const end = Math.max(-1, ...elementPositions(out!)) + 1;
    if (end > 0 && end < out!.storage.length) put(out!, end, Number(memoryOf(out!)[end]) === 3 ? 4 : 3);
  }),
  'spoils an input': after(([first], outputs) => {
    if (
      first !== undefined &&
      first.storage.length > 0 &&
      !outputs.some(({ storage }) => storage.memory === first.storage.memory)
    )
      memoryOf(first).reverse();
  }),
};

const mutants: Partial<Record<keyof KernelTable, Record<string, Wrap>>> = {
  fill: {
    'rounds in place of truncating': onAttributes(({ value }) => ({
      value: typeof value === 'number' ? Math.round(value) : value,
    })),
    'loses minus zero': onAttributes(({ value }) => ({ value: Object.is(value, -0) ? 0 : value })),
  },
  copy: {
    'rounds to integers': (right) => (inputs, attributes, outputs) => {
      if (!isFloat(inputs[0]!) || outputs[0]!.dtype !== 'int32') return right(inputs, attributes, outputs);
      const source = detached(inputs[0]!);
      numbers(source).forEach((x, i) => (numbers(source)[i] = Math.round(x)));
      return right([source], attributes, outputs);
    },
    'takes NaN for false': (right) => (inputs, attributes, outputs) => {
      const source = detached(inputs[0]!);
      if (outputs[0]!.dtype === 'bool' && isFloat(source))
        numbers(source).forEach((x, i) => (numbers(source)[i] = Number.isNaN(x) ? 0 : x));
      return right([source], attributes, outputs);
    },
    'cuts float16 off': after(([x], [out]) => {
      if (x!.dtype !== 'float32' || out!.dtype !== 'float16') return;
      const from = elementPositions(x!);
      elementPositions(out!).forEach((at, i) => {
        const value = numbers(x!)[from[i]!]!;
        const bits = numbers(out!)[at]!;
        if (Number.isFinite(value) && value % 2 ** -10 !== 0)
          numbers(out!)[at] = (bits & 0x7c00) !== 0x7c00 ? bits & ~1 : bits;
      });
    }),
  },
  expression: {
    'keeps the first scalars': (right) => {
      const seen = new Map<unknown, Record<string, unknown>>();
      return (inputs, attributes, outputs) => {
        const known = seen.get(attributes['graph']) ?? attributes;
        seen.set(attributes['graph'], known);
        right(inputs, known, outputs);
      };
    },
    'is off by one unit in the last place in long arrays': after((_, [out]) => {
      if (out!.dtype === 'float32' && numelOf(out!.shape) > 4000)
        numbers(out!)[4001] = numbers(out!)[4001]! * (1 + 2 ** -23);
    }),
    'forgets its second output': (right) => (inputs, attributes, outputs) =>
      right(inputs, attributes, [outputs[0]!, ...outputs.slice(1).map(detached)]),
    'writes outputs before it has read': (right) => (inputs, attributes, outputs) => {
      for (const out of outputs)
        if (inputs.some(({ storage }) => storage.memory === out.storage.memory))
          for (const at of elementPositions(out)) put(out, at, 0);
      right(inputs, attributes, outputs);
    },
    'folds over one axis only': onAttributes((attributes) => {
      const graph = attributes['graph'] as { reduction: { kind: string; axes: readonly number[] } | null };
      const { reduction } = graph;
      return reduction === null
        ? attributes
        : { ...attributes, graph: { ...graph, reduction: { ...reduction, axes: reduction.axes.slice(0, 1) } } };
    }),
    'flushes denormals': after((_, outputs) => {
      for (const out of outputs)
        if (out.dtype === 'float32')
          numbers(out).forEach((x, i) => (numbers(out)[i] = Math.abs(x) < 2 ** -126 ? (x < 0 ? -0 : 0) : x));
    }),
  },
  reduce: {
    'lets numbers win over NaN': after((_, [out], { kind }) => {
      if ((kind === 'max' || kind === 'min') && isFloat(out!))
        for (const at of elementPositions(out!)) if (Number.isNaN(numbers(out!)[at])) numbers(out!)[at] = 0;
    }),
    'takes a product for a sum': onAttributes((attributes) => ({
      ...attributes,
      kind: attributes['kind'] === 'prod' ? 'sum' : attributes['kind'],
    })),
    'loses the tail of long rows': (right) => (inputs, attributes, outputs) => {
      const [x] = inputs;
      const cut = x!.shape.map((size, axis) =>
        (attributes['axes'] as number[]).includes(axis) && size > 4 ? size - (size % 4) : size,
      );
      right([{ ...x!, shape: cut }], attributes, outputs);
    },
  },
  argReduce: {
    'gives the last of equals': (right) => (inputs, attributes, outputs) => {
      const [x] = inputs;
      const axis = attributes['axis'] as number;
      const size = x!.shape[axis]!;
      const flipped = detached(x!);
      const positions = elementPositions(x!);
      const view = {
        ...contiguous(x!),
        offset: 0,
        storage: { ...x!.storage, length: positions.length, memory: dtypes[x!.dtype].allocate(positions.length) },
      };
      const inner = numelOf(x!.shape.slice(axis + 1));
      positions.forEach((at, flat) => {
        const i = Math.floor(flat / inner) % size;
        memoryOf(view)[flat + (size - 1 - 2 * i) * inner] = memoryOf(flipped)[at]!;
      });
      right([view], attributes, outputs);
      for (const at of elementPositions(outputs[0]!))
        (memoryOf(outputs[0]!) as BigInt64Array)[at] = BigInt(size - 1) - (memoryOf(outputs[0]!) as BigInt64Array)[at]!;
    },
  },
  matmul: {
    'forgets the bias': (right) => (inputs, attributes, outputs) => right(inputs.slice(0, 2), attributes, outputs),
    'repeats the first batch': onInputs((view) => ({
      ...view,
      strides: view.strides.map((stride, axis) => (axis < view.strides.length - 2 ? 0 : stride)),
    })),
    'leaves an empty product as it was': (right) => (inputs, attributes, outputs) => {
      if (inputs[0]!.shape.at(-1) !== 0) right(inputs, attributes, outputs);
    },
  },
  gather: {
    'takes the last element for what is out of range': (right) => (inputs, attributes, outputs) => {
      const index = detached(inputs[1]!);
      const size = inputs[0]!.shape[attributes['axis'] as number]!;
      memoryOf(index).forEach((raw: number | bigint, i: number) => {
        memoryOf(index)[i] =
          index.dtype === 'int64'
            ? BigInt(Math.max(0, Math.min(Number(raw), size - 1)))
            : Math.max(0, Math.min(Number(raw), size - 1));
      });
      right([inputs[0]!, index], attributes, outputs);
    },
    'counts negative indices from the end': (right) => (inputs, attributes, outputs) => {
      const index = detached(inputs[1]!);
      const size = inputs[0]!.shape[attributes['axis'] as number]!;
      memoryOf(index).forEach((raw: number | bigint, i: number) => {
        const value = Number(raw) < 0 ? Number(raw) + size : Number(raw);
        memoryOf(index)[i] = index.dtype === 'int64' ? BigInt(value) : value;
      });
      right([inputs[0]!, index], attributes, outputs);
    },
  },
  scatter: {
    'adds where it should set': onAttributes((attributes) => ({
      ...attributes,
      mode: attributes['mode'] === 'set' ? 'add' : attributes['mode'],
    })),
    'writes until it meets a bad index': (right) => (inputs, attributes, outputs) => {
      try {
        right(inputs, attributes, outputs);
      } catch (error) {
        numbers(outputs[0]!)[0] = 5;
        throw error;
      }
    },
  },
  scan: {
    'leaves the first out': after((_, [out], { kind }) => {
      if (kind === 'sum' && out!.dtype === 'float32')
        for (const at of elementPositions(out!)) numbers(out!)[at] = numbers(out!)[at]! - 1;
    }),
    'keeps the first of equals': after(([x], [, indices], { kind, axis }) => {
      if (kind !== 'max' || indices === undefined || x!.shape.length !== 1 || axis !== 0) return;
      for (const at of elementPositions(indices)) (memoryOf(indices) as BigInt64Array)[at] = 0n;
    }),
  },
  sort: {
    'is not stable': (right) => (inputs, attributes, outputs) => {
      right(inputs, { ...attributes, descending: attributes['descending'] !== true }, outputs);
      const { axis } = attributes as { axis: number };
      for (const out of outputs) reverseAlong(out, axis);
    },
  },
};

/** Turns a view around along an axis, in place. */
function reverseAlong(view: View, axis: number): void {
  const before = memoryOf(view).slice();
  const positions = elementPositions(view);
  const inner = numelOf(view.shape.slice(axis + 1));
  const size = view.shape[axis]!;
  positions.forEach((at, flat) => {
    const i = Math.floor(flat / inner) % size;
    memoryOf(view)[at] = before[positions[flat + (size - 1 - 2 * i) * inner]!]!;
  });
}

const memories: Record<string, (right: MemoryPort) => MemoryPort> = {
  'keeps the caller’s array': (right) => ({
    ...right,
    upload: (block, data, start) => {
      right.upload(block, data, start);
      later.push(() => right.upload(block, data, start));
    },
    download: (block, start, length) => {
      for (const work of later.splice(0)) work();
      return right.download(block, start, length);
    },
  }),
  'hands out its own array': (right) => ({
    ...right,
    download: (block, start, length) => Promise.resolve((block as TypedArray).subarray(start, start + length)),
  }),
  'does not clear a block that it uses again': (right) => {
    const free = new Map<string, unknown[]>();
    const key = (dtype: string, length: number): string => `${dtype} ${length}`;
    const made = new Map<unknown, string>();
    return {
      ...right,
      allocate: (dtype, length) => {
        const block = free.get(key(dtype, length))?.pop() ?? right.allocate(dtype, length);
        made.set(block, key(dtype, length));
        return block;
      },
      free: (block) => {
        const name = made.get(block)!;
        free.set(name, [...(free.get(name) ?? []), block]);
      },
    };
  },
  'uploads to the beginning': (right) => ({ ...right, upload: (block, data) => right.upload(block, data, 0) }),
  'downloads from the beginning': (right) => ({
    ...right,
    download: (block, _, length) => right.download(block, 0, length),
  }),
};
const later: (() => void)[] = [];

/** The suite's tests of one part, as functions. */
function testsOf(part: string, backend: Backend): (() => unknown)[] {
  const tests: (() => unknown)[] = [];
  let current = '';
  const runner = {
    describe: (name: string, body: () => void): void => {
      current = name;
      body();
    },
    it: (_: string, body: () => unknown): void => {
      if (current === part) tests.push(body);
    },
  };
  kernelConformance(() => backend, runner);
  return tests;
}

/** True where a test of the part fails by its own judgement; a mutant that crashes proves nothing. */
async function isRejected(part: string, backend: Backend): Promise<boolean> {
  for (const test of testsOf(part, backend)) {
    try {
      await test();
    } catch (error) {
      for (let cause = error; cause instanceof Error; cause = cause.cause)
        if (cause instanceof TypeError || cause instanceof RangeError || cause instanceof SyntaxError) throw cause;
      return true;
    }
  }
  return false;
}

describe('the conformance suite rejects', () => {
  const right = referenceBackend();
  const kernels = [
    'fill',
    'copy',
    'expression',
    'reduce',
    'argReduce',
    'matmul',
    'gather',
    'scatter',
    'scan',
    'sort',
  ] as const;

  describe.each(kernels)('a %s that', (kernel) => {
    const wrong = { ...everywhere, ...mutants[kernel] };
    const inputless = (name: string): boolean => kernel === 'fill' && /input/.test(name);
    it.each(Object.keys(wrong).filter((name) => !inputless(name)))('%s', async (name) => {
      const wrapped = wrong[name]!(right.kernels[kernel] as unknown as AnyKernel);
      expect(await isRejected(kernel, { ...right, kernels: { ...right.kernels, [kernel]: wrapped } })).toBe(true);
    });
  });

  describe('a memory that', () => {
    it.each(Object.keys(memories))('%s', async (name) => {
      expect(await isRejected('memory', { ...right, memory: memories[name]!(right.memory) })).toBe(true);
    });
  });

  it('nothing that is right', async () => {
    for (const part of ['memory', 'gather', 'sort']) expect(await isRejected(part, right)).toBe(false);
  });
});
