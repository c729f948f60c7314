import { manualSeed } from '@nn/nn';
import { describe, expect, it } from 'vitest';
import { chapter } from './chapter.js';
import { formatLog } from './format-log.js';
import { showChapter } from './show-chapter.js';
import { readCells, readDocumentation } from './source.js';

describe('the chapter', () => {
  it('shows for every cell the source that runs', () => {
    manualSeed(0);
    const ran = [...chapter({ log: () => {} })].map((cell) => cell.id);
    expect(readCells().map((cell) => cell.id)).toEqual(ran);
    for (const { title, code } of readCells()) {
      expect(title).not.toBe('');
      expect(code).toContain('console.log(');
      expect(code).not.toContain('yield');
    }
  });

  it('ends with what PyTorch cannot do: parameters initialized before the data are what was asked for', () => {
    manualSeed(0);
    const cells = new Map([...chapter({ log: () => {} })].map((cell) => [cell.id, cell.tensors]));
    const remembered = cells.get('remembered')!;
    const bound = Math.sqrt(6 / (10 + 256));
    const largest = remembered['net[0].weight']!.detach().abs().max().itemSync();
    expect(largest).toBeLessThanOrEqual(bound);
    // PyTorch's default for this layer would stay below 1/√10 = 0.32 too, but fill it: 2560 draws come within 2 % of their bound.
    expect(largest).toBeGreaterThan(0.98 * bound);
    expect(remembered['net[2].weight']!.detach().eq(42).all().itemSync()).toBe(1);
  });

  it('says the path, the configuration and the widths where a batch is refused', () => {
    manualSeed(0);
    const lines: string[] = [];
    const run = chapter({ log: (...values) => lines.push(formatLog(values)) });
    for (const cell of run) if (cell.id === 'mismatch') break;
    expect(lines.at(-1)).toMatchInlineSnapshot(
      `"mat1 and mat2 shapes cannot be multiplied (2x10 and 4x256); in 0: Linear(inFeatures=4, outFeatures=256, bias=true) got [2, 10], wants a last axis of 4"`,
    );
  });

  it('takes the documentation of normal_ from its doc comment', () => {
    const { signature, text } = readDocumentation('packages/init/src/in-place/normal.ts', 'normal_');
    expect(signature).toMatch(/^function normal_</);
    expect(text).toContain('normal distribution N(mean, std²)');
    expect(text).not.toContain('/**');
  });

  it('is shown as plain text with every cell numbered', () => {
    const parts: string[] = [];
    showChapter(0n, (text) => parts.push(text));
    const shown = parts.join('');
    expect(shown).toContain('[17] What PyTorch cannot do');
    expect(shown).toContain('[help] init.normal_');
    expect(shown).toContain('tensor([-0.0045, -0.0057, -0.0056,  0.0059]) tensor(0.)');
  });
});
