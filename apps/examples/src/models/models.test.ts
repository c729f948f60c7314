import {
  Adam,
  AdamW,
  crossEntropy,
  manualSeed,
  type Module,
  type Optimizer,
  type Parameter,
  SGD,
  type Tensor,
  tensor,
} from '@nn/nn';
import { parseSafetensors } from '@nn/safetensors';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GPT } from './gpt.js';
import { LeNet } from './lenet.js';
import { LSTMClassifier } from './lstm-classifier.js';
import { ResNet } from './resnet.js';

const file = parseSafetensors(
  readFileSync(new URL('../../../../tooling/oracle/golden-interchange/models.safetensors', import.meta.url)),
);
const facts = JSON.parse(file.metadata.get('models')!) as Record<
  string,
  { losses: number[]; options: Record<string, number> }
>;

interface Case {
  readonly name: string;
  readonly build: () => Module & { forward(x: Tensor): Tensor };
  readonly optimizer: (parameters: Iterable<Parameter>, options: Record<string, number>) => Optimizer<object>;
}

const cases: readonly Case[] = [
  {
    name: 'lenet',
    build: () => new LeNet(),
    optimizer: (p, { lr, momentum }) => new SGD(p, { lr: lr!, momentum: momentum! }),
  },
  {
    name: 'resnet',
    build: () => new ResNet(4, 5),
    optimizer: (p, { lr, momentum }) => new SGD(p, { lr: lr!, momentum: momentum! }),
  },
  { name: 'lstm', build: () => new LSTMClassifier(50, 12, 16, 4), optimizer: (p, { lr }) => new Adam(p, { lr: lr! }) },
  {
    name: 'gpt',
    build: () => new GPT({ vocabulary: 20, context: 8, width: 16, heads: 2, depth: 2 }),
    optimizer: (p, { lr }) => new AdamW(p, { lr: lr! }),
  },
];

describe.each(cases)('the model $name, beside PyTorch', ({ name, build, optimizer }) => {
  const golden = (key: string): Tensor => {
    const { data, dtype, shape } = file.tensors.get(`${name}/${key}`)!;
    return tensor(data, { dtype, shape });
  };
  const keys = [...file.tensors.keys()]
    .filter((key) => key.startsWith(`${name}/state.`))
    .map((key) => key.slice(name.length + 7));

  it('starts with the same bits from the same seed, under the same keys', () => {
    manualSeed(0);
    const state = build().stateDict();
    expect([...state.keys()]).toEqual(keys);
    for (const [key, value] of state)
      expect(value.toTypedArraySync(), key).toEqual(golden(`state.${key}`).toTypedArraySync());
  });

  it('gives the same outputs, and the same losses over five steps', () => {
    manualSeed(0);
    const model = build();
    const [input, target] = [golden('input'), golden('target')];
    const steps = optimizer(model.parameters(), facts[name]!.options);
    facts[name]!.losses.forEach((expected, step) => {
      const output = model.forward(input);
      if (step === 0) expect(output.allclose(golden('output'), { rtol: 1e-4, atol: 1e-5 })).toBe(true);
      const loss = crossEntropy(output, target);
      steps.zeroGrad();
      loss.backward();
      steps.step();
      expect(Math.abs(loss.itemSync() - expected) / expected).toBeLessThan(1e-4);
    });
  });

  it("loads PyTorch's checkpoint and continues where it stood", () => {
    const model = build();
    model.loadStateDict(new Map(keys.map((key) => [key, golden(`after.${key}`)])));
    const state = model.stateDict();
    for (const key of keys)
      expect(state.get(key)!.toTypedArraySync(), key).toEqual(golden(`after.${key}`).toTypedArraySync());
    const loss = crossEntropy(model.train().forward(golden('input')), golden('target')).itemSync();
    expect(loss).toBeLessThan(facts[name]!.losses[4]!);
  });
});
