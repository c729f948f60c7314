import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a user's bundle may weigh, minified and gzipped, in bytes. Each name is a program in `fixtures`. */
export const budgets: Readonly<Record<string, number>> = {
  'init-on-a-bare-array': 6_000,
  'linear-xavier-forward': 20_000,
  'trainable-mlp': 50_000,
};

export interface Size {
  readonly fixture: string;
  readonly minified: number;
  readonly gzip: number;
  readonly budget: number;
}

/** Bundles a fixture with the built packages, as a user's bundler does, and weighs it. */
export async function measure(fixture: string, budget: number): Promise<Size> {
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
  return { fixture, minified: bundle.contents.length, gzip: gzipSync(bundle.contents, { level: 9 }).length, budget };
}

export function measureAll(): Promise<Size[]> {
  return Promise.all(Object.entries(budgets).map(([fixture, budget]) => measure(fixture, budget)));
}

export function overBudget(sizes: readonly Size[]): string[] {
  return sizes
    .filter(({ gzip, budget }) => gzip > budget)
    .map(({ fixture, gzip, budget }) => `${fixture}: ${gzip} bytes, budget ${budget}`);
}
