import { type ParamSpec, NnError } from '@nn/core';
import { getRngState, initialSeed, manualSeed } from '@nn/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineInitializer } from '../initializer/define-initializer.js';
import { fill_ } from '../initializer/fill.js';
import { constant } from '../initializers/constant.js';
import { normal } from '../initializers/normal.js';
import { uniform } from '../initializers/uniform.js';
import { object } from '../schema/object.js';
import type { PolicyOptions } from './define-policy.js';
import { type Plan, plan } from './plan.js';
import type { RuleOptions } from './rule.js';
import { FakeNetwork, FakeParameter, linear } from './test-network.js';

const zero = constant({ value: 0 });

function planOf(net: FakeNetwork, rules: readonly RuleOptions[], options: Partial<PolicyOptions> = {}): Plan {
  return plan(net, { name: 'test', rules, ...options }, { seed: 7 });
}

const net = (): FakeNetwork =>
  new FakeNetwork(...linear('encoder.0', 3, 4), ...linear('encoder.1', 4, 4), ...linear('head', 4, 2));
const everything: RuleOptions = { match: '**', use: 'default' };
const messages = (of: Plan): string[] => of.problems.map(({ message }) => message);

describe('a plan', () => {
  it('says for each parameter what the last rule that matches says', () => {
    const made = planOf(net(), [
      everything,
      { match: '**.bias', use: zero },
      { match: 'encoder.**', use: normal({ std: 0.02 }), id: 'encoder' },
      { match: 'encoder.0.bias', use: 'keep' },
    ]);
    expect(made.entries.map(({ path, rule, action }) => [path, rule, action])).toEqual([
      ['encoder.0.weight', 'encoder', 'fill'],
      ['encoder.0.bias', 'encoder.0.bias', 'keep'],
      ['encoder.1.weight', 'encoder', 'fill'],
      ['encoder.1.bias', 'encoder', 'fill'],
      ['head.weight', '**', 'fill'],
      ['head.bias', '**.bias', 'fill'],
    ]);
    expect(made.ok).toBe(true);
    expect(made.overlaps).toEqual([
      {
        rule: '**',
        by: ['encoder', 'encoder.0.bias', '**.bias'],
        kind: 'partial',
        paths: made.entries.map(({ path }) => path).filter((path) => path !== 'head.weight'),
      },
      {
        rule: '**.bias',
        by: ['encoder.0.bias', 'encoder'],
        kind: 'partial',
        paths: ['encoder.0.bias', 'encoder.1.bias'],
      },
      { rule: 'encoder', by: ['encoder.0.bias'], kind: 'partial', paths: ['encoder.0.bias'] },
    ]);
  });

  it('explains itself: every rule that matches, which wins, law, fans and key', () => {
    const made = planOf(net(), [everything, { match: '**.weight', use: normal({ std: 0.02 }) }]);
    expect(made.explain('encoder.0.weight')).toBe(
      [
        'encoder.0.weight: [4, 3], float32, of a Linear, role weight',
        "  rule '**' matches: default",
        "  rule '**.weight' matches: normal(mean=0, std=0.02)   <- wins",
        '  of all rules that match, the last wins',
        `  filled by normal(mean=0, std=0.02), from the stream ${made.entry('encoder.0.weight').key.toString()}`,
        '  an element is distributed as N(0, 0.02²): std 0.02',
        '  fan in 3, fan out 4',
      ].join('\n'),
    );
    expect(() => made.explain('encoder.0.wieght')).toThrow(
      "no parameter 'encoder.0.wieght'. Did you mean 'encoder.0.weight'?",
    );
  });

  it('prints as a table in which alike layers share a line', () => {
    const layers = new FakeNetwork(...[0, 1, 2].flatMap((i) => linear(`h.${i}.fc`, 16, 4)), ...linear('head', 16, 4));
    const made = planOf(layers, [everything, { match: 'h.**.bias', use: zero }, { match: 'head.bias', use: 'keep' }]);
    expect(String(made).split('\n')).toEqual([
      "Plan 'test', seed 7: 8 parameters",
      'path                shape    rule       initializer        law                std',
      'h.{0..2}.fc.weight  [4, 16]  **         torchDefault()     U(-0.25, 0.25)  0.1443',
      'h.{0..2}.fc.bias    [4]      h.**.bias  constant(value=0)  {0}                  0',
      'head.weight         [4, 16]  **         torchDefault()     U(-0.25, 0.25)  0.1443',
      'head.bias           [4]      head.bias  kept',
    ]);
  });

  it('finds everything that is wrong, and check() says it in one error', () => {
    const made = planOf(net(), [
      { match: 'encoder.**', use: zero },
      { match: 'decoder.**', use: zero },
    ]);
    expect(made.ok).toBe(false);
    expect(made.missed).toEqual(['head.weight', 'head.bias']);
    expect(made.unusedRules).toEqual(['decoder.**']);
    expect(made.problems.map(({ kind }) => kind)).toEqual(['unused', 'missed', 'missed']);
    expect(() => made.check()).toThrow(
      /^plan 'test' has 3 problems:\n- rule 'decoder\.\*\*' matches nothing\. Did you mean 'encoder\.\*\*'\?\n- no rule reaches 'head\.weight' \(Linear, weight\)\n- no rule/,
    );
    expect(() => made.apply()).toThrow(NnError);
    expect(String(made)).toContain("3 problems:\n- rule 'decoder.**' matches nothing");
  });

  it('does with parameters that no rule reaches what the policy says', () => {
    const kept = planOf(net(), [{ match: 'encoder.**', use: zero }], { unmatched: 'keep' });
    expect([kept.ok, kept.missed, kept.entry('head.bias').action]).toEqual([true, [], 'keep']);
    expect(kept.explain('head.bias')).toContain("no rule matches, and the policy says 'keep'");
    const filled = planOf(net(), [{ match: 'encoder.**', use: zero }], { unmatched: 'default' });
    expect([filled.ok, String(filled.entry('head.bias').initializer)]).toEqual([true, 'torchDefault()']);
  });

  it('takes the seed of the last manualSeed, and draws nothing from its stream', () => {
    manualSeed(11);
    const state = getRngState();
    const made = plan(net(), { name: 'test', rules: [everything] });
    made.apply();
    made.values('head.weight');
    expect(made.seed).toBe(11n);
    expect(initialSeed()).toBe(11n);
    expect(getRngState()).toEqual(state);
    expect(plan(net(), { name: 'test', rules: [everything] }, { seed: -1 }).seed).toBe(2n ** 64n - 1n);
    expect(() => plan(net(), { name: 'test', rules: [everything] }, { seed: 0.5 })).toThrow(NnError);
  });

  it('refuses what is no network, and two parameters of one name', () => {
    expect(() => plan({} as FakeNetwork, { name: 'test', rules: [] })).toThrow('plan expects a module');
    expect(() => planOf(new FakeNetwork(...linear('a', 2, 2), ...linear('a', 2, 2)), [everything])).toThrow(
      "two parameters stand at 'a.weight'",
    );
  });

  it('refuses a target that cannot be asked first', () => {
    const [view] = net().parameterViews();
    const old = { parameterViews: () => [{ ...view!, target: {} as FakeParameter }] };
    expect(() => plan(old, { name: 'test', rules: [everything] })).toThrow(
      "'encoder.0.weight' is no target that can be prepared",
    );
  });

  it('of a network without parameters is fine, if its rules may match nothing', () => {
    expect(planOf(new FakeNetwork(), [{ ...everything, optional: true }]).ok).toBe(true);
    expect(messages(planOf(new FakeNetwork(), [everything]))).toEqual([
      "rule '**' matches nothing. The network has no parameters.",
    ]);
  });
});

