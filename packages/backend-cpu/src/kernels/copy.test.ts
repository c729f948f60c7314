import { type DType, dtypes, type TypedArray, type View } from '@nn/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  at,
  elementsOf,
  indicesOf,
  neighboursOf,
  numberOf,
  randomFrom,
  randomShape,
  randomView,
  viewOf,
} from '../testing/views.js';
import { copy } from './copy.js';

// Shared machines are slow at times.
vi.setConfig({ testTimeout: 60_000 });

const allDTypes = Object.keys(dtypes) as DType[];

/** The raw elements after a copy into another dtype. */
function converted(source: View, to: DType): (number | bigint)[] {
  const out = viewOf(to, source.shape, []);
  copy([source], {}, [out]);
  return elementsOf(out);
}

const words = (text: string): number[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => Number.parseInt(word, 16));

function bitsView(bits: number[]): View {
  const view = viewOf('float32', [bits.length], []);
  new Uint32Array((view.storage.memory as Float32Array).buffer).set(bits);
  return view;
}

const bitsOf = (values: (number | bigint)[]): number[] => [
  ...new Uint32Array(Float32Array.from(values as number[]).buffer),
];

/** What PyTorch 1.13 gives on x86-64. */
const torch = {
  float32Bits: `
    00000000 80000000 00000001 80000001 007fffff 00800000 33000000 33000001 33800000 33c00000 387fc000 387fe000 387fdfff
    387ff000 38800000 3f800000 3f801000 3f801001 3f803000 477fe000 477fefff 477ff000 47800000 7f7fffff 7f800000 ff800000
    7f7f8000 7f7f7fff 3f808000 3f818000 3f808001 7f800001 ffc00000 7fc12345 b278f2a5 b2d79335 b34a057c 33eab513 34071ba8
    b4a47d13 3574d0d6 b5bff903 b610d30c 368f3e1c 376881ee 37abb9a9 385c179f 38fec762 b93d33fb b9ca90c4 ba413591 bae76186
    bb59a297 bbaba6bc 3c3bad70 3cec2bd2 bd6dc0e5 3d8eaeee 3e38edda be921e8e 3f7c31a1 bfe77b2a c069673c c0b87fb9 41221522
    41b08f66 427f22de 428c70cd c37c08c9 43f0e03f 445c48f3 44be9806 c54f0b9d 45d4f3c5 464453a1 c6fb81b3 c717d673 c7f849cb
    c85a9d37 33857000 34def000 35bc9000 368bb000 379f5000 38c55000 39dd1000 3ac0f000 3bce7000 3cef9000 3dd7d000 3eae3000
    3fd25000 40cc9000 418dd000 42879000 43d49000 44b19000 45cc9000 46a95000 009c8000 09138000 11b08000 1a688000 22b38000
    2b308000 33c98000 3c7d8000 44b28000 4d4b8000 55b88000 5e4d8000 66b98000 6f518000 77c68000
  `,
  toFloat16: `
    0000 8000 0000 8000 0000 0000 0000 0001 0001 0002 03ff 0400 03ff 0400 0400 3c00 3c00 3c01 3c02 7bff 7bff 7c00 7c00 7c00
    7c00 fc00 7c00 7c00 3c04 3c0c 3c04 7e00 fe00 7e00 8000 8000 8001 0002 0002 8005 000f 8018 8024 0048 00e9 0157 0370 07f6
    89ea 8e55 920a 973b 9acd 9d5d 21dd 2761 ab6e 2c75 31c7 b491 3be2 bf3c c34b c5c4 4911 4d84 53f9 5464 dbe0 5f87 62e2 65f5
    ea78 6ea8 7223 f7dc f8bf fc00 fc00 0001 0007 0018 0046 013f 062a 0ee8 1608 1e74 277c 2ebe 3572 3e92 4664 4c6e 543c 5ea4
    658c 6e64 754a 0000 0000 0000 0000 0000 0000 0002 23ec 6594 7c00 7c00 7c00 7c00 7c00 7c00
  `,
  toBfloat16: `
    0000 8000 0000 8000 0080 0080 3300 3300 3380 33c0 3880 3880 3880 3880 3880 3f80 3f80 3f80 3f80 4780 4780 4780 4780 7f80
    7f80 ff80 7f80 7f7f 3f80 3f82 3f81 7fc0 7fc0 7fc0 b279 b2d8 b34a 33eb 3407 b4a4 3575 b5c0 b611 368f 3769 37ac 385c 38ff
    b93d b9cb ba41 bae7 bb5a bbac 3c3c 3cec bd6e 3d8f 3e39 be92 3f7c bfe7 c069 c0b8 4122 41b1 427f 428c c37c 43f1 445c 44bf
    c54f 45d5 4644 c6fc c718 c7f8 c85b 3385 34df 35bd 368c 379f 38c5 39dd 3ac1 3bce 3cf0 3dd8 3eae 3fd2 40cd 418e 4288 43d5
    44b2 45cd 46a9 009c 0914 11b0 1a68 22b4 2b30 33ca 3c7e 44b2 4d4c 55b8 5e4e 66ba 6f52 77c6
  `,
  float64: [
    1.0004882812509095, 1.0000000596046457, 1.0039062500009095, 65519.999999, 65520.0, 65519.99999999999, 1e-8, 2.98e-8,
    2.9802322387695312e-8, 2.980232241545089e-8, 1e300, -1e-300, 3.4028235677973366e38, 0.1,
  ],
  float64ToFloat32:
    '3f801000 3f800001 3f808000 477ff000 477ff000 477ff000 322bcc77 32fffae5 33000000 33000000 7f800000 80000000 7f800000 3dcccccd',
  float64ToFloat16: '3c00 3c00 3c04 7c00 7c00 7c00 0000 0000 0000 0000 7c00 8000 7c00 2e66',
  float64ToBfloat16: '3f80 3f80 3f80 4780 4780 4780 322c 3300 3300 3300 7f80 8000 7f80 3dcd',
  int64: [
    0n,
    1n,
    -1n,
    2049n,
    2051n,
    65519n,
    65520n,
    -65520n,
    16777217n,
    16777219n,
    -16777217n,
    1152921573326323713n,
    1152921573326323712n,
    -1152921573326323713n,
    -1152921573326323712n,
    9007199254740993n,
    4611686293305294849n,
    9223372036854775807n,
    -9223372036854775808n,
    18014399583223808n,
    18014399583223809n,
    18014401730707456n,
    18014401730707455n,
  ],
  int64ToFloat32: `
    00000000 3f800000 bf800000 45001000 45003000 477fef00 477ff000 c77ff000 4b800000 4b800002 cb800000 5d800001 5d800000
    dd800001 dd800000 5a000000 5e800001 5f000000 df000000 5a800000 5a800001 5a800002 5a800001
  `,
  int64ToFloat16:
    '0000 3c00 bc00 6800 6802 7bff 7c00 fc00 7c00 7c00 fc00 7c00 7c00 fc00 fc00 7c00 7c00 7c00 fc00 7c00 7c00 7c00 7c00',
  int64ToBfloat16:
    '0000 3f80 bf80 4500 4500 4780 4780 c780 4b80 4b80 cb80 5d80 5d80 dd80 dd80 5a00 5e80 5f00 df00 5a80 5a80 5a80 5a80',
  int64ToInt32: [
    0, 1, -1, 2049, 2051, 65519, 65520, -65520, 16777217, 16777219, -16777217, 1, 0, -1, 0, 1, 1, -1, 0, 1073741824,
    1073741825, -1073741824, -1073741825,
  ],
  int64ToUint8: [0, 1, 255, 1, 3, 239, 240, 16, 1, 3, 255, 1, 0, 255, 0, 1, 1, 255, 0, 0, 1, 0, 255],
};

