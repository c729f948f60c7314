import { existsSync, readFileSync } from 'node:fs';

/** A cell as it stands in the program that runs. */
export interface CellSource {
  readonly id: string;
  readonly title: string;
  readonly code: string;
}

/** A file of this repository, wherever in it the program runs. */
function read(path: string): string {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('pnpm-workspace.yaml', folder))) {
    const parent = new URL('..', folder);
    if (parent.href === folder.href)
      throw new Error('the tour runs from its repository: it shows the sources that it runs');
    folder = parent;
  }
  return readFileSync(new URL(path, folder), 'utf8');
}

/** The cells of the chapter's program: what stands between a `// %% id: title` line and the `yield`. */
export function readCells(): CellSource[] {
  return read('apps/tour/src/chapter/chapter.ts')
    .split(/^ *\/\/ %% /m)
    .slice(1)
    .map((text) => {
      const [head = '', ...lines] = text.split('\n');
      const end = lines.findIndex((line) => line.startsWith('  yield'));
      const [id = '', title = ''] = head.split(/: (.*)/);
      return { id, title, code: dedent(lines.slice(0, end)) };
    });
}

function dedent(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n')
    .trim();
}

/** Signature and documentation of a function, as they stand above and in its definition. */
export interface Documentation {
  readonly signature: string;
  readonly text: string;
}

/** Takes the documentation of an exported function from its source file. */
export function readDocumentation(path: string, name: string): Documentation {
  const source = read(path);
  const at = source.search(new RegExp(`^export function ${name}\\b`, 'm'));
  const comment = source.slice(0, at).match(/\/\*\*((?:(?!\/\*\*)[\s\S])*)\*\/\s*$/)?.[1] ?? '';
  const signature = source.slice(at).match(/^export (function [\s\S]*?)(?: \{$|;$)/m)?.[1] ?? name;
  const text = comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
  return { signature, text };
}