describe('a rule that matches nothing', () => {
  const why = (match: RuleOptions['match'], of: FakeNetwork = net()): string | undefined =>
    messages(planOf(of, [everything, { match, use: zero }]))[0];

  it('is asked whether it was misspelt', () => {
    expect(why('encoder.*.wieght')).toContain("Did you mean 'encoder.*.weight'?");
    expect(why({ owner: 'Linaer' })).toContain("No parameter has the class 'Linaer'. Did you mean 'Linear'?");
    expect(why({ tag: 'head' })).toContain("No parameter has the tag 'head'. There is none at all.");
    expect(why({ role: 'gain' })).toContain("No parameter has the role 'gain'. There is 'weight', 'bias'.");
  });

  it('is told that paths are whole, as GPT-2 in huggingface/transformers#47458 would have needed', () => {
    expect(why('0.weight')).toContain("A pattern stands for whole paths: '**.0.weight' matches 1 parameter.");
    expect(why('encoder')).toContain("It names a module: 'encoder.**' matches 4 parameters.");
  });

  it('is told where a tied parameter stands', () => {
    const [weight] = linear('wte', 4, 4) as [FakeParameter, FakeParameter];
    const tied = new FakeNetwork(
      new FakeParameter('wte.weight', [4, 4], { ...weight.options, aliases: ['lm_head.weight'] }),
    );
    expect(why('lm_head.*', tied)).toContain("'lm_head.weight' is tied: the parameter's own path is 'wte.weight'.");
  });

  it('is told where its conditions hold one by one', () => {
    expect(why({ path: 'encoder.**.weight', role: 'bias' })).toContain(
      'Taken alone, path 2, role 3 parameters match, but none matches all of it.',
    );
  });

  it('is fine where it is optional', () => {
    expect(planOf(net(), [everything, { match: 'x', use: zero, optional: true }]).ok).toBe(true);
  });
});

