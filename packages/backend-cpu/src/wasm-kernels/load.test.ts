import { describe, expect, it } from 'vitest';
import * as keyed from '../generated/keyed.js';
import * as orthonormal from '../generated/orthonormal.js';
import * as products from '../generated/products.js';
import * as random from '../generated/random.js';
import * as rows from '../generated/rows.js';
import { bytesOf, hasRelaxedSimd, KERNEL_DATA, loadKernels } from './load.js';

const modules: [name: string, binary: string][] = [
  ['products', products.baseline],
  ['products, relaxed', products.relaxed],
  ['random', random.baseline],
  ['random, relaxed', random.relaxed],
  ['keyed', keyed.baseline],
  ['rows', rows.baseline],
  ['orthonormal', orthonormal.baseline],
];

/** The sections of a binary by their number. */
function sectionsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const sections = new Map<number, Uint8Array>();
  for (let at = 8; at < bytes.length;) {
    const [size, start] = leb(bytes, at + 1);
    sections.set(bytes[at]!, bytes.subarray(start, start + size));
    at = start + size;
  }
  return sections;
}

/** A number of seven bits a byte, and where the next thing begins. */
function leb(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

/** Where a binary puts its constants. */
function dataOf(binary: string): [start: number, end: number][] {
  const section = sectionsOf(bytesOf(binary)).get(11) ?? Uint8Array.of(0);
  const found: [number, number][] = [];
  let [left, at] = leb(section, 0);
  for (; left > 0; left--) {
    // Kind 0, and the address as `i32.const … end`.
    expect([section[at], section[at + 1]]).toEqual([0, 0x41]);
    const [start, afterStart] = leb(section, at + 2);
    const [size, bytes] = leb(section, afterStart + 1);
    found.push([start, start + size]);
    at = bytes + size;
  }
  return found;
}

describe('binaries', () => {
  it.each(modules)('%s: computes with vectors', (_, binary) => {
    const code = sectionsOf(bytesOf(binary)).get(10)!;
    let vectors = 0;
    for (const byte of code) if (byte === 0xfd) vectors++;
    expect(vectors).toBeGreaterThan(100);
  });

  it('take a multiplication and an addition as one instruction in the relaxed builds, and only there', () => {
    const fused = modules.filter(([, binary]) =>
      bytesOf(binary).some((byte, i, all) => byte === 0xfd && all[i + 1] === 0x85 && all[i + 2] === 0x02),
    );
    expect(fused.map(([name]) => name)).toEqual(['products, relaxed', 'random, relaxed']);
  });

  it.each([
    ['baseline', [products.baseline, random.baseline, keyed.baseline, rows.baseline, orthonormal.baseline]],
    ['relaxed', [products.relaxed, random.relaxed, keyed.baseline, rows.baseline, orthonormal.baseline]],
  ])('%s: bring constants for places of their own, between null and the table of keyed normals', (_, together) => {
    const ranges = together.flatMap(dataOf).sort(([a], [b]) => a - b);
    expect(ranges.length).toBeGreaterThan(3);
    let end = 1024;
    for (const [start, next] of ranges) {
      expect(start).toBeGreaterThanOrEqual(end);
      end = next;
    }
    expect(end).toBeLessThanOrEqual(32768);
  });
});

describe('loading', () => {
  it('pins the baseline where results must not depend on the machine', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const binaries = { baseline: random.baseline, relaxed: random.relaxed };
    type Probe = { multiplyAddOf(a: number, b: number, c: number): number };
    const pinned = loadKernels(binaries, memory, { deterministic: true }) as Probe;
    const a = 1 + 2 ** -12;
    expect(pinned.multiplyAddOf(a, a, -1 - 2 ** -11)).toBe(0);
    const chosen = loadKernels(binaries, memory) as Probe;
    expect([0, hasRelaxedSimd() ? 2 ** -24 : 0]).toContain(chosen.multiplyAddOf(a, a, -1 - 2 ** -11));
  });

  it('needs no memory beyond the kernels’ own page', () => {
    for (const { baseline } of [products, random, keyed, rows, orthonormal]) {
      const memory = new WebAssembly.Memory({ initial: KERNEL_DATA / 65536 });
      expect(loadKernels({ baseline }, memory)).not.toBeNull();
    }
  });
});
