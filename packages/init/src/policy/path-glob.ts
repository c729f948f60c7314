import { NnError } from '@nn/core';
import { kindOf } from '../target.js';
import { Automaton, Matcher, type Test } from './glob-automaton.js';

/** A pattern over the paths of parameters, compiled once. */
export interface PathGlob {
  readonly pattern: string;
  /** Whether it stands for the whole path. Takes time in proportion to the path's length, whatever the pattern. */
  matches(path: string): boolean;
}

/**
 * Compiles a glob over state-dict keys such as `encoder.layers.0.linear1.weight`. It stands for whole paths, never for their ends.
 *
 * | written | stands for |
 * | --- | --- |
 * | `*`, `?` | any characters of one name, exactly one |
 * | `**` | any names, standing alone between dots: `**.bias`, `encoder.**`, `encoder.**.weight` (also `encoder.weight`) |
 * | `[abc]`, `[0-9]`, `[!0-9]` | one character of these, or none of them |
 * | `{q,k,v}` | one of several patterns, which may contain dots |
 * | `{0..11}` | a whole number from 0 to 11 |
 * | `\*` | the character itself |
 *
 * @throws NnError 'OPTION' for a pattern that does not parse
 */
export function pathGlob(pattern: string): PathGlob {
  if (typeof pattern !== 'string')
    throw new NnError('OPTION', `pathGlob expects a pattern, but got ${kindOf(pattern)}`, { op: 'pathGlob' });
  const start = new Parser(pattern).automaton();
  return { pattern, matches: (path) => start.run(path) };
}

const anything: Test = () => true;
const withinName: Test = (char) => char !== '.';

/** Numbers in one `{a..b}`: layers of the deepest networks, and then some. */
const mostNumbers = 10_000;

class Parser {
  private readonly built = new Automaton();
  private at = 0;

  constructor(private readonly pattern: string) {}

  automaton(): Matcher {
    if (this.pattern === '') throw this.refusal('is empty', 0, "Write '**' for every parameter.");
    const start = this.built.state();
    const end = this.sequence(start, 0);
    return new Matcher(this.built, start, end);
  }

  /** Reads up to the end, or to the `,` or `}` that ends an alternative; returns the state that it ends in. */
  private sequence(from: number, depth: number): number {
    let state = from;
    while (this.at < this.pattern.length) {
      const char = this.pattern[this.at]!;
      if (depth > 0 && (char === ',' || char === '}')) break;
      state = this.token(char, state, depth);
    }
    return state;
  }

  private token(char: string, from: number, depth: number): number {
    if (this.pattern.startsWith('**', this.at)) return this.anyNames(from, depth);
    if (char === '{') return this.alternatives(from, depth);
    if (char === '[') return this.built.edge(from, this.characters());
    const escaped = char === '\\';
    this.at += escaped ? 2 : 1;
    if (char === '*') return this.loop(this.built.jump(from), withinName);
    if (char === '?') return this.built.edge(from, withinName);
    const literal = escaped ? this.pattern[this.at - 1] : char;
    if (literal === undefined) throw this.refusal("ends in '\\', which takes the next character as it is", this.at - 2);
    return this.built.edge(from, (other) => other === literal);
  }

  /** `**.`: any number of names with their dots. `**` at an end: everything from there. */
  private anyNames(from: number, depth: number): number {
    const before = this.at === 0 ? '.' : this.pattern[this.at - 1]!;
    const after = this.pattern[this.at + 2] ?? '.';
    const alone = (char: string): boolean => char === '.' || (depth > 0 && '{,}'.includes(char));
    if (!alone(before) || !alone(after))
      throw this.refusal("has '**' within a name", this.at, "Let it stand alone between dots, or write '*'.");
    const start = this.built.jump(from);
    if (this.pattern[this.at + 2] === '.') {
      this.at += 3;
      const name = this.loop(this.built.edge(start, withinName), withinName);
      this.built.edge(name, (char) => char === '.', start);
      return start;
    }
    this.at += 2;
    return this.loop(this.built.edge(start, anything), anything);
  }

  private loop(state: number, test: Test): number {
    return this.built.edge(state, test, state);
  }

  private alternatives(from: number, depth: number): number {
    const open = this.at;
    const end = this.built.state();
    const range = /^\{(\d+)\.\.(\d+)\}/.exec(this.pattern.slice(open));
    if (range !== null) {
      this.at += range[0].length;
      for (const number of this.numbers(Number(range[1]), Number(range[2]), open)) {
        let state = from;
        for (const digit of String(number)) state = this.built.edge(state, (char) => char === digit);
        this.built.jump(state, end);
      }
      return end;
    }
    do {
      this.at++;
      this.built.jump(this.sequence(this.built.jump(from), depth + 1), end);
    } while (this.pattern[this.at] === ',');
    if (this.pattern[this.at] !== '}') throw this.refusal("has a '{' that does not close", open);
    this.at++;
    return end;
  }

  private numbers(low: number, high: number, open: number): number[] {
    if (low > high || high - low >= mostNumbers)
      throw this.refusal(
        `has a range from ${low} to ${high}`,
        open,
        `Write at most ${mostNumbers} numbers, the smaller end first.`,
      );
    return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  }

  private characters(): Test {
    const close = this.pattern.indexOf(']', this.at + 2);
    if (close < 0) throw this.refusal("has a '[' that does not close", this.at);
    const inside = this.pattern.slice(this.at + 1, close);
    const negated = inside.startsWith('!') || inside.startsWith('^');
    const parts = (negated ? inside.slice(1) : inside).match(/.-.|./gs) ?? [];
    const isIn: Test = (char) =>
      parts.some((part) => (part.length === 3 ? part[0]! <= char && char <= part[2]! : part === char));
    this.at = close + 1;
    return (char) => withinName(char) && isIn(char) !== negated;
  }

  private refusal(why: string, at: number, advice?: string): NnError {
    const { pattern } = this;
    return new NnError('OPTION', `the path pattern '${pattern}' ${why}`, {
      op: 'definePolicy',
      details: { pattern, at },
      ...(advice === undefined ? {} : { advice }),
    });
  }
}
