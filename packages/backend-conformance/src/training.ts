import { noGrad } from '@nn/autograd';
import { crossEntropy, LazyLinear, Sequential, Tanh } from '@nn/modules';
import { manualSeed, randn, type Tensor, tensor, zerosLike } from '@nn/tensor';
import { expectEqual, type Suite } from './suite.js';

const rate = 1;
const momentum = 0.8;

/** Which side of a ring a point is on: a linear map cannot tell. */
function ring(device: string): { readonly x: Tensor; readonly target: Tensor } {
  manualSeed(0);
  const x = randn([32, 2], { device });
  return { x, target: x.square().sum(1).gt(1.2).to('int64') };
}

/** A network that learns: nothing is read until the end. */
export function training(suite: Suite): void {
  suite.describe('training', () => {
    suite.it('a network learns what a line cannot separate', async ({ device, reference }) => {
      const [actual, expected] = [train(device, 30), train(reference, 3)];
      const [before, after] = [await actual.first.item(), await actual.last.item()];
      if (!(Math.abs(before - (await expected.first.item())) < 1e-4)) throw new Error(`the first loss is ${before}`);
      if (!(after < 0.2)) throw new Error(`the loss went from ${before} to ${after}`);
      const right = actual.net.forward(actual.x).argmax(1).eq(actual.target).sum();
      if (!((await right.item()) > 29)) throw new Error(`${await right.item()} of 32 are right`);
      // The first steps are those of the reference.
      const three = train(device, 3);
      await suite.same(three.net[0].weight, expected.net[0].weight, 'close', 'the weights after three steps');
    });

    suite.it('gradients accumulate, and are forgotten', async ({ device }) => {
      const w = tensor([1, 2], { device, requiresGrad: true });
      w.square().sum().backward();
      w.square().sum().backward();
      expectEqual(await w.grad!.toArray(), [4, 8], 'the gradient');
      w.zeroGrad();
      expectEqual(w.grad, null, 'the gradient');
    });
  });
}

interface Trained {
  readonly net: Sequential<[LazyLinear, Tanh, LazyLinear]>;
  readonly x: Tensor;
  readonly target: Tensor;
  readonly first: Tensor;
  readonly last: Tensor;
}

function train(device: string, steps: number): Trained {
  const { x, target } = ring(device);
  const net = new Sequential(new LazyLinear(12, { device }), new Tanh(), new LazyLinear(2, { device }));
  const directions = new Map<Tensor, Tensor>();
  let first: Tensor | null = null;
  let last: Tensor | null = null;
  for (let step = 0; step < steps; step++) {
    net.zeroGrad();
    last = crossEntropy(net.forward(x), target);
    first ??= last.detach();
    last.backward();
    noGrad(() => {
      for (const parameter of net.parameters()) {
        const known = directions.get(parameter) ?? zerosLike(parameter);
        const direction = known.mul_(momentum).add_(parameter.grad!);
        directions.set(parameter, direction);
        parameter.sub_(direction.mul(rate));
      }
    });
  }
  return { net, x, target, first: first!, last: last!.detach() };
}
