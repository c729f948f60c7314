import { cpu } from '@nn/backend-cpu';
import { NnError, type ParamSpec, registerBackend } from '@nn/core';
import { defaultGenerator, manualSeed } from '@nn/random';
import { empty, ones, tensor, type Tensor, zeros } from '@nn/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { cases } from '../initializers/test-cases.js';
import { roundTo } from '../compose/small-float.js';
import { refusal } from './test-refusal.js';
import { valuesOf } from './test-values.js';

beforeAll(() => registerBackend(cpu()));

const dtypes = ['float32', 'float64', 'float16', 'bfloat16'] as const;
const at = { seed: 7, path: 'w' };

const read = (x: Tensor): Float32Array | Float64Array =>
  (x.dtype === 'float64' ? x : x.to('float32')).toTypedArraySync() as Float32Array | Float64Array;

describe.each(cases)('$name', ({ of, shape, spec }) => {
  it.each(dtypes)('fills a %s tensor with the values that its parts have, rounded once', (dtype) => {
    const target = init.fill_(empty(shape, { dtype }), of, { ...at, spec });
    const exact = valuesOf(of, shape, { spec, dtype });
    const wanted = dtype === 'float16' || dtype === 'bfloat16' ? exact.map((x) => roundTo(dtype, x)) : exact;
    expect(read(target)).toEqual(wanted);
  });

  it('fills bare arrays and views with the same', () => {
    const wanted = valuesOf(of, shape, { spec });
    const bare = { data: new Float32Array(24), shape };
    expect(init.fill_(bare, of, { ...at, spec }).data).toEqual(wanted);
    // Rows of a wider tensor, and a transposed one: elements count in the order of the logical tensor.
    const wide = ones([6, 6]);
    init.fill_(wide.narrow(1, 1, 4), of, { ...at, spec });
    expect(read(wide.narrow(1, 1, 4).contiguous())).toEqual(wanted);
    expect(read(wide.narrow(1, 0, 1).contiguous())).toEqual(new Float32Array(6).fill(1));
    const turned = empty([4, 6]).t();
    init.fill_(turned, of, { ...at, spec });
    expect(read(turned.contiguous())).toEqual(wanted);
  });
});

describe('fill_', () => {
  it('gives the target back, and takes null for a bias that is not there', () => {
    const x = zeros([2]);
    expect(init.fill_(x, init.ones())).toBe(x);
    expect(init.fill_(null, init.ones())).toBe(null);
  });

  it('depends on seed and path, and on nothing that was drawn before', () => {
    const draw = (options: init.FillOptions): unknown => read(init.fill_(empty([8]), init.normal(), options));
    manualSeed(5);
    const first = draw({ path: 'a' });
    defaultGenerator.nextUint32();
    expect(draw({ path: 'a' })).toEqual(first);
    expect(draw({ path: 'a', seed: 5 })).toEqual(first);
    expect(draw({ path: 'b' })).not.toEqual(first);
    expect(draw({ path: 'a', seed: 6 })).not.toEqual(first);
  });

  it('draws nothing from the sequential stream', () => {
    manualSeed(1);
    const before = defaultGenerator.getState();
    init.fill_(empty([100]), init.normal());
    expect(defaultGenerator.getState()).toEqual(before);
  });

  it('counts as one write and is remembered with all that makes the values again', () => {
    const x = zeros([2, 2]);
    const before = x.storage.version;
    init.fill_(x, init.normal({ std: 2 }), { seed: 3, path: 'w' });
    expect(x.storage.version).toBe(before + 1);
    expect(x.storage.provenance).toMatchObject({
      law: '@nn/init:normal',
      byDefault: false,
      version: before + 1,
      origin: { use: '@nn/init:normal', version: 1, params: { mean: 0, std: 2 }, packed: 'per-block' },
    });
    expect(x.storage.provenance?.origin?.key).toMatch(/^[0-9a-f]{32}$/);
  });

  it('fills what has no elements by any initializer', () => {
    expect(init.fill_(empty([0, 3]), init.normal()).shape).toEqual([0, 3]);
    expect(init.fill_(empty([0, 3]), init.heNormal()).shape).toEqual([0, 3]);
    expect(init.fill_({ data: new Float32Array(0), shape: [0] }, init.values({ data: [1] })).data).toHaveLength(0);
  });

  it('fills a single number', () => {
    expect(init.fill_(empty([]), init.sign()).abs().itemSync()).toBe(1);
  });
});

