import { cpu } from '@nn/backend-cpu';
import { NnError, registerBackend } from '@nn/core';
import { ones, type Tensor } from '@nn/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import * as init from '../index.js';
import type { FillContext } from './fill-context.js';
import { valuesOf } from './test-values.js';

beforeAll(() => registerBackend(cpu()));

type Floats = Float32Array | Float64Array;
const parameters = init.object({});
const claim = (): init.Claim => ({ marginal: { law: 'point', value: 5 }, dependence: 'deterministic' });

/** Somebody else's initializer. */
const plugin = (fill: (context: FillContext, out: Floats) => void): init.Initializer =>
  init.defineInitializer({
    name: 'other:plugin',
    version: 1,
    parameters,
    claim,
    fill: (_, context, out) => fill(context, out),
  })();

const spec = { role: 'weight', blocks: ['a', 'b'] } as const;

/** What the call is refused with; the tensor, and the elements around it, must be as before. */
function refusal(of: init.Initializer, options: init.FillOptions = {}): NnError {
  const memory = ones([6, 2]);
  const target = memory.narrow(0, 1, 4);
  try {
    init.fill_(target, of, { path: 'net.weight', ...options });
  } catch (error) {
    expect(read(memory)).toEqual(new Float32Array(12).fill(1));
    expect(memory.storage.provenance?.law).not.toBe('other:plugin');
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('not refused');
}

const read = (x: Tensor): Floats => x.toTypedArraySync() as Floats;

describe('an initializer that writes beyond its region', () => {
  it('cannot: it is lent an array of exactly this length, with no other memory behind it', () => {
    const of = plugin((_, out) => {
      for (let i = -4; i < out.length + 100; i++) out[i] = 5;
      new Float32Array(out.buffer).fill(5);
      expect(out.byteLength).toBe(out.buffer.byteLength);
    });
    const memory = ones([6, 2]);
    init.fill_(memory.narrow(0, 1, 4), of, { spec });
    expect([...read(memory)]).toEqual([1, 1, ...Array.from({ length: 8 }, () => 5), 1, 1]);
    expect([...valuesOf(of, [4, 2], { spec, region: { start: [1, 0], size: [2, 2] } })]).toEqual([5, 5, 5, 5]);
    const wide = ones([4, 4]);
    init.fill_(wide.narrow(1, 1, 2), of, { spec });
    expect([...read(wide)]).toEqual(Array.from({ length: 4 }, () => [1, 5, 5, 1]).flat());
    const bare = new Float32Array(12).fill(1);
    init.fill_({ data: bare.subarray(2, 10), shape: [4, 2] }, of, { spec });
    expect([...bare]).toEqual([1, 1, ...Array.from({ length: 8 }, () => 5), 1, 1]);
  });

  it('cannot do so later, by the array that it has kept', () => {
    const kept: Floats[] = [];
    const of = plugin((_, out) => {
      kept.push(out);
      out.fill(5);
    });
    const target = init.fill_(ones([4, 2]), of, { spec });
    const bare = init.fill_({ data: new Float32Array(8), shape: [4, 2] }, of);
    kept.forEach((out) => out.fill(9));
    expect([...read(target)]).toEqual(Array.from({ length: 8 }, () => 5));
    expect([...bare.data]).toEqual(Array.from({ length: 8 }, () => 5));
  });

  it('cannot change its parameters either', () => {
    const of = init.defineInitializer({
      name: 'other:plugin',
      version: 1,
      parameters: init.object({ values: init.list(init.number()) }),
      claim,
      fill(params) {
        (params.values as number[])[0] = 9;
      },
    })({ values: [1] });
    expect(refusal(of)).toMatchObject({ code: 'INITIALIZER' });
    expect(of.toString()).toBe('other:plugin(values=[1])');
  });
});

describe('an initializer that throws', () => {
  it('is told by its name and the parameter, and nothing is written', () => {
    const cause = new RangeError('out of luck');
    let calls = 0;
    const of = plugin((_, out) => {
      out.fill(5);
      if (++calls === 2) throw cause;
    });
    const error = refusal(of, { spec });
    expect(error).toMatchObject({
      code: 'INITIALIZER',
      op: 'other:plugin',
      details: { method: 'fill' },
      where: 'net.weight',
    });
    expect(error.cause).toBe(cause);
    expect(error.message).toContain('fill of other:plugin has thrown: out of luck; in net.weight');
  });

  it('may throw anything', () => {
    const of = plugin(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- somebody else's code
      throw 'text';
    });
    expect(refusal(of)).toMatchObject({ code: 'INITIALIZER', cause: 'text' });
  });

  it('keeps an error of ours as it is', () => {
    const own = new NnError('VALUE', 'no');
    expect(
      refusal(
        plugin(() => {
          throw own;
        }),
      ),
    ).toBe(own);
  });

  it.each(['accepts', 'draw', 'whole'] as const)('in %s is told the same', (method) => {
    const fail = (): never => {
      throw new Error('oops');
    };
    const rest = method === 'accepts' ? { accepts: fail, fill: () => {} } : { [method]: fail };
    const definition = {
      name: 'other:plugin',
      version: 1,
      parameters,
      claim,
      ...rest,
    } as init.InitializerDefinition<unknown>;
    const of = init.defineInitializer(definition)();
    expect(refusal(of)).toMatchObject({ code: 'INITIALIZER', details: { method }, where: 'net.weight' });
    expect(refusal(init.scale({ of, factor: 2 })).message).toContain('oops');
  });
});

