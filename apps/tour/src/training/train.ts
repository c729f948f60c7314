import {
  crossEntropy,
  init,
  LazyLinear,
  Linear,
  manualSeed,
  noGrad,
  ReLU,
  Sequential,
  SGD,
  type Parameter,
} from '@nn/nn';
import type { Digits } from './mnist.js';

/** How a network's weights start. Biases start at zero in every recipe. */
export interface Recipe {
  readonly name: string;
  readonly initialize: (weight: Parameter) => void;
}

/** Initializations that train, and ones that do not. */
export const recipes: readonly Recipe[] = [
  { name: 'zeros', initialize: (weight) => init.zeros_(weight) },
  { name: 'normal, std 0.01', initialize: (weight) => init.normal_(weight, { std: 0.01 }) },
  { name: 'normal, std 1', initialize: (weight) => init.normal_(weight, { std: 1 }) },
  { name: 'Xavier uniform', initialize: (weight) => init.xavierUniform_(weight) },
  { name: 'Kaiming normal', initialize: (weight) => init.kaimingNormal_(weight, { nonlinearity: 'relu' }) },
  { name: 'orthogonal', initialize: (weight) => init.orthogonal_(weight, { gain: Math.SQRT2 }) },
];

export interface Outcome {
  readonly recipe: string;
  readonly initialLoss: number;
  /** Standard deviation of the activations behind the first and the last hidden layer, before training. */
  readonly firstStd: number;
  readonly lastStd: number;
  readonly finalLoss: number;
  readonly accuracy: number;
}

export interface TrainingOptions {
  readonly seed: number | bigint;
  readonly steps: number;
  readonly onStep: (step: number, loss: number) => void;
}

const width = 100;
const batch = 64;

/** Trains a network of five layers from one initialization and tells what became of it. */
export function train(recipe: Recipe, digits: Digits, test: Digits, { seed, steps, onStep }: TrainingOptions): Outcome {
  manualSeed(seed);
  const net = new Sequential(
    new LazyLinear(width),
    new ReLU(),
    new LazyLinear(width),
    new ReLU(),
    new LazyLinear(width),
    new ReLU(),
    new LazyLinear(width),
    new ReLU(),
    new LazyLinear(10),
  );
  net.apply((module) => {
    if (!(module instanceof Linear)) return;
    recipe.initialize(module.weight);
    init.zeros_(module.bias);
  });

  const stds: number[] = [];
  const watch = [net[1], net[7]].map((layer) =>
    layer.registerForwardHook((_, __, activations) => void stds.push(activations.std().itemSync())),
  );
  noGrad(() => net.forward(digits.images.slice(0, 1000)));
  for (const handle of watch) handle.remove();

  const optimizer = new SGD(net.parameters(), { lr: 0.05, momentum: 0.9 });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const start = (step * batch) % (digits.images.size(0) - batch + 1);
    optimizer.zeroGrad();
    const loss = crossEntropy(
      net.forward(digits.images.slice(start, start + batch)),
      digits.labels.slice(start, start + batch),
    );
    loss.backward();
    optimizer.step();
    losses.push(loss.itemSync());
    onStep(step + 1, losses.at(-1)!);
  }
  const correct = noGrad(() => net.forward(test.images).argmax(1).eq(test.labels).to('float32').mean().itemSync());
  const last = losses.slice(-10);
  return {
    recipe: recipe.name,
    initialLoss: losses[0]!,
    firstStd: stds[0]!,
    lastStd: stds[1]!,
    finalLoss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
    accuracy: correct,
  };
}
