import { goldenFolder } from '@nn/testing/golden';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { extraFolder, replay } from './parity.js';
import { Tally } from './tally.js';

const usage = `npm run parity -- [FOLDER] [--complete]

Replays what real PyTorch answered and compares. FOLDER holds golden files (default: those of tooling/oracle).

  --complete   count cases of parts that are not built as failures
  --help       this text
`;

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { complete: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (positionals.length > 1) throw new Error(`one folder at a time, not ${positionals.join(' and ')}`);
  const tally = new Tally();
  const folders = positionals.length === 0 ? [goldenFolder(), extraFolder] : [resolve(positionals[0]!)];
  for (const folder of folders)
    for (const [group, id, outcome] of replay(folder, resolve('docs'))) tally.add(group, id, outcome);
  process.stdout.write(tally.report());
  return tally.failed > 0 || (values.complete && tally.missing > 0) ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)} (npm run parity -- --help tells more)\n`,
  );
  process.exitCode = 2;
}
