import { defineConfig } from 'tsup';

/**
 * The JavaScript of a package, run in the package's folder. Every source file becomes one file, so that a user's bundler can leave out each
 * one that it does not need. Declarations come from one program over all packages: tooling/declarations.mjs says why.
 */
export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.{test,test-d,bench}.ts', '!src/**/test-*.ts', '!src/testing/**'],
  bundle: false,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  silent: true,
});