describe('rules that get in each other’s way', () => {
  it('are reported where nothing is left of one', () => {
    const made = planOf(net(), [{ match: '**.bias', use: zero }, everything]);
    expect(made.overlaps).toMatchObject([{ rule: '**.bias', by: ['**'], kind: 'whole' }]);
    expect(messages(made)).toEqual([
      "nothing is left of rule '**.bias': later ones ('**') take all that it matches. Put it after them, or take it out",
    ]);
    expect(planOf(net(), [{ match: '**.bias', use: zero, optional: true }, everything]).ok).toBe(true);
    expect(planOf(net(), [{ match: '**.bias', use: zero }, everything], { overridden: 'allow' }).ok).toBe(true);
  });

  it('are contradictory where they match the same and say different things', () => {
    const made = planOf(net(), [
      everything,
      { match: '**.bias', use: zero },
      { match: '**.bias', use: constant({ value: 1 }) },
    ]);
    expect(made.overlaps.at(-1)).toMatchObject({ kind: 'contradictory', by: ['**.bias (2)'] });
    expect(messages(made)).toEqual(["rules '**.bias' and '**.bias (2)' match the same, but say different things"]);
  });

  it('are counted where they say how many parameters they expect', () => {
    const expecting = (count: RuleOptions['expect']): string[] =>
      messages(planOf(net(), [everything, { match: '**.weight', use: zero, expect: count! }]));
    expect([expecting(3), expecting({ min: 2 }), expecting({ max: 3 })]).toEqual([[], [], []]);
    expect(expecting(12)).toEqual([
      "rule '**.weight' is to match 12, but matches 3: 'encoder.0.weight', 'encoder.1.weight', 'head.weight'",
    ]);
    expect(expecting({ min: 4 })[0]).toContain('at least 4');
    expect(expecting({ min: 1, max: 2 })[0]).toContain('1 to 2');
  });

  it('match what any of their matches does', () => {
    const made = planOf(net(), [everything, { match: ['head.weight', { role: 'bias' }, '*.nothing'], use: zero }]);
    expect(made.problems).toEqual([]);
    expect(
      made.entries.filter(({ initializer }) => String(initializer) === String(zero)).map(({ path }) => path),
    ).toEqual(made.entries.map(({ path }) => path).filter((path) => path === 'head.weight' || path.endsWith('.bias')));
    expect(made.entry('head.weight').rule).toBe('head.weight | role=bias | *.nothing');
    expect(messages(planOf(net(), [everything, { match: ['haed.weight', { tag: 'x' }], use: zero }]))).toEqual([
      "rule 'haed.weight | tag=x' matches nothing. Did you mean 'head.weight'? No parameter has the tag 'x'. There is none at all.",
    ]);
  });

  it('are counted in every layer of every stack where they say so', () => {
    const layers = (...names: readonly string[]): FakeParameter[] =>
      names.map((path) => new FakeParameter(path, [2], { layer: path.split('.').slice(0, 2).join('.') }));
    const counted = (...parameters: FakeParameter[]): string[] =>
      messages(
        planOf(new FakeNetwork(...parameters), [
          { match: '**', use: zero },
          { match: '**.end?', use: zero, expect: { perLayer: 2 } },
        ]),
      );
    const whole = layers(
      'e.0.end1',
      'e.0.end2',
      'e.0.other',
      'e.1.end1',
      'e.1.end2',
      'd.0.end1',
      'd.0.end2',
      'd.0.other',
    );
    expect(counted(...whole, new FakeParameter('head', [2]))).toEqual([]);
    expect(counted(...whole, ...layers('d.1.end1', 'd.2.other', 'e.0.end3'))).toEqual([
      "rule '**.end?' is to match 2 in each layer, but matches 3 in 'e.0', 1 in 'd.1', 0 in 'd.2'",
    ]);
    expect(counted(...whole, new FakeParameter('head.end1', [2]))).toEqual([
      "rule '**.end?' is to match 2 in each layer, but matches 'head.end1' outside of any stack. Modules declare theirs by stacks()",
    ]);
  });
});

