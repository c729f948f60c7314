import { readFileSync } from 'node:fs';
import * as nn from '@nn/nn';
import { init, manualSeed, type Module, zeros } from '@nn/nn';
import { describe, expect, it } from 'vitest';
import { countedFans } from './counted-fans.js';
import type { Counted } from './dependence.js';

/** A module as PyTorch has made it, and what PyTorch guesses of each parameter's fans from its shape. */
interface TorchCase {
  readonly module: string;
  readonly args: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
  /** What a lazy module is shown. */
  readonly input?: readonly number[];
  readonly parameters: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly guess: readonly [number, number] | null }>
  >;
}

const cases = JSON.parse(readFileSync(new URL('fixtures/torch-fans.json', import.meta.url), 'utf8')) as TorchCase[];

function made({ module, args, options }: TorchCase): Module {
  const Class = (nn as unknown as Record<string, new (...given: unknown[]) => Module>)[module]!;
  return new Class(...args, options);
}

/** A batch gives a lazy module its shapes. */
function show(module: Module, { input }: TorchCase): Module {
  if (input !== undefined) (module as nn.Linear).forward(zeros([...input]));
  return module;
}

const counts = new Map<TorchCase, Record<string, Counted>>();

/** The right fans, counted once. */
function rightFans(one: TorchCase): Record<string, Counted> {
  const counted = counts.get(one) ?? countedFans(show(made(one), one));
  counts.set(one, counted);
  return counted;
}

/** Every element becomes its fan in, or its fan out: what any initializer would be told. */
const told = (which: 'in' | 'out'): init.Initializer =>
  init.defineInitializer<init.NoParams, init.NoParams>({
    name: `test:fan-${which}`,
    version: 1,
    needs: ['fans'],
    parameters: init.object({}),
    claim: (_, { fans }) => init.claimOfDraw({ law: 'constant', value: fans![which] }),
    draw: (_, { fans }) => ({ law: 'constant', value: fans![which] }),
  })();

/** Of parameters that are maps; others have no fans. */
const roles = ['weight', 'embedding'] as const;

function policyOf(which: 'in' | 'out'): init.Policy {
  const rules = [
    { match: '**', use: 'keep' },
    { match: { role: roles }, use: told(which), optional: true },
  ] as const;
  return init.definePolicy({ name: 'fans', overridden: 'allow', rules });
}

/** The fans that initializers are told, by path and block. @param ready what gives its parameters their shapes after the plan */
function toldFans(make: () => Module, ready: (net: Module) => void = () => {}): Record<string, Counted> {
  const [inputs, outputs] = (['in', 'out'] as const).map((which) => {
    const net = make();
    init.plan(net, policyOf(which)).apply();
    ready(net);
    return fansByBlock(net);
  }) as [Record<string, number>, Record<string, number>];
  return Object.fromEntries(Object.keys(inputs).map((path) => [path, { in: inputs[path]!, out: outputs[path]! }]));
}

function fansByBlock(net: Module): Record<string, number> {
  const fans: Record<string, number> = {};
  const parameters = new Map(net.namedParameters());
  for (const { path, spec } of net.parameterViews()) {
    if (!roles.some((role) => role === spec?.role)) {
      expect([path, spec?.axes]).toEqual([path, undefined]);
      continue;
    }
    const { blocks, zeroRows = [] } = spec!;
    const firsts = parameters.get(path)!.flatten(1).select(1, 0).toArraySync<number[]>();
    const values = firsts.filter((_, row) => !zeroRows.includes(row));
    const rows = values.length / (blocks?.length ?? 1);
    for (const [i, block] of (blocks ?? [null]).entries()) {
      const [fan, ...others] = new Set(values.slice(i * rows, (i + 1) * rows));
      expect(others).toEqual([]);
      fans[block === null ? path : `${path}:${block}`] = fan!;
    }
  }
  return fans;
}

const title = ({ module, args, options }: TorchCase): string =>
  `${module}(${JSON.stringify([...args, options]).slice(1, -1)})`;

describe('the fans that initializers are told', () => {
  it.each(cases.map((one) => [title(one), one] as const))('of %s are those that running it shows', (_, one) => {
    manualSeed(0);
    const net = show(made(one), one);
    const shapes = Object.fromEntries(Array.from(net.namedParameters(), ([path, { shape }]) => [path, shape]));
    expect(shapes).toEqual(
      Object.fromEntries(Object.entries(one.parameters).map(([path, { shape }]) => [path, shape])),
    );
    expect(toldFans(() => net)).toEqual(rightFans(one));
  });

  it.each(cases.filter(({ input }) => input !== undefined).map((one) => [title(one), one] as const))(
    'of %s are the same when it is planned before its first batch',
    (_, one) => {
      expect(
        toldFans(
          () => made(one),
          (net) => show(net, one),
        ),
      ).toEqual(rightFans(one));
    },
  );
});

describe("PyTorch's guess of the fans", () => {
  it('is what calculateFanInAndFanOut gives', () => {
    for (const one of cases) {
      for (const [, { shape, guess }] of Object.entries(one.parameters)) {
        if (guess === null) {
          const refused = expect.objectContaining({ code: 'SHAPE' }) as Error;
          expect(() => init.calculateFanInAndFanOut(zeros([...shape]))).toThrow(refused);
        } else expect(init.calculateFanInAndFanOut(zeros([...shape]))).toEqual(guess);
      }
    }
  });

  it('is right for plain maps, and wrong for these', () => {
    const wrong: Record<string, readonly [wrong: number, weights: number]> = {};
    let total = 0;
    for (const one of cases) {
      for (const [path, { guess }] of Object.entries(one.parameters)) {
        const maps = Object.entries(rightFans(one)).filter(([name]) => name === path || name.startsWith(`${path}:`));
        if (maps.length === 0) continue;
        total++;
        const agrees = maps.every(([, fans]) => guess?.[0] === fans.in && guess[1] === fans.out);
        const [before, all] = wrong[one.module] ?? [0, 0];
        wrong[one.module] = [before + (agrees ? 0 : 1), all + 1];
      }
    }
    expect(total).toBeGreaterThanOrEqual(200);
    // Right for fan in, but not for fan out: groups are counted as one map, packed matrices too, and a bilinear layer's second input as a field.
    // Transposed convolutions and tables of vectors have in and out the other way round.
    expect(wrong).toEqual({
      ...{ Linear: [0, 9], LazyLinear: [0, 2], Bilinear: [4, 5], Embedding: [2, 2], EmbeddingBag: [2, 2] },
      ...{
        Conv1d: [6, 13],
        Conv2d: [6, 13],
        Conv3d: [6, 13],
        LazyConv1d: [2, 3],
        LazyConv2d: [2, 3],
        LazyConv3d: [2, 3],
      },
      ...{ ConvTranspose1d: [11, 12], ConvTranspose2d: [11, 12], ConvTranspose3d: [11, 12] },
      ...{ LazyConvTranspose1d: [3, 3], LazyConvTranspose2d: [3, 3], LazyConvTranspose3d: [3, 3] },
      ...{ RNN: [0, 22], RNNCell: [0, 6], GRU: [20, 20], GRUCell: [4, 4], LSTM: [30, 35], LSTMCell: [4, 4] },
      ...{
        MultiheadAttention: [4, 16],
        Transformer: [4, 14],
        TransformerDecoderLayer: [2, 6],
        TransformerEncoderLayer: [1, 4],
      },
    });
  });
});
