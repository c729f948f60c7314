import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import * as vite from 'vite';

const entry = fileURLToPath(new URL('entry.ts', import.meta.url));

/** The program and the built packages as one script, which leaves its results in `globalThis.answer`. */
export const bundlers: Readonly<Record<string, () => Promise<string>>> = {
  async esbuild() {
    const { outputFiles } = await esbuild.build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'iife',
      platform: 'browser',
      write: false,
      logLevel: 'error',
    });
    return outputFiles[0]!.text;
  },

  async vite() {
    const built = await vite.build({
      configFile: false,
      logLevel: 'error',
      build: { write: false, modulePreload: false, rolldownOptions: { input: entry, output: { format: 'iife' } } },
    });
    const [{ output }] = [built].flat() as unknown as [{ output: readonly { code?: string }[] }];
    return output[0]!.code!;
  },
};
