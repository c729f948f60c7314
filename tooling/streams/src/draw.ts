/*
 * Writes keyed streams to the standard output as little-endian binary, for programs that test generators:
 *
 *     node tooling/run.mjs tooling/streams/src/draw.ts words            32-bit words of one stream, without end
 *     node tooling/run.mjs tooling/streams/src/draw.ts siblings         words 0 … 3 of key.fold(0), of key.fold(1), …
 *     node tooling/run.mjs tooling/streams/src/draw.ts paths            the same of key.fold('layers.0.weight'), …
 *     node tooling/run.mjs tooling/streams/src/draw.ts normal 16777216  that many values of a law
 *
 * A number after these is the seed.
 */
import {
  fillKeyedBernoulli,
  fillKeyedLogOfUniform,
  fillKeyedNormal,
  fillKeyedTruncNormal,
  fillKeyedUniform,
  fillKeyedWords,
  StreamKey,
} from '@nn/random';
import { writeSync } from 'node:fs';

/** Elements written at a time. */
const chunk = 1 << 16;

type Fill = (first: number) => ArrayBufferView;

const [what = 'words', count = 'Infinity', seed = '20240229'] = process.argv.slice(2);
const key = StreamKey.fromSeed(BigInt(seed));
const words = new Uint32Array(chunk);
const single = new Float32Array(chunk);
const double = new Float64Array(chunk);

const fills: Readonly<Record<string, Fill>> = {
  words: (first) => (fillKeyedWords(words, key, first), words),
  siblings: (first) => ofFolds(first, (i) => i),
  paths: (first) => ofFolds(first, (i) => `layers.${i}.weight`),
  uniform: (first) => (fillKeyedUniform(single, { low: -1, high: 1 }, key, first), single),
  uniform64: (first) => (fillKeyedUniform(double, { low: -1, high: 1 }, key, first), double),
  normal: (first) => (fillKeyedNormal(single, { mean: 0, std: 1 }, key, first), single),
  normal64: (first) => (fillKeyedNormal(double, { mean: 0, std: 1 }, key, first), double),
  truncNormal: (first) => (fillKeyedTruncNormal(single, { mean: 0, std: 1, a: -2, b: 2 }, key, first), single),
  bernoulli: (first) => (fillKeyedBernoulli(single, { p: 0.3 }, key, first), single),
  logOfUniform: (first) => (fillKeyedLogOfUniform(single, { low: 1, high: 99 }, key, first), single),
};

function ofFolds(first: number, tag: (i: number) => number | string): Uint32Array {
  for (let at = 0; at < chunk; at += 4) fillKeyedWords(words.subarray(at, at + 4), key.fold(tag((first + at) / 4)));
  return words;
}

const fill = fills[what];
if (fill === undefined) throw new Error(`Draw one of: ${Object.keys(fills).join(', ')}`);
for (let first = 0; first < Number(count); first += chunk) {
  const { buffer, byteLength } = fill(first);
  const wanted = Math.min(byteLength, (Number(count) - first) * (byteLength / chunk));
  writeAll(new Uint8Array(buffer, 0, wanted));
}

/** Waits for a reader that is slower; ends when it has gone. */
function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const { code } = error as { readonly code?: string };
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
    }
  }
}