describe('copy between dtypes', () => {
  it('rounds float32 to float16 and bfloat16 as PyTorch, ties, denormals and NaN included', () => {
    const source = bitsView(words(torch.float32Bits));
    expect(converted(source, 'float16')).toEqual(words(torch.toFloat16));
    expect(converted(source, 'bfloat16')).toEqual(words(torch.toBfloat16));
  });

  it('rounds float64 through float32, as PyTorch', () => {
    const source = viewOf('float64', [torch.float64.length], torch.float64);
    expect(bitsOf(converted(source, 'float32'))).toEqual(words(torch.float64ToFloat32));
    expect(converted(source, 'float16')).toEqual(words(torch.float64ToFloat16));
    expect(converted(source, 'bfloat16')).toEqual(words(torch.float64ToBfloat16));
  });

  it('rounds int64 to float32 once, and wraps it to int32 and uint8, as PyTorch', () => {
    const source = viewOf('int64', [torch.int64.length], torch.int64);
    expect(bitsOf(converted(source, 'float32'))).toEqual(words(torch.int64ToFloat32));
    expect(converted(source, 'float16')).toEqual(words(torch.int64ToFloat16));
    expect(converted(source, 'bfloat16')).toEqual(words(torch.int64ToBfloat16));
    expect(converted(source, 'float64')).toEqual(torch.int64.map(Number));
    expect(converted(source, 'int32')).toEqual(torch.int64ToInt32);
    expect(converted(source, 'uint8')).toEqual(torch.int64ToUint8);
    expect(converted(source, 'bool')).toEqual(torch.int64.map((x) => (x === 0n ? 0 : 1)));
  });

  it('truncates floats to integers as C does on x86-64: the least integer for what does not fit', () => {
    const values = [
      0,
      -0,
      0.5,
      -0.5,
      0.9,
      -0.9,
      1.5,
      -1.5,
      127.6,
      128,
      255,
      255.9,
      256,
      257,
      300,
      -1,
      -2.7,
      -128,
      -129,
      -255,
      -256,
      -257,
      65535,
      65536,
      2147483520,
      2147483647,
      2147483648,
      -2147483648,
      -2147483904,
      4294967296,
      4294967301,
      1e10,
      -1e10,
      9.2e18,
      9223372036854775807,
      9.3e18,
      -9223372036854775808,
      -9.3e18,
      1e20,
      -1e20,
      1e38,
      Infinity,
      -Infinity,
      NaN,
    ];
    const least = -2147483648;
    const small = [
      0, 0, 0, 0, 0, 0, 1, -1, 127, 128, 255, 255, 256, 257, 300, -1, -2, -128, -129, -255, -256, -257, 65535, 65536,
      2147483520,
    ];
    const float64 = viewOf('float64', [values.length], values);
    const float32 = viewOf('float32', [values.length], values);
    expect(converted(float64, 'int32')).toEqual([...small, 2147483647, ...new Array<number>(18).fill(least)]);
    expect(converted(float32, 'int32')).toEqual([...small, ...new Array<number>(19).fill(least)]);
    const least64 = -(2n ** 63n);
    const large = [2147483648n, -2147483648n, -2147483904n, 4294967296n];
    expect(converted(float64, 'int64')).toEqual([
      ...small.map(BigInt),
      2147483647n,
      ...large,
      4294967301n,
      10000000000n,
      -10000000000n,
      9200000000000000000n,
      ...new Array<bigint>(10).fill(least64),
    ]);
    expect(converted(float32, 'int64')).toEqual([
      ...small.map(BigInt),
      2147483648n,
      ...large,
      4294967296n,
      10000000000n,
      -10000000000n,
      9200000267938955264n,
      ...new Array<bigint>(10).fill(least64),
    ]);
    const bytes = [0, 0, 0, 0, 0, 0, 1, 255, 127, 128, 255, 255, 0, 1, 44, 255, 254, 128, 127, 1, 0, 255, 255, 0, 128];
    expect(converted(float64, 'uint8')).toEqual([...bytes, 255, 0, 0, 0, 0, 5, ...new Array<number>(13).fill(0)]);
    expect(converted(float32, 'uint8')).toEqual([...bytes, ...new Array<number>(19).fill(0)]);
    expect(converted(float64, 'bool')).toEqual(values.map((x) => (x === 0 ? 0 : 1)));
  });

  it('brings all 65,536 float16 and bfloat16 patterns to their value and back', () => {
    for (const dtype of ['float16', 'bfloat16'] as const) {
      const patterns = Array.from({ length: 65536 }, (_, i) => i);
      const source = viewOf(dtype, [65536], patterns);
      for (const wide of ['float32', 'float64'] as const) {
        const out = viewOf(wide, [65536], []);
        copy([source], {}, [out]);
        const values = out.storage.memory as Float32Array;
        expect(patterns.every((bits) => Object.is(values[bits], numberOf(dtype, bits)))).toBe(true);
        const back = converted(out, dtype);
        const infinity = dtype === 'float16' ? 0x7c00 : 0x7f80;
        const quiet = (bits: number): number => (dtype === 'float16' ? (bits & 0x8000) | 0x7e00 : 0x7fc0);
        expect(patterns.every((bits) => back[bits] === ((bits & 0x7fff) > infinity ? quiet(bits) : bits))).toBe(true);
      }
    }
  });
});

