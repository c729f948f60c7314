import { createInterface } from 'node:readline';
import { dataOf } from '../values.js';
import type { Bench } from '../workload.js';
import type { Row } from '../workloads.js';
import { works } from '../works.js';
import { digestOf } from './digest.js';
import type { Failure, Replies, Request } from './protocol.js';

let bench: Bench | null = null;

/** The library as a peer: answers requests from standard input until it ends. */
export async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(reply(JSON.parse(line) as Request))}\n`);
  }
}

function reply(request: Request): Replies[keyof Replies] | Failure {
  try {
    switch (request.command) {
      case 'hello':
        return { name: `Node ${process.versions.node}`, relaxed: hasRelaxedSimd() };
      case 'prepare':
        return prepare(request.row);
      case 'run':
        return run(request.times);
      case 'memory':
        return memory(request.row, request.steps);
      case 'drop':
        bench = null;
        return {};
    }
  } catch (error) {
    return { error: String(error) };
  }
}

function prepare(row: Row): Replies['prepare'] {
  bench = works[row.work]!(row, dataOf(row));
  return { answer: digestOf(bench.check()) };
}

function run(times: number): Replies['run'] {
  const { step } = bench!;
  const [before, start] = [process.cpuUsage(), performance.now()];
  for (let i = 0; i < times; i++) step();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1000 };
}

/** Never yields: no finalizer runs. */
function memory(row: Row, steps: number): Replies['memory'] {
  prepare(row);
  const seen = Array.from({ length: 10 }, () => {
    run(steps / 10);
    return process.memoryUsage.rss();
  });
  return { seen };
}

/** A module of one relaxed multiply-add. */
function hasRelaxedSimd(): boolean {
  const zero = [0x41, 0, 0xfd, 0x0f];
  const body = [0, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x1a, 0x0b];
  const types = [1, 4, 1, 0x60, 0, 0];
  const code = [10, body.length + 2, 1, body.length, ...body];
  return WebAssembly.validate(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...types, 3, 2, 1, 0, ...code]));
}