describe('an initializer that returns', () => {
  it('its array instead of writing is refused', () => {
    const error = refusal(plugin((_, out) => new Float32Array(out.length)));
    expect(error).toMatchObject({ code: 'INITIALIZER', details: { method: 'fill' } });
    expect(error.message).toContain('Float32Array, which nobody reads');
  });

  it('a promise is refused: nobody waits', () => {
    expect(refusal(plugin(async (_, out) => void out.fill(5))).message).toContain('Promise');
  });

  it('the array that it was lent is right', () => {
    const target = init.fill_(
      ones([2]),
      plugin((_, out) => out.fill(5)),
    );
    expect([...read(target)]).toEqual([5, 5]);
  });

  it.each([
    ['too few numbers', () => new Float32Array(3)],
    ['a plain array', () => [1, 2, 3, 4, 5, 6, 7, 8]],
    ['nothing', () => {}],
  ])('%s as a whole is refused', (_, whole) => {
    const definition = { name: 'other:plugin', version: 1, parameters, claim, whole: whole as () => Float32Array };
    expect(refusal(init.defineInitializer(definition)())).toMatchObject({
      code: 'INITIALIZER',
      details: { method: 'whole', shape: [4, 2] },
    });
  });

  it('infinite values is refused', () => {
    expect(refusal(plugin((_, out) => void out.fill(Infinity)))).toMatchObject({ code: 'OPTION', op: 'other:plugin' });
  });
});

describe('an initializer that asks another for values', () => {
  it('has to bring an array of the right length', () => {
    const of = plugin((context) => context.fill(init.ones(), 'of', new Float32Array(3)));
    expect(refusal(of)).toMatchObject({ code: 'SHAPE' });
  });

  it('gets them under a key of its own', () => {
    const of = plugin((context, out) => {
      const other = out.slice();
      context.fill(init.normal(), 'a', out);
      context.fill(init.normal(), 'b', other);
      expect(out).not.toEqual(other);
      expect(context.whole(init.normal(), 'a', context.spec)).toEqual(out);
    });
    expect([...valuesOf(of, [4, 2])]).toHaveLength(8);
  });

  it('and walks its region by the indices of the whole', () => {
    const of = plugin(({ forEach, spec: { shape } }, out) =>
      forEach((position, index) => (out[position] = index[0]! * shape[1]! + index[1]!)),
    );
    expect([...valuesOf(of, [4, 3], { region: { start: [1, 1], size: [2, 2] } })]).toEqual([4, 5, 7, 8]);
  });
});
