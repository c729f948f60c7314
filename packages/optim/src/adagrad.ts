import { fullLike, type Tensor } from '@nn/tensor';
import { checkAtLeast } from './checks.js';
import { FusedUpdate } from './fused-update.js';
import { slopeOf } from './moments.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface AdagradOptions {
  /** Step size. @default 0.01 */
  readonly lr?: number;
  /** How fast the step size falls: ηₜ = η / (1 + (t − 1)·lrDecay). @default 0 */
  readonly lrDecay?: number;
  /** L2 penalty. @default 0 */
  readonly weightDecay?: number;
  /** What the sum of squares starts at. @default 0 */
  readonly initialAccumulatorValue?: number;
  /** Added to the denominator. @default 1e-10 */
  readonly eps?: number;
  /** Climb instead of descending. @default false */
  readonly maximize?: boolean;
}

/**
 * Steps that shorten by all squares so far (Duchi et al. 2011): s ← s + g², p ← p − ηₜ g / (√s + ε). The sum appears in state dicts after the
 * first step.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { Adagrad, tensor } from '@nn/nn';
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new Adagrad([w], { lr: 0.1 }).step();
 * w.detach().toArraySync(); // [0.9, -1.9]
 */
export class Adagrad extends Optimizer<Required<AdagradOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<AdagradOptions>>, options: AdagradOptions = {}) {
    super(params, {
      lr: 1e-2,
      lrDecay: 0,
      weightDecay: 0,
      initialAccumulatorValue: 0,
      eps: 1e-10,
      maximize: false,
      ...options,
    });
  }

  protected override check({ lr, lrDecay, weightDecay, initialAccumulatorValue, eps }: Required<AdagradOptions>): void {
    checkAtLeast(0, 'learning rate', lr, 'Adagrad');
    checkAtLeast(0, 'lr_decay value', lrDecay, 'Adagrad');
    checkAtLeast(0, 'weight_decay value', weightDecay, 'Adagrad');
    checkAtLeast(0, 'initial_accumulator_value value', initialAccumulatorValue, 'Adagrad');
    checkAtLeast(0, 'epsilon value', eps, 'Adagrad');
  }

  protected override slots({ initialAccumulatorValue }: Required<AdagradOptions>): Slots {
    return { step: 0, sum: (parameter) => fullLike(parameter, initialAccumulatorValue) };
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<AdagradOptions>>): void {
    const { lr, lrDecay, weightDecay: decay, eps, maximize } = group;
    const state = this.remembered(p, group) as { step: number; sum: Tensor };
    const { step, sum } = state;
    adagrad.run({ p, g, sum }, { rate: lr / (1 + step * lrDecay), decay, eps }, { maximize, decays: decay !== 0 });
    state.step = step + 1;
  }
}

const adagrad = /* @__PURE__ */ new FusedUpdate<'sum', 'rate' | 'decay' | 'eps'>(
  ({ p, g, sum }, { rate, decay, eps }, flags) => {
    const slope = slopeOf(g, p, decay, flags);
    const total = sum.add(slope.mul(slope));
    return { p: p.sub(rate.mul(slope).div(total.sqrt().add(eps))), sum: total };
  },
);