describe('a packed parameter', () => {
  const spec: ParamSpec = { role: 'weight', axes: { in: [1], out: [0] }, blocks: ['q', 'k', 'v'] };
  const bound = (of: init.Initializer, packing: init.Packing): number =>
    Math.max(...valuesOf(of, [48, 16], { spec, packing }).map(Math.abs));

  it('is filled block by block, each with the fans of the matrix that it is', () => {
    expect(bound(init.glorotUniform(), 'per-block')).toBeGreaterThan(Math.sqrt(6 / 64));
    expect(bound(init.glorotUniform(), 'per-block')).toBeLessThanOrEqual(Math.sqrt(6 / 32));
    expect(bound(init.glorotUniform(), 'whole')).toBeLessThanOrEqual(Math.sqrt(6 / 64));
  });

  it('has a stream of its own for every block', () => {
    const values = valuesOf(init.normal(), [48, 16], { spec });
    const blocks = [0, 1, 2].map((i) => values.slice(i * 256, (i + 1) * 256));
    expect(blocks[0]).not.toEqual(blocks[1]);
    expect(valuesOf(init.normal(), [48, 16], { spec: { ...spec, blocks: ['k', 'q', 'v'] } }).slice(0, 256)).toEqual(
      blocks[1],
    );
  });

  it('is filled as a whole by an initializer of the whole, or where that is asked for', () => {
    const data = Float32Array.from({ length: 6 }, (_, i) => i);
    const of = init.values({ data, shape: [3, 2] });
    expect(valuesOf(of, [3, 2], { spec })).toEqual(data);
    expect(valuesOf(init.shift({ of, by: 0 }), [3, 2], { spec })).toEqual(data);
    expect(valuesOf(init.normal(), [3, 2], { spec, packing: 'whole' })).toEqual(valuesOf(init.normal(), [3, 2]));
  });

  it('has rows that its blocks share evenly', () => {
    for (const packing of ['per-block', 'whole'] as const) {
      const error = refusal(() => init.fill_(empty([4, 2]), init.normal(), { spec, packing }));
      expect(error).toMatchObject({ code: 'SHAPE', details: { blocks: ['q', 'k', 'v'], shape: [4, 2] } });
    }
  });
});

describe('rows that stay zero', () => {
  const spec: ParamSpec = { role: 'embedding', zeroRows: [0, 2] };

  it('are zero, and the others as they are without', () => {
    const [all, some] = [valuesOf(init.normal(), [4, 3]), valuesOf(init.normal(), [4, 3], { spec })];
    expect([...some]).toEqual([...all].map((x, i) => ([0, 2].includes(Math.floor(i / 3)) ? 0 : x)));
    const table = init.fill_(ones([4, 3]), init.normal(), { ...at, spec });
    expect(read(table)).toEqual(some);
  });

  it('are refused beyond the last', () => {
    const spec5: ParamSpec = { role: 'embedding', zeroRows: [4] };
    expect(refusal(() => init.fill_(ones([4, 3]), init.normal(), { spec: spec5 }))).toMatchObject({ code: 'SHAPE' });
  });
});

