import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse.js';

const folder = new URL('../../../tooling/oracle/golden/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.safetensors')) : [];

describe('the files that PyTorch answered with', () => {
  it('are there', () => {
    expect(files).toEqual(
      expect.arrayContaining(['modules.safetensors', 'ops.safetensors', 'optim.safetensors', 'rng-0.safetensors']),
    );
  });

  it.each(files)('%s is read whole, and no two tensors share a byte', (file) => {
    const bytes = new Uint8Array(readFileSync(new URL(file, folder)));
    const { tensors } = parseSafetensors(bytes);
    const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const held = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    expect(held).toBe(bytes.length - 8 - headerBytes);
  });

  it.runIf(files.includes('ops.safetensors'))('hold the values that PyTorch computed', () => {
    const { tensors, metadata } = parseSafetensors(readFileSync(new URL('ops.safetensors', folder)));
    expect(metadata.get('torch')).toBe('1.13.0a0');
    expect(JSON.parse(metadata.get('cases')!)).toContainEqual(
      expect.objectContaining({
        id: 'add.0',
        op: 'add',
        inputs: [
          [2, 3],
          [2, 3],
        ],
      }),
    );
    const [left, right, sum] = ['add.0/in.0', 'add.0/in.1', 'add.0/out.0'].map((name) =>
      Array.from(tensors.get(name)!.data as Float32Array),
    );
    expect(sum).toEqual(left!.map((value, i) => Math.fround(value + right![i]!)));
  });
});
