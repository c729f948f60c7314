import { parseSafetensors } from '@nn/safetensors';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { goldenFolder, readCases, readChapter, readRng, readSemantics } from './golden.js';
import { normalizePrinted } from './printed.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('goldenFolder', () => {
  it('is the committed one, or the one that NN_GOLDEN names', () => {
    vi.stubEnv('NN_GOLDEN', '');
    expect(goldenFolder()).toMatch(/tooling[\\/]oracle[\\/]golden$/);
    vi.stubEnv('NN_GOLDEN', 'elsewhere');
    expect(goldenFolder()).toBe('elsewhere');
  });
});

describe('the golden files', () => {
  it('hold 226 random cases for three seeds, every one with values or a digest', () => {
    const rng = readRng(parseSafetensors)!;
    expect(rng.cases.length).toBe(226);
    expect(rng.seeds.map(({ seed }) => seed)).toEqual([0n, 1n, 42n]);
    for (const { results, tensors } of rng.seeds) {
      for (const { name } of rng.cases) {
        const result = results.get(name)!;
        expect(result.after.probe24).toBeTypeOf('number');
        expect(result.digest !== undefined || tensors.has(name)).toBe(true);
      }
    }
  });

  it('name tensors of several parts after the case', () => {
    const { seeds } = readRng(parseSafetensors)!;
    expect([...seeds[0]!.tensors.get('module.Linear')!.keys()]).toEqual(['weight', 'bias']);
    expect([...seeds[0]!.tensors.get('uniform.unit.5')!.keys()]).toEqual(['']);
    expect([...seeds[0]!.tensors.get('steps.net')!.keys()]).toEqual(expect.arrayContaining(['0/weight', '2', '7']));
  });

  it('hold the cases of modules, operations and optimizers with their tensors', () => {
    expect(readCases('modules', parseSafetensors)!.cases.length).toBe(244);
    expect(readCases('ops', parseSafetensors)!.cases.length).toBe(121);
    const optim = readCases('optim', parseSafetensors)!;
    expect([optim.torch, optim.cases.length]).toEqual(['1.13.0a0', 25]);
    for (const file of [readCases('modules', parseSafetensors)!, readCases('ops', parseSafetensors)!]) {
      for (const { id, error, outputs, inputs, tensors } of file.cases) {
        const wanted = [
          ...inputs.map((_, i) => `in.${i}`),
          ...Array.from({ length: outputs ?? 0 }, (_, i) => `out.${i}`),
        ];
        expect({ id, answered: error === undefined, missing: wanted.filter((name) => !tensors.has(name)) }).toEqual({
          id,
          answered: outputs !== undefined,
          missing: [],
        });
      }
    }
  });

  it('hold what PyTorch says about semantics, and the chapter', () => {
    const semantics = readSemantics()!;
    expect(semantics.printing.find(({ id }) => id === 'scalar')!.text).toBe('tensor(3.1416)');
    expect(semantics.promotion.length).toBeGreaterThan(2000);
    const chapter = readChapter()!;
    expect(Object.keys(chapter.seeds)).toEqual(['0', '1', '42']);
    expect(chapter.seeds['0']![0]!.tensors['X']!.shape).toEqual([2, 4]);
  });

  it('may be missing one by one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'golden-'));
    try {
      expect([
        readRng(parseSafetensors, folder),
        readCases('ops', parseSafetensors, folder),
        readSemantics(folder),
        readChapter(folder),
      ]).toEqual([null, null, null, null]);
      writeFileSync(join(folder, 'rng.json'), '{"meta":{},"cases":[],"results":{"7":{}}}');
      expect(() => readRng(parseSafetensors, folder)).toThrow('rng-7.safetensors is missing');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('print modules in forms that normalize to what TypeScript prints', () => {
    for (const { repr } of readCases('modules', parseSafetensors)!.cases) {
      if (repr === undefined) continue;
      const text = normalizePrinted(repr);
      expect(text).not.toMatch(/True|False|None|=\(|[a-z]_[a-z0-9_]*=/);
      expect(normalizePrinted(text)).toBe(text);
      expect(text.split('\n').length).toBe(repr.split('\n').length);
    }
  });
});
