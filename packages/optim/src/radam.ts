import { type Tensor, zerosLike } from '@nn/tensor';
import { checkAtLeast, checkBetas } from './checks.js';
import { FusedUpdate } from './fused-update.js';
import { moments, slopeOf } from './moments.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface RAdamOptions {
  /** Step size. @default 0.001 */
  readonly lr?: number;
  /** How much of the running means of the gradient and of its square is kept. @default [0.9, 0.999] */
  readonly betas?: readonly [number, number];
  /** Added to the denominator. @default 1e-8 */
  readonly eps?: number;
  /** L2 penalty. @default 0 */
  readonly weightDecay?: number;
}

/**
 * Rectified Adam (Liu et al. 2020): p ← p − η m̂ while too few squares were seen to trust their mean (ρₜ ≤ 5), then p ← p − η rₜ m̂ / √v̂.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { RAdam, tensor } from '@nn/nn';
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new RAdam([w], { lr: 0.1 }).step();
 * w.detach().toArraySync(); // [0.8, -1.6]
 */
export class RAdam extends Optimizer<Required<RAdamOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<RAdamOptions>>, options: RAdamOptions = {}) {
    super(params, { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, ...options });
  }

  protected override check({ lr, betas, eps, weightDecay }: Required<RAdamOptions>): void {
    checkAtLeast(0, 'learning rate', lr, 'RAdam');
    checkAtLeast(0, 'epsilon value', eps, 'RAdam');
    checkBetas(betas, 'RAdam');
    checkAtLeast(0, 'weight_decay value', weightDecay, 'RAdam');
  }

  protected override slots(): Slots {
    return { step: 0, exp_avg: zerosLike, exp_avg_sq: zerosLike };
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<RAdamOptions>>): void {
    const {
      lr,
      betas: [beta1, beta2],
      eps,
      weightDecay: decay,
    } = group;
    const state = this.remembered(p, group) as { step: number; exp_avg: Tensor; exp_avg_sq: Tensor };
    const { exp_avg, exp_avg_sq } = state;
    const step = state.step + 1;
    const correction2 = 1 - beta2 ** step;
    const limit = 2 / (1 - beta2) - 1;
    const length = limit - (2 * step * beta2 ** step) / correction2;
    const rectified = length > 5;
    const rectification = rectified
      ? Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length))
      : 1;
    radam.run(
      { p, g, exp_avg, exp_avg_sq },
      {
        lr,
        decay,
        beta1,
        rest1: 1 - beta1,
        beta2,
        rest2: 1 - beta2,
        correction: 1 - beta1 ** step,
        root: Math.sqrt(correction2),
        rectification,
        eps,
      },
      { decays: decay !== 0, rectified },
    );
    state.step = step;
  }
}

const radam = /* @__PURE__ */ new FusedUpdate<
  'exp_avg' | 'exp_avg_sq',
  'lr' | 'decay' | 'beta1' | 'rest1' | 'beta2' | 'rest2' | 'correction' | 'root' | 'rectification' | 'eps'
>(({ p, g, exp_avg, exp_avg_sq }, { lr, decay, correction, root, rectification, eps, ...betas }, flags) => {
  const slope = slopeOf(g, p, decay, flags);
  const [mean, square] = moments(slope, exp_avg, exp_avg_sq, betas);
  const plain = mean.div(correction).mul(lr);
  const adaptive = (): typeof plain => root.constant(1).div(square.sqrt().add(eps)).mul(root);
  const step = flags['rectified'] === true ? plain.mul(adaptive()).mul(rectification) : plain;
  return { p: p.sub(step), exp_avg: mean, exp_avg_sq: square };
});
