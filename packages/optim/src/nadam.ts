import { type Tensor, zerosLike } from '@nn/tensor';
import { checkAtLeast, checkBetas } from './checks.js';
import { FusedUpdate } from './fused-update.js';
import { moments, slopeOf } from './moments.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface NAdamOptions {
  /** Step size. @default 0.002 */
  readonly lr?: number;
  /** How much of the running means of the gradient and of its square is kept. @default [0.9, 0.999] */
  readonly betas?: readonly [number, number];
  /** Added to the denominator. @default 1e-8 */
  readonly eps?: number;
  /** L2 penalty. @default 0 */
  readonly weightDecay?: number;
  /** How fast the momentum grows towards β₁. @default 0.004 */
  readonly momentumDecay?: number;
}

/**
 * Adam with Nesterov's momentum (Dozat 2016). With μₜ = β₁(1 − 0.96^(tψ) / 2):
 * p ← p − η((1 − μₜ)g / (1 − Πμ) + μₜ₊₁m / (1 − Πμ μₜμₜ₊₁)) / (√v̂ + ε). The second product holds μₜ twice, as in PyTorch 1.13.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { NAdam, tensor } from '@nn/nn';
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new NAdam([w], { lr: 0.1 }).step();
 * w.detach().toArraySync(); // [0.89504683, -1.89504683]
 */
export class NAdam extends Optimizer<Required<NAdamOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<NAdamOptions>>, options: NAdamOptions = {}) {
    super(params, { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, momentumDecay: 4e-3, ...options });
  }

  protected override check({ lr, betas, eps, weightDecay, momentumDecay }: Required<NAdamOptions>): void {
    checkAtLeast(0, 'learning rate', lr, 'NAdam');
    checkAtLeast(0, 'epsilon value', eps, 'NAdam');
    checkBetas(betas, 'NAdam');
    checkAtLeast(0, 'weight_decay value', weightDecay, 'NAdam');
    checkAtLeast(0, 'momentum_decay value', momentumDecay, 'NAdam');
  }

  protected override slots(): Slots {
    return { step: 0, mu_product: 1, exp_avg: zerosLike, exp_avg_sq: zerosLike };
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<NAdamOptions>>): void {
    const {
      lr,
      betas: [beta1, beta2],
      eps,
      weightDecay: decay,
      momentumDecay,
    } = group;
    const state = this.remembered(p, group) as {
      step: number;
      mu_product: number;
      exp_avg: Tensor;
      exp_avg_sq: Tensor;
    };
    const { exp_avg, exp_avg_sq } = state;
    const step = state.step + 1;
    const mu = beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay));
    const next = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * momentumDecay));
    const product = single(state.mu_product, mu);
    nadam.run(
      { p, g, exp_avg, exp_avg_sq },
      {
        decay,
        beta1,
        rest1: 1 - beta1,
        beta2,
        rest2: 1 - beta2,
        correction: 1 - beta2 ** step,
        eps,
        bySlope: (lr * (1 - mu)) / (1 - product),
        byMean: (lr * next) / (1 - single(single(product, mu), next)),
      },
      { decays: decay !== 0 },
    );
    state.step = step;
    state.mu_product = product;
  }
}

/** The product as PyTorch has it, which keeps it as a float32 tensor. */
function single(a: number, b: number): number {
  return Math.fround(a * Math.fround(b));
}

const nadam = /* @__PURE__ */ new FusedUpdate<
  'exp_avg' | 'exp_avg_sq',
  'decay' | 'beta1' | 'rest1' | 'beta2' | 'rest2' | 'correction' | 'eps' | 'bySlope' | 'byMean'
>(({ p, g, exp_avg, exp_avg_sq }, { decay, correction, eps, bySlope, byMean, ...betas }, flags) => {
  const slope = slopeOf(g, p, decay, flags);
  const [mean, square] = moments(slope, exp_avg, exp_avg_sq, betas);
  const denominator = square.div(correction).sqrt().add(eps);
  return {
    p: p.sub(bySlope.mul(slope).div(denominator)).sub(byMean.mul(mean).div(denominator)),
    exp_avg: mean,
    exp_avg_sq: square,
  };
});
