import { NnError } from '@nn/core';
import { defaultGenerator, manualSeed } from '@nn/random';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as flax from './flax/index.js';
import * as init from './index.js';
import * as keras from './keras/index.js';
import { FakeNetwork, linear } from './policy/test-network.js';
import * as torch from './torch/index.js';

/* Whatever a caller writes, a function of this package answers, or throws an error that has a code; and a refused call has drawn nothing. */

const names = [
  ...['gain', 'std', 'mean', 'low', 'high', 'a', 'b', 'of', 'factor', 'by', 'parts', 'weight', 'blocks', 'otherwise'],
  ...['fans', 'mode', 'nonlinearity', 'axes', 'in', 'out', 'seed', 'path', 'spec', 'packing', 'rules', 'match', 'use'],
  ...['name', 'expect', 'sparsity', 'value', 'tmax', 'probability', 'scale', 'distribution', 'size', 'p', 'groups'],
  ...[
    'dtype',
    'atLeast',
    'data',
    'shape',
    'generator',
    'rows',
    'law',
    'role',
    'unmatched',
    'layers',
    'branches',
    'layer',
  ],
  ...['residual', 'positionStd', 'truncated', 'version', 'parameters', 'claim', 'fill', 'draw', 'params', 'perLayer'],
  ...[
    'min',
    'max',
    'start',
    'zeroRows',
    'addedTo',
    'activation',
    'default',
    'depth',
    'plan',
    'allow',
    'inAxis',
    'constructor',
  ],
];

const things = (): unknown[] => [
  ...[0, -1, 1, 2, 0.5, Number.NaN, Infinity, 1e308, 2 ** 53, -0, '', 'x', 'fan_in', 'normal', 'relu', 'keep', '**'],
  ...['__proto__', 'constructor', null, undefined, true, 3n, Symbol('s'), () => 1, new Map(), new Date(0), /x/],
  ...[
    init.normal(),
    init.normal,
    init.number(),
    { data: new Float32Array(6), shape: [2, 3] },
    { data: [1], shape: [1] },
  ],
  init.definePolicy({ name: 'n', rules: [{ match: '**', use: 'keep' }] }),
];

const { anything } = fc.letrec<{ anything: unknown; fields: unknown }>((tie) => ({
  anything: fc.oneof(
    { depthSize: 'small' },
    { weight: 6, arbitrary: fc.constantFrom(...things()) },
    { weight: 2, arbitrary: fc.array(tie('anything'), { maxLength: 3 }) },
    { weight: 4, arbitrary: tie('fields') },
  ),
  fields: fc.dictionary(fc.constantFrom(...names), tie('anything'), { maxKeys: 4, noNullPrototype: true }),
}));

const stateOf = (): string => defaultGenerator.getState().join();
manualSeed(1);
const fresh = stateOf();

function neverLost(call: (...args: unknown[]) => unknown, numRuns: number): void {
  const property = fc.property(fc.array(anything, { maxLength: 3 }), (args) => {
    manualSeed(1);
    try {
      const answer = call(...args);
      if (answer instanceof init.Initializer) JSON.stringify([answer, String(answer)]);
      // What was registered is taken out again.
      if (call === init.registerInitializers) (answer as () => void)();
    } catch (error) {
      expect(error).toBeInstanceOf(NnError);
      expect(stateOf()).toBe(fresh);
    }
  });
  fc.assert(property, { seed: 42, numRuns });
}

let undo = (): void => {};
beforeAll(() => (undo = init.registerBuiltins()));
afterAll(() => undo());

const functions = Object.entries({ init, keras, flax, torch }).flatMap(([space, module]) =>
  Object.entries(module).flatMap(([name, value]) =>
    typeof value === 'function' && !/^[A-Z]/.test(name)
      ? [{ name: `${space}.${name}`, call: value as (...args: unknown[]) => unknown }]
      : [],
  ),
);

describe('whatever it is called with', () => {
  // Built-ins are registered already.
  it.each(functions.filter(({ name }) => name !== 'init.registerBuiltins'))(
    '$name answers, or refuses with a code',
    ({ call }) => neverLost(call, 30),
  );

  const net = (): FakeNetwork => new FakeNetwork(...linear('a', 2, 3), ...linear('b', 3, 3));

  it.each([
    ['plan', init.plan],
    ['coverage', init.coverage],
    ['assertCovered', init.assertCovered],
    ['restorePlan', init.restorePlan],
    ['recreate', init.recreate],
  ])('%s of a network answers, or refuses with a code', (_, call) =>
    neverLost((...args) => (call as (...all: unknown[]) => unknown)(net(), ...args), 60),
  );

  it('a plan answers, or refuses with a code', () => {
    const plan = init.plan(net(), { name: 'p', rules: [{ match: '**', use: init.normal() }] });
    neverLost((path) => plan.entry(path as string), 40);
    neverLost((path) => plan.explain(path as string), 40);
    neverLost((region) => plan.values('a.weight', region as init.Region), 60);
  });

  it('fill_ of a bare array answers, or refuses with a code', () => {
    const all = functions.flatMap(({ call }) => ('definition' in call ? [call] : []));
    neverLost((params, spec) => {
      for (const make of all) {
        try {
          init.fill_({ data: new Float32Array(24), shape: [2, 3, 4] }, make(params) as init.Initializer, {
            spec: spec as null,
          });
        } catch (error) {
          expect(error).toBeInstanceOf(NnError);
        }
      }
    }, 8);
  });

  const wrong = (call: (...args: never[]) => unknown, ...args: readonly unknown[]) => ({
    call: () => call(...(args as never[])),
  });

  it.each<[string, string, { readonly call: () => unknown }]>([
    ['a size that is a symbol', 'SHAPE', wrong(init.calculateFanInAndFanOut, [2, Symbol('s')])],
    ['a symbol behind a negative size', 'SHAPE', wrong(init.calculateFanInAndFanOut, [-2, Symbol('s')])],
    ['a size that nothing can be said of', 'SHAPE', wrong(init.calculateFanInAndFanOut, [Object.create(null)])],
    ['a claim of no tensor', 'OPTION', wrong(init.claimOf, init.normal())],
    ['a claim of a tensor of no shape', 'OPTION', wrong(init.claimOf, init.normal(), { shape: null })],
    ['acceptance of no tensor', 'OPTION', wrong(init.acceptance, init.normal(), null)],
    ['a list under no condition', 'OPTION', wrong(init.list, init.number(), null)],
    ['a list of half an entry', 'OPTION', wrong(init.list, init.number(), { min: 0.5 })],
    ['a bound that is a symbol', 'OPTION', wrong(init.number, { min: Symbol('s') })],
    ['a bound that is NaN', 'OPTION', wrong(init.number, { below: Number.NaN })],
    ['a bound that is a word', 'OPTION', wrong(init.number, { max: '1' })],
    ['the gain of a class', 'OPTION', wrong(init.exactGain, class {})],
    [
      'a derivative that is a class',
      'OPTION',
      wrong(init.exactGain, Math.tanh, { direction: 'backward', derivative: class {} }),
    ],
    ['the gain of a function that gives symbols', 'OPTION', wrong(init.exactGain, () => Symbol('s'))],
    ['a path that is no string', 'OPTION', wrong(init.initializerFromJSON, {}, Symbol('s'))],
  ])('%s is refused by the code %s', (_, code, { call }) => {
    expect(call).toThrow(expect.objectContaining({ name: 'NnError', code }));
  });
});
