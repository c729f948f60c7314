import { describe, expect, it } from 'vitest';
import type { Row } from '../workloads.js';
import { digestOf } from './digest.js';
import { disagreement } from './disagreement.js';

const row = (agreement: Row['agreement']): Row => ({ id: 'row', work: 'none', agreement });
const wave = (length: number, shift = 0): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i) + shift);
const digest = (...tensors: Float32Array[]) => digestOf({ tensors });

describe('an answer', () => {
  it('passes where it is the same', () => {
    for (const agreement of ['bits', 'moments', 'close'] as const) {
      expect(disagreement(row(agreement), digest(wave(1000)), digest(wave(1000)))).toBeNull();
    }
  });

  it('differs by a single bit, by order, and by where tensors end, where bits are asked for', () => {
    const nearly = wave(1000);
    nearly[500] = nearly[500]! * (1 + 2 ** -23);
    const backwards = wave(1000).reverse();
    for (const other of [digest(nearly), digest(backwards), digest(wave(600), wave(1000).slice(600))]) {
      expect(disagreement(row('bits'), other, digest(wave(1000)))).toBe('other bits');
    }
  });

  it('may differ by rounding where closeness is asked for, and not by more', () => {
    expect(disagreement(row('close'), digest(wave(1000, 1e-5)), digest(wave(1000)))).toBeNull();
    expect(disagreement(row('close'), digest(wave(1000, 0.01)), digest(wave(1000)))).toContain('sample 0');
    expect(disagreement(row('close'), digest(wave(1000).fill(NaN)), digest(wave(1000)))).toContain('NaN');
    expect(disagreement(row('close'), digest(wave(999)), digest(wave(1000)))).toBe('999 values, not 1000');
  });

  it('is judged by its moments where streams differ', () => {
    expect(disagreement(row('moments'), digest(wave(1000).reverse()), digest(wave(1000)))).toBeNull();
    expect(disagreement(row('moments'), digest(wave(1000, 0.5)), digest(wave(1000)))).toContain('mean');
    expect(disagreement(row('moments'), digest(wave(1000).map((x) => 2 * x)), digest(wave(1000)))).toContain('norm');
  });

  it('of losses is compared loss by loss', () => {
    const reference = { scalars: [1, 0.5] };
    expect(disagreement(row('close'), { scalars: [1.0005, 0.5] }, reference)).toBeNull();
    expect(disagreement(row('close'), { scalars: [1, 0.6] }, reference)).toBe('scalar 1: 0.6, not 0.5');
    expect(disagreement(row('close'), { scalars: [1] }, reference)).toContain('scalar 1');
  });
});
