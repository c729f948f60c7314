import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a user's bundle may weigh, minified and gzipped, in bytes. */
export interface Limit {
  /** Where we want to be. */
  readonly aim: number;
  /** Where the test fails: what was reached, with little room. It only ever falls. */
  readonly budget: number;
}

/** By the name of a program in `fixtures`. */
export const limits: Readonly<Record<string, Limit>> = {
  'init-on-a-bare-array': { aim: 6_000, budget: 6_000 },
  'linear-xavier-forward': { aim: 20_000, budget: 81_000 },
  'linear-xavier-forward-wasm': { aim: 40_000, budget: 125_500 },
  'trainable-mlp': { aim: 50_000, budget: 138_000 },
};

export interface Size extends Limit {
  readonly fixture: string;
  readonly minified: number;
  readonly gzip: number;
}

/** Bundles a fixture with the built packages, as a user's bundler does, and weighs it. */
export async function measure(fixture: string, limit: Limit): Promise<Size> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../src/fixtures/${fixture}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error(`${fixture}: no bundle`);
  return { fixture, minified: bundle.contents.length, gzip: gzipSync(bundle.contents, { level: 9 }).length, ...limit };
}

export function measureAll(): Promise<Size[]> {
  return Promise.all(Object.entries(limits).map(([fixture, limit]) => measure(fixture, limit)));
}

export function overBudget(sizes: readonly Size[]): string[] {
  return sizes
    .filter(({ gzip, budget }) => gzip > budget)
    .map(({ fixture, gzip, budget }) => `${fixture}: ${gzip} bytes, budget ${budget}`);
}
