/** A small GPT on this repository's own guide. Run it: `node tooling/run.mjs apps/examples/src/small-gpt.ts`. */
import { AdamW, crossEntropy, init, manualSeed } from '@nn/nn';
import { readFileSync } from 'node:fs';
import { GPT } from './models/gpt.js';
import { runsAsProgram } from './program.js';
import { CharacterText } from './text.js';

/** Trains on a text from GPT-2's initialization and gives the loss of every step, in nats a character. */
export function trainGPT(text: string, steps: number, { width = 64, depth = 2, context = 32 } = {}): number[] {
  manualSeed(0);
  const characters = new CharacterText(text);
  const net = new GPT({ vocabulary: characters.alphabet.length, context, width, heads: 4, depth });
  // GPT-2: weights and embeddings N(0, 0.02²), those that end a way around divided by √(2 · depth), biases zero.
  for (const [path, parameter] of net.namedParameters()) {
    if (path.endsWith('bias')) init.zeros_(parameter);
    else if (parameter.ndim === 2)
      init.normal_(parameter, { std: /c_proj|mlp\.2/.test(path) ? 0.02 / Math.sqrt(2 * depth) : 0.02 });
  }
  const optimizer = new AdamW(net.parameters(), { lr: 3e-3 });
  return Array.from({ length: steps }, (_, step) => {
    const { inputs, targets } = characters.batch(step, 8, context);
    const loss = crossEntropy(net.forward(inputs), targets.flatten());
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss.itemSync();
  });
}

if (runsAsProgram(import.meta.url)) {
  const losses = trainGPT(readFileSync('CONTRIBUTING.md', 'utf8'), 300);
  losses.forEach((loss, step) => step % 25 === 0 && console.log(`step ${step}: ${loss.toFixed(3)} nats a character`));
}
