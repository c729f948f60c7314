import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { median } from './measure-row.js';
import type { Times } from './protocol.js';

/** Whole processes; the programs without what an engine takes that runs nothing. */
export interface ColdStart {
  readonly empty: Times;
  /** The packages as installed, file by file. */
  readonly installed: Times;
  /** The same program in one file. */
  readonly bundled: Times;
}

const file = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** From nothing to a first result, with the built packages. */
export async function coldStart(engine: string, rounds: number): Promise<ColdStart> {
  const folder = mkdtempSync(join(tmpdir(), 'nn-bench-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    const shared = { bundle: true, minify: true, format: 'esm', logLevel: 'error' } as const;
    await build({ ...shared, entryPoints: [file('first-result.mjs')], outfile });
    const runs = Array.from({ length: rounds }, () => {
      const empty = timesOf(engine, ['-e', '0']);
      return {
        empty,
        installed: beyond(timesOf(engine, [file('first-result.mjs')]), empty),
        bundled: beyond(timesOf(engine, [outfile]), empty),
      };
    });
    const middle = (key: keyof ColdStart): Times => ({
      wall: median(runs.map((run) => run[key].wall)),
      cpu: median(runs.map((run) => run[key].cpu)),
    });
    return { empty: middle('empty'), installed: middle('installed'), bundled: middle('bundled') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function timesOf(engine: string, args: readonly string[]): Times {
  const start = performance.now();
  const { status, stderr } = spawnSync(engine, ['--require', file('processor-time.cjs'), ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return { wall: performance.now() - start, cpu: Number(stderr) / 1000 };
}

const beyond = (times: Times, empty: Times): Times => ({
  wall: times.wall - empty.wall,
  cpu: times.cpu - empty.cpu,
});
