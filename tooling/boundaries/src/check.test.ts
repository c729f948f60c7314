import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkImports } from './check.js';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'boundaries-')));
  for (const folder of ['packages', 'apps', 'tooling']) mkdirSync(join(root, folder));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A package with an index, linked into the `node_modules` of those that declare it. */
function addPackage(name: string, index: string, declaredBy: readonly string[] = []): void {
  const manifest = { name: `@nn/${name}`, exports: { '.': { '@nn/source': './src/index.ts' } } };
  write({ [`packages/${name}/package.json`]: JSON.stringify(manifest), [`packages/${name}/src/index.ts`]: index });
  for (const user of declaredBy) {
    const scope = join(root, 'packages', user, 'node_modules/@nn');
    mkdirSync(scope, { recursive: true });
    symlinkSync(join(root, 'packages', name), join(scope, name));
  }
}

const imports = (name: string): string => `import { x } from '@nn/${name}';\nexport const y = x;\n`;

describe('checkImports', () => {
  it('accepts an import that follows an arrow', async () => {
    addPackage('core', 'export const x = 1;\n', ['random']);
    addPackage('random', imports('core'));
    expect(await checkImports(root)).toEqual({ modules: 2, violations: [] });
  });

  it('reports an import against the arrows, and allows it to a test', async () => {
    addPackage('tensor', 'export const x = 1;\n', ['core']);
    addPackage('core', imports('tensor'));
    write({ 'packages/core/src/core.test.ts': imports('tensor') });
    const { violations } = await checkImports(root);
    expect(violations).toEqual(['arrows-core: packages/core/src/index.ts -> packages/tensor/src/index.ts']);
  });

  it('allows the testing package to the tests of initializers, and those to nobody else in init', async () => {
    addPackage('testing', 'export const x = 1;\n', ['init']);
    addPackage('init', '');
    write({
      'packages/init/src/conformance/index.ts': imports('testing'),
      'packages/init/src/other.ts': "import { y } from './conformance/index.js';\nexport const z = y;\n",
    });
    const { violations } = await checkImports(root);
    expect(violations).toEqual([
      'no-import-of-init-conformance: packages/init/src/other.ts -> packages/init/src/conformance/index.ts',
    ]);
  });

  it('reports an import by a package that the arrows do not name', async () => {
    addPackage('core', 'export const x = 1;\n', ['novel']);
    addPackage('novel', imports('core'));
    const { violations } = await checkImports(root);
    expect(violations).toEqual(['arrows-unknown: packages/novel/src/index.ts -> packages/core/src/index.ts']);
  });

  it('reports a cycle of values, and allows one of types', async () => {
    addPackage('core', '');
    write({
      'packages/core/src/a.ts': "import { b } from './b.js';\nexport const a = () => b;\n",
      'packages/core/src/b.ts': "import { a } from './a.js';\nexport const b = () => a;\n",
      'packages/core/src/c.ts': "import { d } from './d.js';\nexport type C = number;\nexport const c = d;\n",
      'packages/core/src/d.ts': "import type { C } from './c.js';\nexport const d: C = 1;\n",
    });
    const { violations } = await checkImports(root);
    expect(violations).toEqual([
      'no-cycle: packages/core/src/a.ts -> packages/core/src/b.ts -> packages/core/src/a.ts',
    ]);
  });

  it('reports a cycle of values hidden behind cycles of types', async () => {
    addPackage('core', '');
    const both = (type: string, value: string): string =>
      `import type { T } from './${type}.js';\nimport { v as w } from './${value}.js';\nexport const v = (): T => w();\n`;
    const type = (of: string): string =>
      `import { v } from './${of}.js';\nexport type T = unknown;\nexport const u = v;\n`;
    write({
      'packages/core/src/a.ts': both('m', 'z'),
      'packages/core/src/m.ts': type('z'),
      'packages/core/src/n.ts': type('a'),
      'packages/core/src/z.ts': both('n', 'a'),
    });
    const { violations } = await checkImports(root);
    expect(violations).toEqual([
      'no-cycle: packages/core/src/a.ts -> packages/core/src/z.ts -> packages/core/src/a.ts',
    ]);
  });

  it('reports a package that is not declared and a file that is not there', async () => {
    addPackage('core', 'export const x = 1;\n');
    addPackage('random', imports('core'));
    write({ 'packages/random/src/a.ts': "import './b.js';\n" });
    const { violations } = await checkImports(root);
    expect(violations).toEqual([
      'no-unresolved: packages/random/src/a.ts -> ./b.js',
      'no-unresolved: packages/random/src/index.ts -> @nn/core',
    ]);
  });

  it('reports a relative import across packages', async () => {
    addPackage('core', 'export const x = 1;\n');
    addPackage('random', "import { x } from '../../core/src/index.js';\nexport const y = x;\n");
    const { violations } = await checkImports(root);
    expect(violations).toEqual([
      'no-relative-import-across-packages: packages/random/src/index.ts -> packages/core/src/index.ts',
    ]);
  });

  it('reports a source that imports a test or something of Node', async () => {
    addPackage('core', "import './a.test.js';\nimport 'node:fs';\n");
    write({ 'packages/core/src/a.test.ts': "import 'node:fs';\n" });
    const { violations } = await checkImports(root);
    expect(violations).toEqual([
      'no-import-of-tests: packages/core/src/index.ts -> packages/core/src/a.test.ts',
      'no-runtime-dependency: packages/core/src/index.ts -> fs',
    ]);
  });

  it('reports a workspace in which it finds nothing', async () => {
    expect(await checkImports(root)).toEqual({ modules: 0, violations: ['no-modules: nothing to check'] });
  });
});
