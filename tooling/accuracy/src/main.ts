// Measures the float32 functions: `npm run accuracy`, with `--every n` on a sample, with `--only a,b` on some.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { namedFunctions } from '@nn/core/expression';
import { measure } from './measure.js';
import { report, table } from './report.js';

const { values } = parseArgs({ options: { every: { type: 'string', default: '1' }, only: { type: 'string' } } });
const every = Number(values.every);
const chosen = values.only?.split(',');
const functions = namedFunctions.filter((fn) => fn.lowerFloat32 !== undefined && (chosen?.includes(fn.name) ?? true));

const rows = functions.map((fn) => {
  const start = performance.now();
  const row = measure(fn, every);
  process.stderr.write(
    `${fn.name}: ${row.worst.ulps.toFixed(4)} ulp, ${((performance.now() - start) / 1000).toFixed(0)} s\n`,
  );
  return row;
});

if (every === 1 && chosen === undefined) {
  const page = new URL('../../../docs/reports/accuracy-float32.md', import.meta.url);
  mkdirSync(new URL('.', page), { recursive: true });
  writeFileSync(page, report(rows));
}
process.stdout.write(`${table(rows)}\n`);

const failed = rows.filter((row) => row.worst.ulps > 2 || row.wrongKind.count > 0);
if (failed.length > 0) {
  process.stderr.write(`beyond the contract: ${failed.map((row) => row.name).join(', ')}\n`);
  process.exitCode = 1;
}
