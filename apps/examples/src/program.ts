import { pathToFileURL } from 'node:url';

/** True in the file that was started: `if (runsAsProgram(import.meta.url)) main();`. */
export function runsAsProgram(url: string): boolean {
  return process.argv[1] !== undefined && url === pathToFileURL(process.argv[1]).href;
}
