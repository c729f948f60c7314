import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { inertModules } from './tooling/size/src/inert-modules.js';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly exports: Readonly<Record<string, { readonly '@nn/source'?: string }>>;
};

/**
 * The JavaScript of a package, run in the package's folder: a file for each of its exports, and those that they share. An engine opens few
 * files, and a user's bundler still leaves out what it does not need. Declarations come from one program over all packages:
 * tooling/declarations.mjs says why.
 */
export default defineConfig({
  entry: [...Object.values(exports).flatMap((entry) => entry['@nn/source'] ?? []), 'src/**/namespace.ts'],
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  sourcemap: true,
  clean: ['!**/*.d.ts'],
  silent: true,
  esbuildPlugins: [inertModules],
});
