/** LeNet on MNIST. Run it: `node tooling/run.mjs apps/examples/src/train-lenet.ts`. */
import { Adam, crossEntropy, manualSeed, noGrad, type Tensor } from '@nn/nn';
import { readDigits } from '@nn/tour/mnist';
import { LeNet } from './models/lenet.js';
import { runsAsProgram } from './program.js';

export interface LeNetOptions {
  readonly seed?: number;
  readonly trainingImages: number;
  readonly testImages: number;
  readonly batch: number;
  readonly epochs: number;
  readonly onStep?: (step: number, loss: number) => void;
}

/** Trains and gives the share of test images that are told right. */
export function trainLeNet({ seed = 0, trainingImages, testImages, batch, epochs, onStep }: LeNetOptions): number {
  manualSeed(seed);
  const training = readDigits('train', trainingImages);
  const test = readDigits('t10k', testImages);
  const net = new LeNet();
  const optimizer = new Adam(net.parameters(), { lr: 1e-3 });
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let start = 0; start + batch <= trainingImages; start += batch) {
      optimizer.zeroGrad();
      const loss = crossEntropy(
        net.forward(asImages(training.images.slice(start, start + batch))),
        training.labels.slice(start, start + batch),
      );
      loss.backward();
      optimizer.step();
      onStep?.(++step, loss.itemSync());
    }
  }
  net.eval();
  let right = 0;
  for (let start = 0; start < testImages; start += batch) {
    const guesses = noGrad(() => net.forward(asImages(test.images.slice(start, start + batch))).argmax(1));
    right += guesses
      .eq(test.labels.slice(start, start + batch))
      .sum()
      .itemSync();
  }
  return right / testImages;
}

function asImages(rows: Tensor): Tensor {
  return rows.reshape([-1, 1, 28, 28]);
}

if (runsAsProgram(import.meta.url)) {
  const accuracy = trainLeNet({
    trainingImages: 60_000,
    testImages: 10_000,
    batch: 64,
    epochs: 2,
    onStep: (step, loss) => step % 50 === 0 && console.log(`step ${step}: loss ${loss.toFixed(3)}`),
  });
  console.log(`test accuracy ${(100 * accuracy).toFixed(2)} %`);
}
