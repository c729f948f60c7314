// Runs the program in headless Chromium, bundled by Vite from the built packages, and compares its bits with those of this engine:
// `npm run check:browsers`. Chromium is `chromium` on the path, or what the environment variable CHROMIUM names.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'vite';
import { program } from './program.js';

const chromium = process.env['CHROMIUM'] ?? 'chromium';

/** What a page may do, as strict as it can be: with WebAssembly, and with nothing but its own scripts. */
const policies = ["script-src 'self' 'wasm-unsafe-eval'", "script-src 'self'"];
const always = "default-src 'none'; connect-src 'self'; worker-src 'self'";

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

const files = await bundle();
const here = program();
for (const policy of policies) {
  const answer = await answerUnder(`${always}; ${policy}`);
  const agrees = isDeepStrictEqual(answer, { page: here, worker: here });
  console.log(`${policy}: ${agrees ? 'the same bits on the page and in a worker' : JSON.stringify(answer)}`);
  if (!agrees) process.exitCode = 1;
}

/** Contents by path. */
async function bundle(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const root = fileURLToPath(new URL('../../src/everywhere/', import.meta.url));
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { write: false, target: 'es2022', rolldownOptions: { input: join(root, 'page.html') } },
  });
  const [{ output }] = [built].flat() as unknown as [
    { output: readonly { fileName: string; code?: string; source?: string }[] },
  ];
  return new Map(output.map(({ fileName, code, source }) => [`/${fileName}`, code ?? source!]));
}

async function answerUnder(policy: string): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), 'nn-chromium-'));
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const browser = spawn(
    chromium,
    ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/page.html`],
    { stdio: 'ignore' },
  );
  try {
    return await new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('No answer within a minute.')), 60_000).unref();
      browser.once('error', reject);
      server.on('request', (request, response) => {
        const path = request.url!;
        if (path === '/answer') void text(request).then((body) => resolve(JSON.parse(body)), reject);
        const file = files.get(path);
        const headers = { 'Content-Type': types[extname(path)] ?? 'text/plain', 'Content-Security-Policy': policy };
        response.writeHead(file === undefined ? 404 : 200, headers).end(file);
      });
    });
  } finally {
    const exited = new Promise((resolve) => browser.once('exit', resolve));
    if (browser.kill()) await exited;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
