import { noGrad, scope, type Tensor } from '@nn/nn';
import type { Bench } from '../workload.js';
import { valuesOfTensor } from './tensors.js';

/** An output without derivatives. */
export function forward(compute: () => Tensor): Bench {
  return {
    step: () =>
      scope(() => {
        noGrad(compute);
      }),
    check: () => ({ out: valuesOfTensor(noGrad(compute)) }),
  };
}