describe('a parameter', () => {
  it('of the same memory as another is an error, unless a rule keeps one of them', () => {
    const one = new FakeParameter('a', [2]);
    const shared = new FakeNetwork(one, new FakeParameter('b', [2], { memory: one }), new FakeParameter('c', [2]));
    expect(messages(planOf(shared, [{ match: '**', use: zero }]))).toEqual([
      "'a', 'b' are several parameters on the same memory. Tie them (one Parameter at both places), or let a rule keep all but one",
    ]);
    expect(
      planOf(shared, [
        { match: '**', use: zero },
        { match: 'b', use: 'keep' },
      ]).ok,
    ).toBe(true);
  });

  it('is asked whether the initializer can fill it, before anything is drawn', () => {
    const plain: ParamSpec = { role: 'other' };
    const odd = new FakeNetwork(
      new FakeParameter('a', [2], { spec: plain }),
      new FakeParameter('b', [2], { dtype: 'int32' }),
      new FakeParameter('c', null, { spec: plain }),
      new FakeParameter('d', [2], { dtype: 'float16' }),
    );
    const made = planOf(odd, [
      { match: '*', use: 'default' },
      { match: 'b', use: zero },
      { match: 'd', use: normal({ std: 1e6 }) },
    ]);
    expect(made.problems.map(({ kind, paths, cause }) => [kind, paths, cause?.code])).toEqual([
      ['refused', ['a'], 'INITIALIZER'],
      ['refused', ['b'], 'DTYPE'],
      ['refused', ['c'], 'INITIALIZER'],
      ['refused', ['d'], 'OPTION'],
    ]);
    expect(messages(made)[2]).toContain("'c': @nn/init:torchDefault needs the layer's own default");
    expect(String(made)).toContain('torchDefault()');
  });

  it('that was filled before is overwritten, skipped or refused, as the policy says', () => {
    const filled = (): FakeNetwork => {
      const made = net();
      fill_(made.of('head.weight'), normal(), { seed: 1 });
      made.of('head.bias').write(3);
      return made;
    };
    const fresh = (made: FakeNetwork): FakeNetwork => {
      for (const { history } of made.parameters)
        history.provenance ??= { law: 'zeros_', parameters: {}, byDefault: true, version: 0, origin: null };
      return made;
    };
    const rules = [{ match: '**', use: zero }];
    const overwrite = fresh(filled());
    planOf(overwrite, rules).apply();
    expect(overwrite.parameters.every(({ values }) => values.every((x) => x === 0))).toBe(true);
    const skip = fresh(filled());
    const skipping = planOf(skip, rules, { initialized: 'skip' });
    expect(skipping.entries.map(({ action }) => action)).toEqual(['fill', 'fill', 'fill', 'fill', 'skip', 'skip']);
    skipping.apply();
    expect([...skip.of('head.bias').values]).toEqual([3, 3]);
    expect(messages(planOf(fresh(filled()), rules, { initialized: 'error' }))).toEqual([
      "'head.weight' has values already (initialized)",
      "'head.bias' has values already (overwritten)",
    ]);
  });

  it('has zero rows that stay zero, and its table says so', () => {
    const spec: ParamSpec = { role: 'embedding', zeroRows: [1] };
    const table = new FakeNetwork(new FakeParameter('e', [3, 2], { spec }));
    const made = planOf(table, [{ match: 'e', use: uniform({ low: 1, high: 2 }) }]);
    made.apply();
    const [a, b, c, d, e, f] = table.of('e').values;
    expect([c, d]).toEqual([0, 0]);
    expect([a, b, e, f].every((x) => x! >= 1)).toBe(true);
    expect([...made.values('e')]).toEqual([...table.of('e').values]);
    expect(made.entry('e').law).toBe('U(1, 2), zero in row 1');
  });
});

