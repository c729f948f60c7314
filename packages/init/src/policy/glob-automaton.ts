/** Whether a character fits. */
export type Test = (char: string) => boolean;

/** A nondeterministic automaton over characters; its states are numbers from 0 on. */
export class Automaton {
  readonly edges: { readonly test: Test; readonly to: number }[][] = [];
  readonly free: number[][] = [];

  state(): number {
    this.free.push([]);
    return this.edges.push([]) - 1;
  }

  edge(from: number, test: Test, to: number = this.state()): number {
    this.edges[from]!.push({ test, to });
    return to;
  }

  jump(from: number, to: number = this.state()): number {
    this.free[from]!.push(to);
    return to;
  }

  /** All states that are reached without reading anything. */
  closure(states: Iterable<number>): number[] {
    const found = new Set(states);
    for (const state of found) for (const to of this.free[state]!) found.add(to);
    return [...found].sort((a, b) => a - b);
  }
}

/** States in which the automaton may be at once, and where a character leads from there. */
interface StateSet {
  readonly states: readonly number[];
  readonly accepts: boolean;
  readonly next: Map<string, StateSet>;
}

/** More sets of states than any sensible pattern has; beyond them they are made anew each time. */
const remembered = 1_000;

/** The sets of states in which the automaton may be, each made when a path first leads to it: so a character costs one look-up. */
export class Matcher {
  private readonly sets = new Map<string, StateSet>();
  private readonly first: StateSet;

  constructor(
    private readonly automaton: Automaton,
    start: number,
    private readonly end: number,
  ) {
    this.first = this.setOf(automaton.closure([start]));
  }

  run(path: string): boolean {
    let at = this.first;
    for (let i = 0; i < path.length && at.states.length > 0; i++) at = at.next.get(path[i]!) ?? this.step(at, path[i]!);
    return at.accepts;
  }

  private step(from: StateSet, char: string): StateSet {
    const reached = new Set<number>();
    for (const state of from.states)
      for (const { test, to } of this.automaton.edges[state]!) if (test(char)) reached.add(to);
    const to = this.setOf(this.automaton.closure(reached));
    if (this.sets.size < remembered) from.next.set(char, to);
    return to;
  }

  private setOf(states: readonly number[]): StateSet {
    const name = states.join();
    const known = this.sets.get(name);
    if (known !== undefined) return known;
    const made: StateSet = { states, accepts: states.includes(this.end), next: new Map() };
    if (this.sets.size < remembered) this.sets.set(name, made);
    return made;
  }
}
