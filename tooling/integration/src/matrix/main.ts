// Runs the tests in every way in which the CPU computes, one after the other: `npm run matrix`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cpuModes } from './modes.js';

const usage = `npm run matrix -- [options] [FILES ...]

Everything on this engine, on another one, and in each mode of the CPU: ${Object.keys(cpuModes).join(', ')}.

  --node PATH   the other engine, one with relaxed SIMD (default: the environment variable NN_NODE; without both it is left out)
  --only TEXT   configurations whose name holds this
  --help        this text
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', default: process.env['NN_NODE'] ?? '' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const vitest = fileURLToPath(new URL('../../../../node_modules/vitest/vitest.mjs', import.meta.url));

if (values.help) process.stdout.write(usage);
else main();

function main(): void {
  const here = `Node ${process.versions.node}`;
  run(here, process.execPath, 'fast');
  if (values.node === '') console.log('Another engine: left out, name one with --node or NN_NODE.');
  else run(`another engine, ${values.node}`, values.node, 'fast');
  for (const mode of Object.keys(cpuModes)) run(`${here}, ${mode}`, process.execPath, mode);
}

function run(name: string, engine: string, project: string): void {
  if (!name.includes(values.only)) return;
  console.log(`\n${name}`);
  const { status } = spawnSync(engine, [vitest, 'run', '--project', project, '--reporter', 'dot', ...positionals], {
    env: { ...process.env, NN_MATRIX: 'full' },
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
