import { NnError } from '@nn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathGlob } from './path-glob.js';

const refusalOf = (pattern: string): NnError => {
  try {
    pathGlob(pattern);
  } catch (error) {
    return error as NnError;
  }
  throw new Error(`'${pattern}' was taken`);
};

describe('pathGlob', () => {
  it.each<[pattern: string, matches: string[], others: string[]]>([
    ['fc.weight', ['fc.weight'], ['fc.weights', 'net.fc.weight', 'fc_weight', 'fc.weight.x']],
    ['*.weight', ['fc.weight'], ['weight', 'a.b.weight', '.b.weight']],
    ['**', ['weight', 'a.b.weight'], []],
    ['**.weight', ['weight', 'a.weight', 'a.b.weight'], ['preweight', 'a.weight.b']],
    ['encoder.**', ['encoder.a', 'encoder.a.b'], ['encoder', 'encoders.a', 'my.encoder.a']],
    ['encoder.**.weight', ['encoder.weight', 'encoder.0.attn.weight'], ['encoder.x.bias', 'decoder.weight']],
    [
      'h.*.attn.c_*.weight',
      ['h.0.attn.c_proj.weight', 'h.11.attn.c_.weight'],
      ['h.attn.c_proj.weight', 'h.0.1.attn.c_proj.weight'],
    ],
    ['h.[0-9].b', ['h.3.b'], ['h.10.b', 'h.x.b']],
    ['h.[!0-9]x', ['h.ax'], ['h.1x', 'h..x']],
    ['h.[a-cz]', ['h.a', 'h.c', 'h.z'], ['h.d', 'h.-']],
    ['h.{0..11}.b', ['h.0.b', 'h.9.b', 'h.10.b', 'h.11.b'], ['h.12.b', 'h.01.b', 'h.1.1.b', 'h.111.b']],
    ['{q,k,v}_proj.weight', ['q_proj.weight', 'v_proj.weight'], ['o_proj.weight', '_proj.weight', 'qk_proj.weight']],
    ['{a.b,c}.d', ['a.b.d', 'c.d'], ['a.d', 'a.b.c.d']],
    ['{**.x,y}.d', ['x.d', 'a.x.d', 'y.d'], ['a.y.d']],
    ['{a,b{c,d}}', ['a', 'bc', 'bd'], ['b', 'ac']],
    ['norm?.bias', ['norm1.bias', 'norm2.bias'], ['norm.bias', 'norm10.bias', 'norm..bias']],
    [String.raw`a\*.\{b`, ['a*.{b'], ['ax.{b']],
    ['**.a.**', ['a.b', 'x.a.b.c'], ['a', 'x.a', 'aa.b']],
  ])('%s', (pattern, matches, others) => {
    const glob = pathGlob(pattern);
    expect(matches.filter((path) => !glob.matches(path))).toEqual([]);
    expect(others.filter((path) => glob.matches(path))).toEqual([]);
    // The second time everything is known.
    expect(matches.filter((path) => !glob.matches(path))).toEqual([]);
    expect(others.filter((path) => glob.matches(path))).toEqual([]);
  });

  it('agrees with a definition by recursion', () => {
    const name = fc
      .string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 3 })
      .filter((s) => !s.includes('**'));
    const patterns = fc.array(fc.oneof(name, fc.constant('**')), { minLength: 1, maxLength: 4 });
    const paths = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(patterns, paths, (pattern, path) => {
        expect(pathGlob(pattern.join('.')).matches(path.join('.'))).toBe(byNames(pattern, path));
      }),
      { seed: 42, numRuns: 2_000 },
    );
  });

  it('takes time in proportion to the path, also for patterns that make others backtrack', () => {
    const path = 'a'.repeat(20_000);
    const names = `${'a.'.repeat(10_000)}a`;
    const start = process.cpuUsage();
    expect(pathGlob(`${'*a'.repeat(30)}b`).matches(path)).toBe(false);
    expect(pathGlob(`${'{a,a*,aa*}'.repeat(12)}b`).matches(path)).toBe(false);
    expect(pathGlob(`${'**.a.'.repeat(30)}b`).matches(names)).toBe(false);
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
  });

  it.each([
    ['', 'is empty', 0],
    ['a**', "has '**' within a name", 1],
    ['**a.b', "has '**' within a name", 0],
    ['a.{b,c', "has a '{' that does not close", 2],
    ['a.[bc', "has a '[' that does not close", 2],
    ['h.{11..0}', 'has a range from 11 to 0', 2],
    ['h.{0..123456}', 'has a range from 0 to 123456', 2],
    ['a\\', "ends in '\\'", 1],
  ])('refuses %s', (pattern, why, at) => {
    const error = refusalOf(pattern);
    expect(error).toBeInstanceOf(NnError);
    expect(error.code).toBe('OPTION');
    expect(error.message).toContain(why);
    expect(error.details).toMatchObject({ pattern, at });
  });

  it('either compiles any text or refuses it with a code', () => {
    const unit = fc.constantFrom('a', '.', '*', '?', '{', '}', '[', ']', ',', '!', '-', '\\', '0', '9');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (pattern) => {
        try {
          pathGlob(pattern).matches('a.0.a');
        } catch (error) {
          expect(error).toBeInstanceOf(NnError);
        }
      }),
      { seed: 42, numRuns: 3_000 },
    );
  });
});

function byNames([pattern, ...patterns]: readonly string[], path: readonly string[]): boolean {
  if (pattern === undefined) return path.length === 0;
  const [name, ...names] = path;
  if (pattern === '**') {
    // At the end it stands for one name at least.
    if (patterns.length === 0) return path.length > 0;
    return byNames(patterns, path) || (name !== undefined && byNames([pattern, ...patterns], names));
  }
  return name !== undefined && byCharacters(pattern, name) && byNames(patterns, names);
}

function byCharacters(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern[0] === '*')
    return byCharacters(pattern.slice(1), name) || (name !== '' && byCharacters(pattern, name.slice(1)));
  return name !== '' && (pattern[0] === '?' || pattern[0] === name[0]) && byCharacters(pattern.slice(1), name.slice(1));
}
