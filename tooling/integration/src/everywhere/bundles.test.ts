import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundlers } from './bundle.js';
import { type Bits, program } from './program.js';

/** Calls of `Function` and of `eval`: with arguments, for a module has an `eval()` too. */
const codeFromText = /(?<![.\w$])(eval\((?!\))|Function\()/;

describe('the sources of the packages', () => {
  const folder = fileURLToPath(new URL('../../../../packages/', import.meta.url));
  const sources = readdirSync(folder).flatMap((name) =>
    readdirSync(join(folder, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<![.](test|test-d|bench))[.]ts$/.test(file))
      .map((file) => join(folder, name, 'src', file)),
  );

  it('never make code from text', () => {
    expect(sources.length).toBeGreaterThan(500);
    expect(sources.filter((file) => codeFromText.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

describe.each(Object.entries(bundlers))('a bundle made by %s from the built packages', (_, bundle) => {
  let script: string;
  beforeAll(async () => {
    script = await bundle();
  }, 60_000);

  it('never makes code from text', () => {
    expect(script).not.toMatch(codeFromText);
  });

  it('gives in a worker the bits that the sources give here', async () => {
    expect(await runInWorker(script)).toEqual(program());
  });

  it('gives them where a policy forbids to make code: text everywhere, WebAssembly too', () => {
    expect(runIn({ strings: false, wasm: true }, script)).toEqual(program());
    expect(runIn({ strings: false, wasm: false }, script)).toEqual(program());
  });

  it('gives them on an engine without WebAssembly', () => {
    expect(runIn({ strings: false, wasm: true }, `delete globalThis.WebAssembly; ${script}`)).toEqual(program());
  });
});

function runInWorker(script: string): Promise<Bits> {
  const worker = new Worker(`${script}\nrequire('node:worker_threads').parentPort.postMessage(answer);`, {
    eval: true,
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** A realm with nothing but the language: what it may compile is its policy, as that of a page. */
function runIn(codeGeneration: { strings: boolean; wasm: boolean }, script: string): Bits {
  const realm = createContext({}, { codeGeneration });
  return JSON.parse(runInContext(`${script}\n;JSON.stringify(answer)`, realm) as string) as Bits;
}
