import { manualSeed } from '@nn/nn';
import pc from 'picocolors';
import { chapter } from './chapter.js';
import { formatLog } from './format-log.js';
import { type CellSource, readCells, readDocumentation } from './source.js';

/** Where the documentation of `normal_` stands. */
const normalSource = 'packages/init/src/in-place/normal.ts';

/** Runs the chapter and shows every cell's source beside what it gives. */
export function showChapter(seed: number | bigint, write: (text: string) => void): void {
  manualSeed(seed);
  const cells = readCells();
  const lines: string[] = [];
  const run = chapter({ log: (...values) => lines.push(formatLog(values)) });
  cells.forEach((cell, i) => {
    run.next();
    write(formatCell(cell, i + 1, lines.splice(0).join('\n')));
    if (cell.id === 'net') write(formatDocumentation());
  });
}

function formatCell(cell: CellSource, number: number, output: string): string {
  const title = pc.bold(pc.cyan(`[${number}] ${cell.title}`));
  const code = indent(cell.code, pc.dim('│ '));
  return `${title}\n\n${code}\n${output === '' ? '' : `\n${indent(output, '  ')}\n`}\n`;
}

function formatDocumentation(): string {
  const { signature, text: body } = readDocumentation(normalSource, 'normal_');
  return `${pc.bold(pc.cyan('[help] init.normal_'))}\n\n${indent(signature, '  ')}\n\n${indent(body, '  ')}\n\n`;
}

function indent(block: string, by: string): string {
  return block
    .split('\n')
    .map((line) => (by + line).trimEnd())
    .join('\n');
}
