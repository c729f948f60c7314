import type { Module, Tensor } from '@nn/nn';
import type { Bench, Workload } from '../workload.js';

/** What is trained, from its first state. */
export interface Training {
  readonly optimizer: { zeroGrad(): void; step(): unknown };
  readonly loss: () => Tensor;
}

/** Steps as a user writes them: forget gradients, compute the loss, go back, move. Nothing is disposed of. */
export function training({ checkSteps = 1 }: Workload, begin: () => Training): Bench {
  let { optimizer, loss } = begin();
  const step = (): Tensor => {
    optimizer.zeroGrad();
    const value = loss();
    value.backward();
    optimizer.step();
    return value;
  };
  return {
    step,
    check() {
      ({ optimizer, loss } = begin());
      const scalars = Array.from({ length: checkSteps }, () => Number(step().itemSync()));
      ({ optimizer, loss } = begin());
      return { scalars };
    },
  };
}

/** Forward and backward of the mean of output · r; answers with it and the norms of some parameters' gradients. */
export function gradients(net: Module, compute: () => Tensor, r: Tensor, parameters: readonly string[]): Bench {
  const step = (): Tensor => {
    net.zeroGrad();
    const loss = compute().mul(r).mean();
    loss.backward();
    return loss;
  };
  return {
    step,
    check() {
      const loss = Number(step().itemSync());
      const named = new Map(net.namedParameters());
      const norms = parameters.map((name) => Number(named.get(name)!.grad!.square().sum().sqrt().itemSync()));
      return { scalars: [loss, ...norms] };
    },
  };
}
