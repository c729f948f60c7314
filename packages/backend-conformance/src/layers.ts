import { backward } from '@nn/autograd';
import { normal_, orthogonal_, xavierUniform_ } from '@nn/init';
import * as modules from '@nn/modules';
import type { Layer, Module } from '@nn/modules';
import { getRngState, manualSeed, rand, randn, randperm, tensor, type Tensor } from '@nn/tensor';
import { Draw } from './random-views.js';
import { type Bench, expectEqual, type Suite } from './suite.js';

/** Layers, made on a device, for inputs of the shape [4, 6]. */
const makes: Readonly<Record<string, (device: string) => Layer>> = {
  Linear: (device) => new modules.Linear(6, 5, { device }),
  LazyLinear: (device) => new modules.LazyLinear(5, { device }),
  'Linear, moved from the reference': (device) =>
    new modules.Linear(6, 5, { device: 'conformance-reference' }).to(device),
  PReLU: (device) => new modules.PReLU(6, { device }),
  ReLU: () => new modules.ReLU(),
  GELU: () => new modules.GELU(),
  Sigmoid: () => new modules.Sigmoid(),
  Softmax: () => new modules.Softmax(1),
  GLU: () => new modules.GLU(),
  LayerNorm: (device) => new modules.LayerNorm(6, { device }),
  'a convolution': (device) =>
    new modules.Sequential(
      new modules.Unflatten(1, [2, 3]),
      new modules.Conv1d(2, 3, 2, { padding: 1, device }),
      new modules.Flatten(),
    ),
  Dropout: () => new modules.Dropout(0.4),
  AlphaDropout: () => new modules.AlphaDropout(0.4),
  Flatten: () => new modules.Flatten({ startDim: 0 }),
  'a network': (device) =>
    new modules.Sequential(
      new modules.LazyLinear(7, { device }),
      new modules.Tanh(),
      new modules.Dropout(0.2),
      new modules.Linear(7, 3, { device }),
    ),
};

type Loss = (device: string) => { readonly input: Tensor; readonly loss: Tensor };

const labels = [2n, 0n, 1n, 2n];

function inputOf(device: string): Tensor {
  const plan = new Draw(5).view({ shape: [4, 6] }, 'float32');
  const { base } = plan.make(device);
  return base.requiresGrad_();
}

const logits = (device: string): Tensor =>
  tensor(
    Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
    { shape: [4, 3], device, requiresGrad: true },
  );

const losses: Readonly<Record<string, Loss>> = {
  crossEntropy: (device) => {
    const input = logits(device);
    return { input, loss: modules.crossEntropy(input, tensor(labels, { device })) };
  },
  'crossEntropy with weights, smoothing and ignored targets': (device) => {
    const input = logits(device);
    const options = { weight: tensor([1, 0.5, 2], { device }), labelSmoothing: 0.1, ignoreIndex: 0 };
    return { input, loss: modules.crossEntropy(input, tensor(labels, { device }), options) };
  },
  'crossEntropy of probabilities': (device) => {
    const input = logits(device);
    return { input, loss: modules.crossEntropy(input, logits(device).detach().softmax(1)) };
  },
  mseLoss: (device) => {
    const input = logits(device);
    return { input, loss: modules.mseLoss(input, input.detach().mul(0.5)) };
  },
};

/** Layers and losses: the parameters that a seed gives to the bit, outputs and gradients near those of the reference. */
export function layers(suite: Suite): void {
  suite.describe('layers', () => {
    for (const [name, make] of Object.entries(makes)) suite.it(name, (bench) => compareLayer(suite, bench, make));
  });
  suite.describe('losses', () => {
    for (const [name, make] of Object.entries(losses)) {
      suite.it(name, async ({ device, reference }) => {
        const [actual, expected] = [make(device), make(reference)];
        await suite.same(actual.loss, expected.loss, 'close', name);
        for (const { loss } of [actual, expected]) loss.backward();
        await suite.same(actual.input.grad!, expected.input.grad!, 'close', `the gradient of ${name}`);
      });
    }
  });
  suite.describe('random numbers', () => randomNumbers(suite));
}

async function compareLayer(
  suite: Suite,
  { device, reference }: Bench,
  make: (device: string) => Layer,
): Promise<void> {
  const run = (on: string): { layer: Module; x: Tensor; y: Tensor } => {
    manualSeed(3);
    const layer = make(on);
    const x = inputOf(on);
    const y = layer.forward(x.reshape([4, -1]).narrow(1, 0, 6));
    backward([y], [y.detach().cos()]);
    return { layer, x, y };
  };
  const [actual, expected] = [run(device), run(reference)];
  const wanted = new Map(expected.layer.namedParameters());
  for (const [name, parameter] of actual.layer.namedParameters()) {
    const other = wanted.get(name)!;
    await suite.same(parameter, other, 'exact', name);
    await suite.same(parameter.grad!, other.grad!, 'close', `the gradient of ${name}`);
  }
  await suite.same(actual.y, expected.y, 'close', 'the output');
  await suite.same(actual.x.grad!, expected.x.grad!, 'close', 'the gradient of the input');
}

function randomNumbers(suite: Suite): void {
  const draws: Readonly<Record<string, (device: string) => Tensor>> = {
    rand: (device) => rand([37], { device }),
    randn: (device) => randn([5, 7], { device }),
    'normal_ of a transposed tensor': (device) => rand([5, 7], { device }).t().normal_(1, 2),
    bernoulli_: (device) => rand([50], { device }).bernoulli_(0.3),
    randperm: (device) => randperm(20, { device }),
    xavierUniform_: (device) => xavierUniform_(rand([6, 5], { device })),
    'init.normal_ of a view': (device) => normal_(rand([6, 10], { device }).at(':', '::2'), { std: 0.1 }),
  };
  for (const [name, draw] of Object.entries(draws)) {
    suite.it(`${name}: the same seed gives the same bits`, async ({ device, reference }) => {
      const run = (on: string): readonly [Tensor, Uint8Array] => {
        manualSeed(11);
        return [draw(on), getRngState()];
      };
      const [[actual, state], [expected, wanted]] = [run(device), run(reference)];
      expectEqual([...state], [...wanted], 'the state of the generator');
      await suite.same(actual, expected, 'exact', name);
    });
  }
  suite.it('orthogonal_: the same seed gives the same values', async ({ device, reference }) => {
    const make = (on: string): Tensor => {
      manualSeed(11);
      return orthogonal_(rand([6, 4], { device: on }));
    };
    await suite.same(make(device), make(reference), 'close', 'orthogonal_');
  });
}