describe('the values of a plan', () => {
  const rules: RuleOptions[] = [
    { match: '**', use: normal({ std: 0.5 }) },
    { match: '**.bias', use: uniform() },
  ];

  it('are those of fill_ with the same seed and path', () => {
    const made = net();
    planOf(made, rules).apply();
    const alone = fill_({ data: new Float32Array(12), shape: [4, 3] }, normal({ std: 0.5 }), {
      seed: 7,
      path: 'encoder.0.weight',
    });
    expect(made.of('encoder.0.weight').values).toEqual(alone.data);
  });

  it('do not depend on what else is there, nor on its order', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd.e', 'f.0', 'f.1'), { minLength: 1, maxLength: 6 });
    const alone = (name: string): number[] => {
      const single = new FakeNetwork(...linear(name, 3, 2));
      planOf(single, rules).apply();
      return [...single.of(`${name}.weight`).values, ...single.of(`${name}.bias`).values];
    };
    const seen = new Map(['a', 'b', 'c', 'd.e', 'f.0', 'f.1'].map((name) => [name, alone(name)]));
    expect(new Set(Array.from(seen.values(), String)).size).toBe(6);
    fc.assert(
      fc.property(names, (chosen) => {
        const together = new FakeNetwork(...chosen.flatMap((name) => linear(name, 3, 2)));
        planOf(together, rules).apply();
        for (const name of chosen)
          expect([...together.of(`${name}.weight`).values, ...together.of(`${name}.bias`).values]).toEqual(
            seen.get(name),
          );
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('can be had region by region, blocks of packed parameters and rows that stay zero included', () => {
    const spec: ParamSpec = { role: 'weight', blocks: ['q', 'k', 'v'], zeroRows: [2], axes: { in: [1], out: [0] } };
    const packed = new FakeNetwork(new FakeParameter('w', [6, 5], { spec }));
    const made = planOf(packed, [{ match: 'w', use: normal() }]);
    made.apply();
    const whole = packed.of('w').values;
    expect([...made.values('w')]).toEqual([...whole]);
    const box = fc
      .tuple(fc.nat(5), fc.nat(4))
      .chain(([r, c]) => fc.tuple(fc.constant([r, c]), fc.tuple(fc.nat(6 - r), fc.nat(5 - c))));
    fc.assert(
      fc.property(box, ([start, size]) => {
        const expected: number[] = [];
        for (let i = 0; i < size[0]; i++)
          for (let j = 0; j < size[1]; j++) expected.push(whole[(start[0]! + i) * 5 + start[1]! + j]!);
        expect([...made.values('w', { start, size })]).toEqual(expected);
      }),
      { seed: 42, numRuns: 200 },
    );
    expect(() => made.values('w', { start: [0, 0], size: [7, 1] })).toThrow(NnError);
  });

  it('are asked of parameters that are filled, and have a shape', () => {
    const made = planOf(new FakeNetwork(new FakeParameter('a', [1]), new FakeParameter('b', null)), [
      { match: '*', use: normal() },
      { match: 'a', use: 'keep' },
    ]);
    expect(() => made.values('a')).toThrow("the plan does not fill 'a'");
    expect(() => made.values('b')).toThrow("'b' has no shape yet");
  });

  it('differ between blocks, and are drawn in one where the rule says so', () => {
    const spec: ParamSpec = { role: 'weight', blocks: ['q', 'k'] };
    const values = (packing: 'per-block' | 'whole'): number[] => {
      const packed = new FakeNetwork(new FakeParameter('w', [4, 3], { spec }));
      return [...planOf(packed, [{ match: 'w', use: normal(), packing }]).values('w')];
    };
    const [blocks, whole] = [values('per-block'), values('whole')];
    expect(blocks).not.toEqual(whole);
    expect(blocks.slice(0, 6)).not.toEqual(blocks.slice(6));
    const alone = fill_({ data: new Float32Array(12), shape: [4, 3] }, normal(), { seed: 7, path: 'w' });
    expect(whole).toEqual([...alone.data]);
  });
});

describe('an initializer whose claim is no law', () => {
  it('does not keep a plan from being printed', () => {
    const odd = defineInitializer({
      name: 'test:odd',
      version: 1,
      parameters: object({}),
      claim: () => {
        throw new Error('no claim');
      },
      fill: () => {},
    });
    const made = planOf(net(), [{ match: '**', use: odd() }]);
    expect(made.entry('head.bias').law).toBeNull();
    expect(String(made)).toContain('test:odd()');
  });
});
