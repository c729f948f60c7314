import { describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse.js';
import { serializeSafetensors } from './serialize.js';
import type { SafetensorsTensor } from './types.js';

// What safetensors 0.8.0 (Python) wrote with save_file(tensors, path, {'format': 'pt'}).
const header =
  '{"__metadata__":{"format":"pt"},"i":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"s":{"dtype":"F64","shape":[],"data_offsets":[16,24]},' +
  '"net.0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[24,48]},"e":{"dtype":"I32","shape":[0,2],"data_offsets":[48,48]},' +
  '"bf":{"dtype":"BF16","shape":[1],"data_offsets":[48,50]},"h":{"dtype":"F16","shape":[1],"data_offsets":[50,52]},' +
  '"u":{"dtype":"U8","shape":[1],"data_offsets":[52,53]},"é\\"":{"dtype":"U8","shape":[1],"data_offsets":[53,54]},"m":{"dtype":"BOOL","shape":[3],"data_offsets":[54,57]}}';
const data =
  '0100000000000000feffffffffffffff9a9999999999b93f0000803f0000004000004040000080400000a0400000c07f803f003cffff010001';

const tensors: Record<string, SafetensorsTensor> = {
  'net.0.weight': { dtype: 'float32', shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 5, Number.NaN]) },
  i: { dtype: 'int64', shape: [2], data: new BigInt64Array([1n, -2n]) },
  h: { dtype: 'float16', shape: [1], data: new Uint16Array([0x3c00]) },
  bf: { dtype: 'bfloat16', shape: [1], data: new Uint16Array([0x3f80]) },
  m: { dtype: 'bool', shape: [3], data: new Uint8Array([1, 0, 1]) },
  s: { dtype: 'float64', shape: [], data: new Float64Array([0.1]) },
  e: { dtype: 'int32', shape: [0, 2], data: new Int32Array(0) },
  u: { dtype: 'uint8', shape: [1], data: new Uint8Array([255]) },
  'é"': { dtype: 'uint8', shape: [1], data: new Uint8Array([255]) },
};

function referenceFile(): Uint8Array {
  const json = new TextEncoder().encode(header);
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + data.length / 2).fill(0x20, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  bytes.set(
    data.match(/../g)!.map((pair) => Number.parseInt(pair, 16)),
    8 + length,
  );
  return bytes;
}

describe('the reference implementation', () => {
  it('writes a file that is read', () => {
    const file = parseSafetensors(referenceFile());
    expect(Object.fromEntries(file.tensors)).toEqual(tensors);
    expect(file.metadata.get('format')).toBe('pt');
  });

  it('and the writer agree on every byte', () => {
    expect(serializeSafetensors(tensors, { format: 'pt' })).toEqual(referenceFile());
  });
});
