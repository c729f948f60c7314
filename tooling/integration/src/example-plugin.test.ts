import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

/**
 * The example plugin as somebody else would have it: in a folder of its own, with the packages as they are packed for publication and nothing
 * of the workspace in reach.
 */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const plugin = join(root, 'apps/example-plugin');
const folder = mkdtempSync(join(tmpdir(), 'example-plugin-'));
const modules = join(folder, 'node_modules');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the example plugin', () => {
  it('is built from packed packages, and passes conformance under node:test', { timeout: 120_000 }, () => {
    copyPlugin();
    for (const name of ['core', 'random', 'init', 'testing']) unpack(name);
    linkPeers();
    run(join(root, 'node_modules/typescript/bin/tsc'));
    const output = run('--test', '--test-reporter=tap', 'dist/triangular.test.js');
    expect(output).toMatch(/# pass [1-9]/);
    expect(output).toContain('# fail 0');
  });

  it('imports what the packages export, and nothing of theirs that is private', () => {
    const sources = readdirSync(plugin).filter((file) => file.endsWith('.ts'));
    const imported = sources.flatMap((file) =>
      [...readFileSync(join(plugin, file), 'utf8').matchAll(/from '([^.][^']*)'/g)].map(([, name]) => name),
    );
    expect(new Set(imported)).toEqual(new Set(['@nn/init', '@nn/init/conformance', 'node:test']));
  });

  it('is explained on a page of fewer than 60 lines', () => {
    expect(readFileSync(join(plugin, 'README.md'), 'utf8').split('\n').length).toBeLessThan(60);
  });
});

function copyPlugin(): void {
  for (const file of readdirSync(plugin)) {
    if (file !== 'dist' && file !== 'node_modules') cpSync(join(plugin, file), join(folder, file), { recursive: true });
  }
}

/** A package as it would be published: packed, with the exports of `publishConfig`. */
function unpack(name: string): void {
  const from = join(root, 'packages', name);
  if (!existsSync(join(from, 'dist/index.js'))) throw new Error(`packages/${name} is not built: run npm run build`);
  const pnpm = join(root, 'node_modules/pnpm/bin/pnpm.mjs');
  execFileSync(process.execPath, [pnpm, 'pack', '--pack-destination', folder], { cwd: from, stdio: 'pipe' });
  const into = join(modules, '@nn', name);
  mkdirSync(into, { recursive: true });
  const tarball = readdirSync(folder).find((file) => file.startsWith(`nn-${name}-`) && file.endsWith('.tgz'))!;
  execFileSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', into]);
}

/** The peers of the kit, from where the workspace has them. */
function linkPeers(): void {
  for (const [owner, name] of [
    ['packages/testing', '@stdlib/math-base-special-gammainc'],
    ['packages/testing', '@stdlib/stats-base-dists-beta-cdf'],
    ['packages/testing', '@stdlib/stats-base-dists-normal-cdf'],
    ['.', 'fast-check'],
    ['.', '@types/node'],
  ] as const) {
    const at = join(modules, name);
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(join(root, owner, 'node_modules', name), at);
  }
}

function run(...argumentsOfNode: string[]): string {
  try {
    return execFileSync(process.execPath, argumentsOfNode, { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    const telling = stdout.split('\n').filter((line) => /not ok|error( TS|:)/.test(line));
    throw new Error([argumentsOfNode.join(' '), ...telling, stderr].join('\n'), { cause: error });
  }
}
