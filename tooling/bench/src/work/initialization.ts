import { empty, init, manualSeed, type Tensor } from '@nn/nn';
import type { Filling, Prepare } from '../workload.js';
import { valuesOfTensor } from './tensors.js';

/** How to fill, by name. The number is a standard deviation, a bound or a probability. */
const fillings: Readonly<Record<string, (x: Tensor, argument: number) => unknown>> = {
  normal: (x, std) => init.normal_(x, { std }),
  uniform: (x, bound) => init.uniform_(x, { a: -bound, b: bound }),
  trunc_normal: (x) => init.truncNormal_(x),
  bernoulli: (x, p) => x.bernoulli_(p),
  xavier_uniform: (x) => init.xavierUniform_(x),
  kaiming_normal: (x) => init.kaimingNormal_(x),
  kaiming_normal_fan_out: (x) => init.kaimingNormal_(x, { mode: 'fan_out', nonlinearity: 'relu' }),
  orthogonal: (x) => init.orthogonal_(x),
  keyed_normal: (x, std) => init.fill_(x, init.normal({ std }), { seed: 0, path: 'weight' }),
  zeros: (x) => init.zeros_(x),
  ones: (x) => init.ones_(x),
};

/** Fills tensors that are there. */
export const initialization: Prepare = ({ list = [] }) => {
  const targets = list.map(([how, shape, argument = 0]: Filling) => ({ how, x: empty(shape), argument }));
  const step = (): void => {
    for (const { how, x, argument } of targets) fillings[how]!(x, argument);
  };
  return {
    step,
    check() {
      manualSeed(0);
      step();
      return { tensors: targets.map(({ x }) => valuesOfTensor(x)) };
    },
  };
};
