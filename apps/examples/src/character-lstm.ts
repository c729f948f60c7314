/** A character LSTM on this repository's own guide. Run it: `node tooling/run.mjs apps/examples/src/character-lstm.ts`. */
import { Adam, clipGradNorm_, crossEntropy, Embedding, Linear, LSTM, manualSeed, Module, type Tensor } from '@nn/nn';
import { readFileSync } from 'node:fs';
import { runsAsProgram } from './program.js';
import { CharacterText } from './text.js';

/** Tells for every character of `[N, T]` which comes next: logits `[N·T, alphabet]`. */
export class CharacterLSTM extends Module {
  readonly embedding: Embedding;
  readonly lstm: LSTM;
  readonly head: Linear;

  constructor(alphabet: number, width: number) {
    super();
    this.embedding = new Embedding(alphabet, width);
    this.lstm = new LSTM(width, width, { batchFirst: true });
    this.head = new Linear(width, alphabet);
  }

  override forward(characters: Tensor): Tensor {
    const [outputs] = this.lstm.forward(this.embedding.forward(characters));
    return this.head.forward(outputs).flatten(0, 1);
  }
}

/** Trains on a text and gives the loss of every step, in nats a character. */
export function trainCharacterLSTM(text: string, steps: number, width = 64): number[] {
  manualSeed(0);
  const characters = new CharacterText(text);
  const net = new CharacterLSTM(characters.alphabet.length, width);
  const optimizer = new Adam(net.parameters(), { lr: 0.01 });
  return Array.from({ length: steps }, (_, step) => {
    const { inputs, targets } = characters.batch(step, 8, 24);
    const loss = crossEntropy(net.forward(inputs), targets.flatten());
    optimizer.zeroGrad();
    loss.backward();
    clipGradNorm_(net.parameters(), 1);
    optimizer.step();
    return loss.itemSync();
  });
}

if (runsAsProgram(import.meta.url)) {
  const losses = trainCharacterLSTM(readFileSync('CONTRIBUTING.md', 'utf8'), 300);
  losses.forEach((loss, step) => step % 25 === 0 && console.log(`step ${step}: ${loss.toFixed(3)} nats a character`));
}
