import type { Goal } from '../workloads.js';
import type { ColdStart } from './cold-start.js';
import type { Result } from './measure-row.js';
import { type StickRun, stickTable } from './stick.js';

export interface Engine {
  readonly name: string;
  readonly relaxed: boolean;
}

export interface RowReport {
  readonly id: string;
  readonly goal: Goal | null;
  /** PyTorch's first, then each engine's. */
  readonly results: readonly Result[];
}

export interface Report {
  readonly date: string;
  readonly version: string;
  readonly machine: string;
  /** PyTorch first. */
  readonly peers: readonly Engine[];
  readonly rounds: number;
  /** How many processes wanted to run, at the start and at the end. */
  readonly load: readonly [number, number];
  readonly rows: readonly RowReport[];
  /** Bytes of each peer's process after every tenth of so many steps. */
  readonly memory: { readonly steps: number; readonly seen: readonly (readonly number[])[] } | null;
  /** Of each engine. */
  readonly coldStart: readonly ColdStart[];
}

export function goalFor(goal: Goal | null, { relaxed }: Engine): number | null {
  return typeof goal === 'object' && goal !== null ? goal[relaxed ? 'relaxed' : 'baseline'] : goal;
}

const titleOf = ({ name, relaxed }: Engine): string => (relaxed ? `${name}, relaxed SIMD` : name);
const digits = (value: number): string =>
  value
    .toPrecision(3)
    .replace(/\.?0+$/, '')
    .replace(/e\+?(\d+)$/, 'e$1');
const milliseconds = (value: number): string => (value >= 1000 ? value.toFixed(0) : digits(value));
const ratio = (value: number): string => (value >= 10 ? value.toFixed(1) : value.toFixed(2));

function cellOf(result: Result, goal: number | null): string {
  if ('refused' in result) return `refused: ${result.refused}`;
  const { cpuRatio, wallRatio } = result;
  const text = `${ratio(cpuRatio)} (${ratio(wallRatio)})`;
  if (goal === null) return text;
  return cpuRatio <= goal ? `**${text}** ≤ ${goal}` : `${text} > ${goal}`;
}

/** A row for every workload: PyTorch's time, and the ratio of each engine. */
export function table({ peers, rows }: Report): string {
  const [torch, ...engines] = peers;
  const lines = rows.map(({ id, goal, results: [base, ...own] }) => {
    const time = 'refused' in base! ? base.refused : milliseconds(base!.cpu);
    const cells = own.map((result, i) => cellOf(result, goalFor(goal, engines[i]!)));
    return `| ${id} | ${time} | ${cells.join(' | ')} |`;
  });
  return [
    `| work | ${torch!.name}, ms | ${engines.map(titleOf).join(' | ')} |`,
    `| --- | --: | ${engines.map(() => '--: |').join(' ')}`,
    ...lines,
  ].join('\n');
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

function memoryTable({ peers, memory }: Report): string {
  if (memory === null) return 'Not measured in this run.';
  const { steps, seen } = memory;
  const at = [0, 1, 4, 9].map((i) => [`after ${((i + 1) * steps) / 10}`, i] as const);
  return [
    `| process, MB | ${at.map(([title]) => title).join(' | ')} |`,
    `| --- | ${at.map(() => '--: |').join(' ')}`,
    ...seen.map(
      (bytes, peer) => `| ${titleOf(peers[peer]!)} | ${at.map(([, i]) => megabytes(bytes[i]!)).join(' | ')} |`,
    ),
  ].join('\n');
}

function coldStartTable({ peers, coldStart }: Report): string {
  if (coldStart.length === 0) return 'Not measured in this run.';
  return [
    '| engine | empty process, ms | packages as installed | one bundled file |',
    '| --- | --: | --: | --: |',
    ...coldStart.map(({ empty, installed, bundled }, i) => {
      const [start, ...more] = [empty, installed, bundled].map(
        ({ cpu, wall }) => `${cpu.toFixed(0)} (${wall.toFixed(0)})`,
      );
      return `| ${titleOf(peers[i + 1]!)} | ${start} | ${more.map((ms) => `+${ms}`).join(' | ')} |`;
    }),
  ].join('\n');
}

/** The page about a run, and about runs of the measuring stick. */
export function page(report: Report, runs: readonly StickRun[]): string {
  const { date, version, machine, rounds, load } = report;
  return `# Speed on the CPU

Beside PyTorch on one thread, in one run. \`npm run bench:torch\` measures again and writes this page; tooling/bench/README.md says how, and how to
measure beside other JavaScript libraries.

${date.slice(0, 10)}, version ${version}. ${machine}. Load ${load.map((value) => value.toFixed(1)).join(' to ')}; ${rounds} rounds.

## Time

Ratios of times to PyTorch's, at most 1 where we are as fast: of the processor's time that the whole process took, and in parentheses by the clock.
Medians over rounds; in each round every peer had a turn. Bold: the goal, which stands behind it, is reached. No answer was timed before it agreed with
PyTorch's: random fills to the bit, all else within 0.001.

${table(report)}

## Memory

The process while it makes training steps of the MLP above in one synchronous loop, without \`scope\` or \`dispose\`, and without yielding.

${memoryTable(report)}

## Import to first result

A program that imports \`@nn/nn\`, makes a layer, fills it and runs it: milliseconds beyond the engine's own start, of the processor and by the clock.
The goal is 40.

${coldStartTable(report)}

## Beside other JavaScript libraries

${runs.length === 0 ? 'Not measured yet.' : runs.map(stickTable).join('\n\n')}
`;
}
