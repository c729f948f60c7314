import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Runs a program of this folder in a process of its own, where nothing else takes memory, and gives what it prints as JSON.
 *
 * @param flags of Node
 */
export async function runAlone(program: string, flags: readonly string[] = []): Promise<unknown> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(program, import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@nn/source'],
    write: false,
    logLevel: 'error',
  });
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [...flags, '--input-type=module', '-'], (error, printed) => {
      if (error === null) resolve(JSON.parse(printed));
      else reject(error);
    });
    child.stdin!.end(outputFiles[0]!.text);
  });
}
