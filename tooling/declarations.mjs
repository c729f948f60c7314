// Writes the declaration files of every package into its `dist`, beside the JavaScript that tsup makes. One checked program over all
// packages takes seconds where a program for each of them takes minutes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ts from 'typescript';

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail };
const emit = { noEmit: false, emitDeclarationOnly: true };
const { fileNames, options } = ts.getParsedCommandLineOfConfigFile('tsconfig.base.json', emit, host);
const program = ts.createProgram(fileNames, options);
const { diagnostics } = program.emit(undefined, (file, text) => {
  const declaration = file.replace(/^(.*packages\/[^/]+)\/src\//, '$1/dist/');
  mkdirSync(dirname(declaration), { recursive: true });
  writeFileSync(declaration, text);
});
fail(...ts.getPreEmitDiagnostics(program), ...diagnostics);

function fail(...found) {
  if (found.length === 0) return;
  const format = {
    getCanonicalFileName: String,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => '\n',
  };
  console.error(ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(found), format));
  process.exit(1);
}
