import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { inert } from './inert-modules.js';

describe('the top level of a module', () => {
  it('is marked where something happens, on the line where it stands', () => {
    expect(inert('const a = 1;\nexport const b: number = f(a);')).toBe(
      'const a = 1;\nexport const b: number = /* @__PURE__ */ (() => (f(a)))();',
    );
    expect(inert('export abstract class A extends B {\n  static readonly c = f();\n}\n')).toBe(
      'export const A = /* @__PURE__ */ (() => (class A extends B {\n  static readonly c = f();\n}))();\n',
    );
  });

  it('stays as it is where a bundler sees that nothing happens', () => {
    const text =
      "import { f } from './f.js';\nconst a = (x: number) => f(x), b = ['c', null] as const;\nfunction g() { f(1); }";
    expect(inert(text)).toBe(text);
  });
});

const packages = new URL('../../../packages/', import.meta.url);

/** Registers on purpose. */
const withEffects = new Set(['nn']);

describe('a built package', () => {
  it.each(readdirSync(packages).filter((name) => !withEffects.has(name)))(
    '%s leaves nothing in a bundle that uses nothing of it, whatever package.json says',
    async (name) => {
      const { outputFiles } = await build({
        stdin: { contents: `import './index.js';`, resolveDir: fileURLToPath(new URL(`${name}/dist`, packages)) },
        bundle: true,
        format: 'esm',
        write: false,
        logLevel: 'silent',
        plugins: [
          {
            name: 'whatever-package-json-says',
            setup: (bundler) =>
              bundler.onResolve({ filter: /^[.]/ }, ({ path, resolveDir }) => ({
                path: join(resolveDir, path),
                sideEffects: true,
              })),
          },
        ],
      });
      expect(outputFiles[0]!.text).toBe('');
    },
  );
});
