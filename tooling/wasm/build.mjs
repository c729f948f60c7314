// Compiles the AssemblyScript kernels of @nn/backend-cpu: each module becomes a file in `src/generated` that holds its
// binaries as text, a character for a byte. Nothing happens while the sources and the compiler are those of the last time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = `${root}packages/backend-cpu/asm`;
const generated = `${root}packages/backend-cpu/src/generated`;

/** `data`: where the constants of the module lie, in the first page of the memory that all modules share. */
const modules = [
  { name: 'products', data: 1024, builds: ['baseline', 'relaxed'] },
  { name: 'random', data: 2048, builds: ['baseline', 'relaxed'] },
  { name: 'keyed', data: 8192, builds: ['baseline'] },
  { name: 'rows', data: 10240, builds: ['baseline'] },
  { name: 'places', data: 11264, builds: ['baseline'] },
  { name: 'orthonormal', data: 12288, builds: ['baseline'] },
];

const stamp = `// ${inputHash()}\n`;
const fileOf = ({ name }) => `${generated}/${name}.ts`;
if (!modules.every((module) => isFresh(fileOf(module)))) {
  console.error('Compiling the Wasm kernels (only when they change, about 5 s) ...');
  const { default: compiler } = await import('assemblyscript/asc');
  mkdirSync(generated, { recursive: true });
  for (const module of modules) {
    let text = stamp;
    for (const build of module.builds)
      text += `export const ${build}: string =\n  ${literal(await compile(compiler, module, build))};\n`;
    writeFileSync(fileOf(module), text);
  }
}

function inputHash() {
  const inputs = readdirSync(sources).map((file) => `${sources}/${file}`);
  inputs.push(fileURLToPath(import.meta.url), `${root}node_modules/assemblyscript/package.json`);
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

function isFresh(file) {
  return existsSync(file) && readFileSync(file, 'utf8').startsWith(stamp);
}

async function compile(compiler, { name, data }, build) {
  let binary;
  const features = build === 'relaxed' ? 'simd,relaxed-simd' : 'simd';
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--memoryBase', `${data}`];
  const { error, stderr } = await compiler.main([`${name}.ts`, '--outFile', name, '--enable', features, ...options], {
    readFile: (file) => (existsSync(`${sources}/${file}`) ? readFileSync(`${sources}/${file}`, 'utf8') : null),
    writeFile: (_, contents) => (binary = contents),
    listFiles: () => [],
  });
  if (error !== null) throw new Error(`The kernels in asm/${name}.ts do not compile.\n${stderr}`);
  return binary;
}

/** In ASCII. Bytes stay bytes, so that what repeats in a binary repeats in its text: base64 would be half as large again after compression. */
function literal(binary) {
  const text = JSON.stringify(Buffer.from(binary).toString('latin1'));
  return text.replaceAll(/[\x7f-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}
