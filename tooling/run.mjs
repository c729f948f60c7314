// Runs a TypeScript program of this repository without a build: `node tooling/run.mjs tooling/size/src/main.ts --flag`.
// The program and the sources it reaches in @nn/* become one file in the `dist` beside its `src`, so that other packages, and
// files named relative to `import.meta.url`, are found from there too.
import './setup.mjs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [entry, ...args] = process.argv.slice(2);
const outfile = resolve(entry.replace('/src/', '/dist/').replace(/\.ts$/, '.js'));

const { build } = await import('esbuild');
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  conditions: ['@nn/source'],
  logLevel: 'warning',
  plugins: [
    {
      name: 'external-packages',
      setup: (bundler) => {
        bundler.onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
          kind === 'entry-point' || path.startsWith('@nn/') ? undefined : { path, external: true },
        );
      },
    },
  ],
});

process.argv.splice(1, Infinity, outfile, ...args);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(outfile).href);
