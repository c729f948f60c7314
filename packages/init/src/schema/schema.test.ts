import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { refusal as refusalOf } from '../initializer/test-refusal.js';

/** What a call is refused with. */
function refusal(call: () => unknown): { code: string; message: string; path: unknown } {
  const { code, message, details } = refusalOf(call);
  return { code, message, path: details['path'] };
}

const schema = init.object({
  size: init.number({ above: 0, max: 8, integer: true }),
  kind: init.optional(init.choice(['left', 'right']), 'left'),
  rows: init.optional(init.list(init.number(), { min: 2 })),
  named: init.optional(init.record(init.boolean()), {}),
});
const parse = (value: unknown): unknown => schema.parse(value, { op: 'box', path: '' });

describe('parameters', () => {
  it('are given back with the defaults filled in, and cannot be changed', () => {
    const parsed = parse({ size: 3 }) as { size: number };
    expect(parsed).toEqual({ size: 3, kind: 'left', rows: undefined, named: {} });
    expect(() => (parsed.size = 4)).toThrow(TypeError);
  });

  it('are written as JSON without what is not there, and read again', () => {
    const read = schema.parse({ size: 3, rows: [1, 2] }, { op: 'box', path: '' });
    expect(schema.toJSON(read)).toEqual({ size: 3, kind: 'left', rows: [1, 2], named: {} });
    expect(parse(schema.toJSON(read))).toEqual(read);
    expect(schema.toJSON(schema.parse({ size: 3 }, { op: 'box', path: '' }))).toEqual({
      size: 3,
      kind: 'left',
      named: {},
    });
  });

  it('are described as JSON Schema', () => {
    expect(schema.jsonSchema).toEqual({
      type: 'object',
      properties: {
        size: { type: 'integer', exclusiveMinimum: 0, maximum: 8 },
        kind: { type: 'string', enum: ['left', 'right'], default: 'left' },
        rows: { type: 'array', items: { type: 'number' }, minItems: 2 },
        named: { type: 'object', additionalProperties: { type: 'boolean' }, default: {} },
      },
      additionalProperties: false,
      required: ['size'],
    });
  });

  it('have one zero, as JSON has', () => {
    expect(Object.is(init.number().parse(-0, { op: '', path: '' }), 0)).toBe(true);
    expect(Object.is(init.numbers().parse([-0], { op: '', path: '' })[0], 0)).toBe(true);
  });

  it.each([
    [{}, 'size', 'box needs size'],
    [{ size: 9 }, 'size', 'box expects size to be an integer above 0 and of at most 8, but got 9'],
    [{ size: 1.5 }, 'size', 'but got 1.5'],
    [{ size: Number.NaN }, 'size', 'but got NaN'],
    [{ size: Infinity }, 'size', 'but got Infinity'],
    [{ size: '3' }, 'size', "but got '3'"],
    [{ size: null }, 'size', 'but got null'],
    [{ size: 1, kind: 'lefd' }, 'kind', "Did you mean 'left'?"],
    [{ size: 1, rows: [1] }, 'rows', 'an array of at least 2'],
    [{ size: 1, rows: [1, 'x'] }, 'rows[1]', "box expects rows[1] to be a finite number, but got 'x'"],
    [{ size: 1, named: { a: 1 } }, 'named.a', 'box expects named.a to be a boolean, but got 1'],
    [{ size: 1, sise: 2 }, 'sise', "box has no parameter 'sise'. Did you mean 'size'?"],
    [{ size: 1, zzz: 2 }, 'zzz', 'It has size, kind, rows, named.'],
    ['3', '', "box expects its parameters to be an object, but got '3'"],
    [[], '', 'but got Array'],
  ])('that do not fit are refused with their path: %j', (value, path, message) => {
    const found = refusal(() => parse(value));
    expect(found).toMatchObject({ code: 'OPTION', path });
    expect(found.message).toContain(message);
  });

  it('of several fields at once are checked together', () => {
    expect(refusal(() => init.uniform({ low: 2, high: 1 }))).toEqual({
      code: 'OPTION',
      path: '',
      message: '@nn/init:uniform: low is 2, above high, 1',
    });
    expect(refusal(() => init.truncNormal({ a: 1, b: 1 })).message).toContain('a is 1, which is not below b, 1');
  });
});

describe('numbers', () => {
  const read = (value: unknown): Float64Array => init.numbers().parse(value, { op: 'op', path: 'data' });

  it('are kept as a copy', () => {
    const given = Float32Array.of(1, 2);
    const kept = read(given);
    given[0] = 9;
    expect(kept).toEqual(Float64Array.of(1, 2));
  });

  it.each([
    [[1, 'a'], 'data[1]'],
    [Float32Array.of(1, Number.NaN), 'data[1]'],
    [Int32Array.of(1), 'data'],
    [3, 'data'],
    [[[1]], 'data[0]'],
  ])('that are none are refused: %j', (value, path) => {
    expect(refusal(() => read(value))).toMatchObject({ code: 'OPTION', path });
  });
});

describe('initializers within initializers', () => {
  let undo: () => void;
  beforeAll(() => {
    undo = init.registerBuiltins();
  });
  afterAll(() => undo());

  it('are refused with the whole path', () => {
    const config = {
      use: '@nn/init:mixture',
      params: {
        parts: [
          { weight: 0.5, of: { use: '@nn/init:zeros' } },
          {
            weight: 0.5,
            of: { use: '@nn/init:scale', params: { factor: 2, of: { use: '@nn/init:normal', params: { std: -1 } } } },
          },
        ],
      },
    };
    const found = refusal(() => init.initializerFromJSON(config));
    expect(found).toMatchObject({ code: 'OPTION', path: 'parts[1].of.params.of.params.std' });
    expect(found.message).toBe(
      '@nn/init:normal expects parts[1].of.params.of.params.std to be a finite number of at least 0, but got -1',
    );
  });

  it('say where conditions of several fields fail', () => {
    const of = { use: '@nn/init:uniform', params: { low: 1, high: 0 } };
    expect(refusal(() => init.scale({ of, factor: 2 })).message).toBe(
      '@nn/init:uniform, at of.params: low is 1, above high, 0',
    );
  });

  it('may be values or JSON', () => {
    const of = init.normal({ std: 0.5 });
    expect(init.scale({ of: of.toJSON(), factor: 2 }).toString()).toBe(init.scale({ of, factor: 2 }).toString());
  });

  it('are nothing else', () => {
    expect(refusal(() => init.scale({ of: 3 as never, factor: 2 }))).toMatchObject({ code: 'OPTION', path: 'of' });
    expect(refusal(() => init.scale({ of: { uze: 'x' } as never, factor: 2 }))).toMatchObject({ path: 'of' });
    expect(refusal(() => init.scale({ of: init.normal as never, factor: 2 })).message).toContain('Write normal(');
  });
});
