// Measures the library beside PyTorch: `npm run bench:torch`.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type ColdStart, coldStart } from './run/cold-start.js';
import { measureRow } from './run/measure-row.js';
import { Peer } from './run/peer.js';
import { type Engine, page, type Report, type RowReport, table } from './run/report.js';
import { serve } from './run/serve.js';
import type { StickRun } from './run/stick.js';
import { perceptronRow, workloads } from './workloads.js';

const usage = `npm run bench:torch -- [options]

  --only TEXT,...   rows whose name holds one of these, printed only
  --node PATH       another engine to measure as well; may be repeated
  --python PATH     a Python with PyTorch (default: python3)
  --rounds N        turns of every peer (default: 7)
  --turn MS         least length of a turn (default: 100)
  --steps N         training steps whose memory is watched (default: 10000)
  --report          only write the page again from the last results
  --help            this text
`;

const options = {
  only: { type: 'string' },
  node: { type: 'string', multiple: true },
  python: { type: 'string', default: 'python3' },
  rounds: { type: 'string', default: '7' },
  turn: { type: 'string', default: '100' },
  steps: { type: 'string', default: '10000' },
  report: { type: 'boolean', default: false },
  peer: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
const { values } = parseArgs({ options });
const self = fileURLToPath(import.meta.url);
const reports = new URL('../../../docs/reports/', import.meta.url);
const results = new URL('speed-cpu.json', reports);

if (values.help) process.stdout.write(usage);
else if (values.peer) await serve();
else if (values.report) writePage(JSON.parse(readFileSync(results, 'utf8')) as Report);
else await main();

async function main(): Promise<void> {
  const engines = [process.execPath, ...(values.node ?? [])];
  const start = (): Peer[] => [
    new Peer(values.python, [fileURLToPath(new URL('../pytorch_peer.py', import.meta.url))]),
    ...engines.map((engine) => new Peer(engine, [self, '--peer'])),
  ];
  const before = loadavg()[0]!;
  const peers = start();
  const named: Engine[] = [];
  for (const peer of peers) named.push(orFail(await peer.ask({ command: 'hello' })));
  const rows: RowReport[] = [];
  const effort = { rounds: Number(values.rounds), turn: Number(values.turn) };
  for (const row of chosenRows()) {
    rows.push({ id: row.id, goal: row.goal ?? null, results: await measureRow(row, peers, effort) });
    process.stderr.write(`${row.id}\n`);
  }
  for (const peer of peers) peer.end();
  const whole = values.only === undefined;
  const report: Report = {
    date: new Date().toISOString(),
    version: execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim(),
    machine: `${cpus()[0]!.model}, ${cpus().length} cores`,
    peers: named,
    rounds: effort.rounds,
    rows,
    memory: whole ? await memoryOf(start(), Number(values.steps)) : null,
    coldStart: whole ? await coldStarts(engines) : [],
    load: [before, loadavg()[0]!],
  };
  process.stdout.write(`${table(report)}\n`);
  if (!whole) return;
  writeFileSync(results, `${JSON.stringify(report, null, 2)}\n`);
  writePage(report);
}

function chosenRows(): typeof workloads {
  const parts = values.only?.split(',');
  return workloads.filter(({ id }) => parts?.some((part) => id.includes(part)) ?? true);
}

/** Fresh processes, one after the other. */
async function memoryOf(peers: readonly Peer[], steps: number): Promise<Report['memory']> {
  const seen: (readonly number[])[] = [];
  for (const peer of peers) {
    seen.push(orFail(await peer.ask({ command: 'memory', row: perceptronRow, steps })).seen);
    peer.end();
  }
  return { steps, seen };
}

async function coldStarts(engines: readonly string[]): Promise<ColdStart[]> {
  const measured: ColdStart[] = [];
  for (const engine of engines) measured.push(await coldStart(engine, 15));
  return measured;
}

function writePage(report: Report): void {
  const runs = readdirSync(reports).filter((name) => /^speed-cpu-peers-.*\.json$/.test(name));
  const read = (name: string): StickRun => JSON.parse(readFileSync(new URL(name, reports), 'utf8')) as StickRun;
  writeFileSync(new URL('speed-cpu.md', reports), page(report, runs.map(read)));
}

function orFail<T extends object>(reply: T | { readonly error: string }): T {
  if ('error' in reply) throw new Error(reply.error);
  return reply;
}
