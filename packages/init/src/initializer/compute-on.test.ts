import { cpu } from '@nn/backend-cpu';
import { type DType, NnError, registerBackend, type View } from '@nn/core';
import { empty, ones, type Tensor } from '@nn/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { refusal } from './test-refusal.js';
import { valuesOf } from './test-values.js';

registerBackend(cpu());
registerBackend({ ...cpu(), name: 'other' });

/** Which way was taken, in order. */
let taken: string[] = [];
beforeEach(() => void (taken = []));

const claim = (): init.Claim => ({ marginal: { law: 'point', value: 5 }, dependence: 'deterministic' });
const common = { name: 'some:plugin', version: 1, parameters: init.object({}), claim };
const seen: View[] = [];

/** Fills with 5 by way of `kernel`, and as it should where there is none. */
const plugin = (kernel: init.BackendKernel<object>): init.Initializer =>
  init.defineInitializer({
    ...common,
    fill(_, { spec }, out) {
      taken.push(`fill ${spec.shape.join()} ${spec.dtype}`);
      out.fill(5);
    },
    kernels: {
      cpu(params, context, out, kernels) {
        taken.push(`cpu ${context.spec.shape.join()} ${context.spec.dtype}`);
        seen.push(out);
        return kernel(params, context, out, kernels);
      },
    },
  })();

const five = plugin((_, __, out, kernels) => {
  kernels.fill([], { value: 5 }, [out]);
  return true;
});
const read = (x: Tensor): number[] => Array.from(x.detach().to('float64').toTypedArraySync(), Number);
const fives = (count: number): number[] => Array.from({ length: count }, () => 5);
const blocks = { role: 'weight', blocks: ['a', 'b'] } as const;

describe('an initializer with a kernel for the backend', () => {
  it.each<DType>(['float32', 'float64', 'float16', 'bfloat16'])('writes a whole %s tensor by it', (dtype) => {
    const target = init.fill_(ones([2, 3], { dtype }), five);
    expect([read(target), taken]).toEqual([fives(6), [`cpu 2,3 ${dtype}`]]);
    expect(target.storage.provenance).toMatchObject({ law: 'some:plugin', version: 1 });
  });

  it('writes each block of a packed one, as the tensor that it is', () => {
    const target = init.fill_(ones([4, 3]), five, { spec: blocks });
    expect([read(target), taken]).toEqual([fives(12), ['cpu 2,3 float32', 'cpu 2,3 float32']]);
  });

  it('is lent contiguous memory that nobody else has, whatever the tensor looks like', () => {
    const memory = ones([4, 4]);
    init.fill_(memory.narrow(1, 1, 2).t(), five);
    expect(read(memory)).toEqual(Array.from({ length: 4 }, () => [1, 5, 5, 1]).flat());
    expect(seen.at(-1)).toMatchObject({ shape: [2, 4], strides: [4, 1], offset: 0, storage: { length: 8 } });
    expect(seen.at(-1)!.storage).not.toBe(memory.storage);
  });

  it('fills as ever where that one declines, whatever it has written', () => {
    const declines = plugin((_, __, out, kernels) => {
      kernels.fill([], { value: 9 }, [out]);
      return false;
    });
    expect(read(init.fill_(ones([2]), declines))).toEqual([5, 5]);
    expect(taken).toEqual(['cpu 2 float32', 'fill 2 float32']);
  });

  it('fills as ever on other backends, bare arrays and parts of tensors', () => {
    expect(read(init.fill_(ones([2], { device: 'other' }), five))).toEqual([5, 5]);
    expect([...init.fill_({ data: new Float32Array(2), shape: [2] }, five).data]).toEqual([5, 5]);
    expect([...valuesOf(five, [4], { region: { start: [1], size: [2] } })]).toEqual([5, 5]);
    expect(taken.every((way) => way.startsWith('fill'))).toBe(true);
  });

  it('runs nothing for a tensor without values, or without elements', () => {
    init.fill_(empty([9, 9], { device: 'meta' }), five);
    init.fill_(ones([0, 3]), five);
    expect(taken).toEqual([]);
  });

  it('may make all values together', () => {
    const of = init.defineInitializer({
      ...common,
      whole: () => new Float32Array([1, 2]),
      kernels: { cpu: (_, __, out, kernels) => (kernels.fill([], { value: 5 }, [out]), true) },
    })();
    expect(read(init.fill_(ones([2]), of))).toEqual([5, 5]);
    expect(read(init.fill_(ones([2], { device: 'other' }), of))).toEqual([1, 2]);
  });
});

describe('a kernel of an initializer', () => {
  /** What filling is refused with; the tensor must be as before. */
  function fault(kernel: init.BackendKernel<object>): NnError {
    const target = ones([4]);
    const error = refusal(() => init.fill_(target, plugin(kernel), { path: 'net.weight', spec: blocks }));
    expect(read(target)).toEqual([1, 1, 1, 1]);
    expect([target.version, target.storage.provenance?.law]).toEqual([0, undefined]);
    return error;
  }

  it('that throws is told by its name and the parameter, and nothing is written', () => {
    const cause = new RangeError('out of luck');
    const error = fault((_, __, out, kernels) => {
      kernels.fill([], { value: 5 }, [out]);
      if (taken.length === 2) throw cause;
      return true;
    });
    expect(error).toMatchObject({
      code: 'INITIALIZER',
      op: 'some:plugin',
      details: { method: 'kernels.cpu' },
      where: 'net.weight',
      cause,
    });
    expect(error.message).toContain('kernels.cpu of some:plugin has thrown: out of luck; in net.weight');
  });

  it('that refuses in its own words keeps them', () => {
    const error = fault(() => {
      throw new NnError('MEMORY', 'no room left');
    });
    expect(error).toMatchObject({ code: 'MEMORY', where: 'net.weight' });
  });

  it.each([
    ['nothing', undefined],
    ['a promise', Promise.resolve(true)],
    ['what it has written', new Float32Array(4)],
  ])('that answers %s is refused', (_, answer) => {
    const error = fault(() => answer as unknown as boolean);
    expect(error).toMatchObject({ code: 'INITIALIZER', details: { method: 'kernels.cpu' }, where: 'net.weight' });
    expect(error.message).toContain('neither true nor false');
  });

  it.each([
    ['kernels that are a list', { fill: () => {}, kernels: [] }, 'kernels as an object of functions'],
    ['kernels that are none', { fill: () => {}, kernels: null }, 'kernels as an object of functions'],
    ['a kernel that is no function', { whole: () => {}, kernels: { cpu: 1 } }, 'a function as kernels.cpu'],
    ['kernels beside draw', { draw: () => {}, kernels: { cpu: () => true } }, 'fill or whole beside its kernels'],
  ])('cannot be defined as %s', (_, parts, message) => {
    const error = refusal(() => init.defineInitializer({ ...common, ...parts } as never));
    expect(error).toMatchObject({ code: 'INITIALIZER', op: 'defineInitializer' });
    expect(error.message).toContain(`some:plugin needs ${message}`);
  });
});