describe('what is refused', () => {
  const kept = Float32Array.from({ length: 6 }, (_, i) => i + 1);
  const wrong: Readonly<
    Record<string, readonly [of: () => init.Initializer, code: string, options?: init.FillOptions]>
  > = {
    'an initializer whose needs nobody has declared': [() => init.heNormal(), 'INITIALIZER'],
    'a composition of such': [() => init.scale({ of: init.heNormal(), factor: 2 }), 'INITIALIZER'],
    'numbers of another shape': [() => init.values({ data: [1, 2] }), 'INITIALIZER'],
    'a number that the dtype does not hold': [() => init.constant({ value: 1e39 }), 'OPTION'],
    'a law that reaches beyond the dtype': [() => init.normal({ std: 1e38 }), 'OPTION'],
    'a product beyond the dtype': [() => init.scale({ of: init.constant({ value: 3e38 }), factor: 2 }), 'OPTION'],
    'a part beyond the dtype': [() => init.shift({ of: init.constant({ value: 1e39 }), by: 2 }), 'INITIALIZER'],
    'a cut that leaves nothing': [() => init.truncNormal({ a: 8, b: 9 }), 'OPTION'],
    'axes that there are not': [
      () => init.normal(),
      'SHAPE',
      { spec: { role: 'weight', axes: { in: [2], out: [0] } } },
    ],
    'an axis named twice': [() => init.normal(), 'SHAPE', { spec: { role: 'weight', axes: { in: [0], out: [0] } } }],
    'an unknown option': [() => init.normal(), 'OPTION', { sede: 1 } as init.FillOptions],
    'an unknown packing': [() => init.normal(), 'OPTION', { packing: 'blocks' as init.Packing }],
    'a path that is no text': [() => init.normal(), 'OPTION', { path: {} as string }],
    'a seed that is none': [() => init.normal(), 'SEED', { seed: 0.5 }],
  };

  it.each(Object.entries(wrong))('%s: and nothing has changed', (_, [of, code, options = {}]) => {
    const x = tensor(kept.slice()).reshape([2, 3]);
    const { version, provenance } = x.storage;
    const bare = { data: kept.slice(), shape: [2, 3] };
    manualSeed(4);
    const state = defaultGenerator.getState();
    expect(refusal(() => init.fill_(x, of(), options)).code).toBe(code);
    expect(refusal(() => init.fill_(bare, of(), options)).code).toBe(code);
    expect(read(x)).toEqual(kept);
    expect(bare.data).toEqual(kept);
    expect(x.storage.version).toBe(version);
    expect(x.storage.provenance).toBe(provenance);
    expect(defaultGenerator.getState()).toEqual(state);
  });

  it('what only a 16-bit float does not hold', () => {
    for (const of of [
      init.constant({ value: 7e4 }),
      init.uniform({ high: 7e4 }),
      init.scale({ of: init.ones(), factor: 7e4 }),
    ]) {
      const x = ones([2], { dtype: 'float16' });
      expect(refusal(() => init.fill_(x, of))).toMatchObject({ code: 'OPTION', details: { dtype: 'float16' } });
      expect([...read(x)]).toEqual([1, 1]);
      init.fill_(ones([2], { dtype: 'bfloat16' }), of);
    }
  });

  it('integers', () => {
    const x = ones([2], { dtype: 'int32' });
    expect(refusal(() => init.fill_(x, init.normal()))).toMatchObject({ code: 'DTYPE' });
    const bare = { data: new Int32Array(2) as unknown as Float32Array, shape: [2] };
    expect(refusal(() => init.fill_(bare, init.normal()))).toMatchObject({ code: 'DTYPE' });
  });

  it('a view whose elements share memory', () => {
    const x = ones([1, 3]);
    expect(refusal(() => init.fill_(x.expand([4, 3]), init.normal()))).toBeInstanceOf(NnError);
    expect([...read(x)]).toEqual([1, 1, 1]);
  });

  it('what is no initializer, with the call that makes one', () => {
    for (const of of [init.normal, { use: '@nn/init:normal' }, 'normal']) {
      expect(refusal(() => init.fill_(ones([2]), of as unknown as init.Initializer)).message).toContain(
        'Write normal(',
      );
    }
  });

  it('is told with the parameter', () => {
    const error = refusal(() => init.fill_(ones([2, 2]), init.heNormal(), { path: 'encoder.0.weight' }));
    expect(error.where).toBe('encoder.0.weight');
    expect(error.message).toContain('encoder.0.weight');
  });
});
