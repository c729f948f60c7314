import { parseSafetensors, tensor } from '@nn/nn';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trainCharacterLSTM } from './character-lstm.js';
import { loadLeNet, saveLeNet, trainStep } from './checkpoint.js';
import { trainCustom } from './custom-layer.js';
import { trainGPT } from './small-gpt.js';
import { trainLeNet } from './train-lenet.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const guide = readFileSync(new URL('../../../CONTRIBUTING.md', import.meta.url), 'utf8');

describe('the examples, reduced', { timeout: 60_000 }, () => {
  it('LeNet tells digits apart after a few dozen steps', () => {
    const accuracy = trainLeNet({ trainingImages: 960, testImages: 200, batch: 32, epochs: 1 });
    expect(accuracy).toBeGreaterThan(0.5);
  });

  it('the character LSTM learns', () => {
    const losses = trainCharacterLSTM(guide, 25, 24);
    expect(mean(losses.slice(-5))).toBeLessThan(0.85 * losses[0]!);
  });

  it("the small GPT starts near ln(alphabet) from GPT-2's initialization, and learns", () => {
    const losses = trainGPT(guide, 25, { width: 24, depth: 1, context: 16 });
    expect(Math.abs(losses[0]! - Math.log(new Set(guide).size))).toBeLessThan(0.1);
    expect(mean(losses.slice(-5))).toBeLessThan(0.85 * losses[0]!);
  });

  it('a layer and an initializer of one’s own learn a straight line', () => {
    const { net, losses } = trainCustom(100);
    expect(losses.at(-1)).toBeLessThan(0.01 * losses[0]!);
    expect(String(net)).toContain('(1): Scale(features=8)');
  });

  it("a checkpoint of PyTorch's is loaded, trained on, and written again", () => {
    const bytes = readFileSync(
      new URL('../../../tooling/oracle/golden-interchange/models.safetensors', import.meta.url),
    );
    const { tensors } = parseSafetensors(bytes);
    const get = (key: string): ReturnType<typeof tensor> => {
      const { data, dtype, shape } = tensors.get(key)!;
      return tensor(data, { dtype, shape });
    };
    const net = loadLeNet(bytes, 'lenet/after.');
    const [first, second] = [1, 2].map(() => trainStep(net, get('lenet/input'), get('lenet/target')));
    expect(second).toBeLessThan(first!);
    const again = loadLeNet(saveLeNet(net), '');
    for (const [key, value] of again.stateDict())
      expect(value.toTypedArraySync()).toEqual(net.stateDict().get(key)!.toTypedArraySync());
  });
});
