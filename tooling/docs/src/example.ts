import { readFileSync } from 'node:fs';

/** Code that documentation shows, and where. */
export interface Example {
  readonly place: string;
  readonly code: string;
}

/** The `@example` blocks of a source file's doc comments. */
export function examplesOfSource(path: string): Example[] {
  return [...readFileSync(path, 'utf8').matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*?\*\//g)].flatMap((comment) => {
    const line = lineOf(comment.input, comment.index);
    const text = comment[0]
      .replace(/^\/\*\*|\*\/$/g, '')
      .split('\n')
      .map((row) => row.replace(/^\s*\* ?/, ''))
      .join('\n');
    return text
      .split(/^@/m)
      .filter((part) => part.startsWith('example'))
      .map((part) => ({ place: `${path}:${line}`, code: part.replace(/^example\s*/, '').trim() }));
  });
}

/** The ```ts blocks of a Markdown file. */
export function examplesOfMarkdown(path: string): Example[] {
  return [...readFileSync(path, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((block) => ({
    place: `${path}:${lineOf(block.input, block.index)}`,
    code: block[1]!.trim(),
  }));
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
