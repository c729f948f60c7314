/** A layer and an initializer of one's own. Run it: `node tooling/run.mjs apps/examples/src/custom-layer.ts`. */
import {
  init,
  Linear,
  manualSeed,
  Module,
  mseLoss,
  ones,
  Parameter,
  randn,
  Sequential,
  SGD,
  type Tensor,
} from '@nn/nn';
import { runsAsProgram } from './program.js';

/** Multiplies every feature by a number that it learns: y = s ⊙ x. */
export class Scale extends Module {
  readonly scale: Parameter;

  constructor(readonly features: number) {
    super();
    this.scale = new Parameter(ones([features]));
  }

  override forward(x: Tensor): Tensor {
    return x.mul(this.scale);
  }

  override extraRepr(): { features: number } {
    return { features: this.features };
  }
}

/** Uniform in [−high, −low] ∪ [low, high]: no weight is small. */
export function band_(weight: Parameter, { low, high }: { readonly low: number; readonly high: number }): Parameter {
  init.uniform_(weight, { a: -1, b: 1 });
  const values = weight.data;
  values.copy_(
    values.sign().mul(
      values
        .abs()
        .mul(high - low)
        .add(low),
    ),
  );
  return weight;
}

/** A net of both, and its loss over some steps on a straight line. */
export function trainCustom(steps: number): { readonly net: Module; readonly losses: number[] } {
  manualSeed(0);
  const net = new Sequential(new Linear(3, 8), new Scale(8), new Linear(8, 1));
  net.apply((module) => {
    if (module instanceof Linear) band_(module.weight, { low: 0.1, high: 0.3 });
  });
  const x = randn([32, 3]);
  const y = x.sum(1, { keepdim: true });
  const optimizer = new SGD(net.parameters(), { lr: 0.05 });
  const losses = Array.from({ length: steps }, () => {
    const loss = mseLoss(net.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss.itemSync();
  });
  return { net, losses };
}

if (runsAsProgram(import.meta.url)) {
  const { net, losses } = trainCustom(100);
  console.log(String(net));
  console.log(`loss ${losses[0]!.toFixed(3)} → ${losses.at(-1)!.toFixed(6)}`);
}