describe('copy', () => {
  it('puts every element of a random view at its place in another, converted as if alone, and touches no neighbour', () => {
    fc.assert(
      fc.property(fc.constantFrom(...allDTypes), fc.constantFrom(...allDTypes), fc.integer(), (from, to, seed) => {
        const random = randomFrom(seed);
        const shape = randomShape(random);
        const source = randomView(shape, from, random, { expand: true });
        const target = randomView(shape, to, random);
        const neighbours = neighboursOf(target);
        copy([source], {}, [target]);
        for (const index of indicesOf(shape))
          expect(at(target, index)).toBe(converted(viewOf(from, [], [at(source, index)]), to)[0]);
        expect(neighboursOf(target)).toEqual(neighbours);
      }),
      { seed: 42, numRuns: 600 },
    );
  });

  it('gives the same for every length and offset', () => {
    const random = randomFrom(1);
    for (const to of ['float32', 'float64', 'int32', 'int64', 'uint8', 'bool', 'float16', 'bfloat16'] as const) {
      const whole = randomView([2100], 'float32', random, { dense: true });
      const expected = converted(whole, to);
      for (const length of [1, 2, 7, 40, 47, 48, 49, 1020, 1023, 1024, 1025, 1030]) {
        const part = { ...whole, shape: [length], offset: whole.offset + 3 };
        expect(converted(part, to)).toEqual(expected.slice(3, 3 + length));
      }
    }
  });

  it('keeps every bit within a dtype, signalling NaN included, however strided', () => {
    const bits = [0x7f800001, 0x3f800000, 0xff812345, 0x00000001, 0x7fffffff, 0x80000000];
    const source = bitsView(bits);
    const target = viewOf('float32', [2, 3], []);
    copy([{ ...source, shape: [2, 3], strides: [1, 2] }], {}, [target]);
    expect([...new Uint32Array((target.storage.memory as Float32Array).buffer)]).toEqual(
      [0, 2, 4, 1, 3, 5].map((i) => bits[i]),
    );
  });

  it('copies nothing of an empty view, and a view onto itself', () => {
    const target = viewOf('float32', [3], [1, 2, 3]);
    copy([{ ...target, shape: [0, 3], strides: [3, 1] }], {}, [{ ...target, shape: [0, 3], strides: [3, 1] }]);
    copy([target], {}, [target]);
    expect([...(target.storage.memory as TypedArray)]).toEqual([1, 2, 3]);
  });
});
