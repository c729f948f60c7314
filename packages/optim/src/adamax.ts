import { type Tensor, zerosLike } from '@nn/tensor';
import { checkAtLeast, checkBetas } from './checks.js';
import { FusedUpdate } from './fused-update.js';
import { slopeOf } from './moments.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface AdamaxOptions {
  /** Step size. @default 0.002 */
  readonly lr?: number;
  /** How much of the running mean of the gradient, and of its greatest size, is kept. @default [0.9, 0.999] */
  readonly betas?: readonly [number, number];
  /** Added to the gradient's size. @default 1e-8 */
  readonly eps?: number;
  /** L2 penalty. @default 0 */
  readonly weightDecay?: number;
  /** Climb instead of descending. @default false */
  readonly maximize?: boolean;
}

/**
 * Adam by the greatest size in place of the mean square (Kingma and Ba 2015): u ← max(β₂u, |g| + ε), p ← p − η m̂ / u.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { Adamax, tensor } from '@nn/nn';
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new Adamax([w], { lr: 0.1 }).step();
 * w.detach().toArraySync(); // [0.9, -1.9]
 */
export class Adamax extends Optimizer<Required<AdamaxOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<AdamaxOptions>>, options: AdamaxOptions = {}) {
    super(params, { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false, ...options });
  }

  protected override check({ lr, betas, eps, weightDecay }: Required<AdamaxOptions>): void {
    checkAtLeast(0, 'learning rate', lr, 'Adamax');
    checkAtLeast(0, 'epsilon value', eps, 'Adamax');
    checkBetas(betas, 'Adamax');
    checkAtLeast(0, 'weight_decay value', weightDecay, 'Adamax');
  }

  protected override slots(): Slots {
    return { step: 0, exp_avg: zerosLike, exp_inf: zerosLike };
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<AdamaxOptions>>): void {
    const {
      lr,
      betas: [beta1, beta2],
      eps,
      weightDecay: decay,
      maximize,
    } = group;
    const state = this.remembered(p, group) as { step: number; exp_avg: Tensor; exp_inf: Tensor };
    const { exp_avg, exp_inf } = state;
    const step = state.step + 1;
    adamax.run(
      { p, g, exp_avg, exp_inf },
      { rate: lr / (1 - beta1 ** step), decay, beta1, rest1: 1 - beta1, beta2, eps },
      { maximize, decays: decay !== 0 },
    );
    state.step = step;
  }
}

const adamax = /* @__PURE__ */ new FusedUpdate<
  'exp_avg' | 'exp_inf',
  'rate' | 'decay' | 'beta1' | 'rest1' | 'beta2' | 'eps'
>(({ p, g, exp_avg, exp_inf }, { rate, decay, beta1, rest1, beta2, eps }, flags) => {
  const slope = slopeOf(g, p, decay, flags);
  const mean = exp_avg.mul(beta1).add(slope.mul(rest1));
  const greatest = exp_inf.mul(beta2).max(slope.abs().add(eps));
  return { p: p.sub(rate.mul(mean).div(greatest)), exp_avg: mean, exp_inf: greatest };
});
