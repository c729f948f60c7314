// Installs the dependencies when the lockfile has changed since the last install, and compiles the Wasm kernels when their
// sources have. Runs before everything else, so it uses nothing but Node.
import { execSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.installed-lockfile`;
const lockfile = readFileSync(`${root}pnpm-lock.yaml`, 'utf8');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockfile) {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')).devEngines.packageManager;
  console.error(`Installing dependencies with pnpm ${version} (only when they change, about 20 s) ...`);
  try {
    execSync(`npx -y pnpm@${version} install --frozen-lockfile --reporter=append-only`, { cwd: root, stdio: 'pipe' });
  } catch (error) {
    console.error(`${error.stdout}${error.stderr}`);
    process.exit(1);
  }
  writeFileSync(stamp, lockfile);
}

await import('./wasm/build.mjs');
