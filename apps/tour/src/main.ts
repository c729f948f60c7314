import { showChapter } from './chapter/show-chapter.js';
import { parseOptions, usage, UsageError } from './options.js';
import { showTraining } from './training/show-training.js';

function main(args: readonly string[]): void {
  const options = parseOptions(args);
  const write = (text: string): void => void process.stdout.write(text);
  if (options.help) {
    write(usage);
    return;
  }
  if (options.only !== 'training') showChapter(options.seed, write);
  if (options.only !== 'chapter')
    showTraining({ seed: options.seed, steps: options.steps, write, interactive: process.stdout.isTTY });
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message} (npm start -- --help tells more)\n`);
  process.exitCode = 2;
}
