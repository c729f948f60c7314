import { type Tensor, zerosLike } from '@nn/tensor';
import { checkAtLeast, checkBetas } from './checks.js';
import { FusedUpdate } from './fused-update.js';
import { moments, slopeOf } from './moments.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface AdamOptions {
  /** Step size. @default 0.001 */
  readonly lr?: number;
  /** How much of the running means of the gradient and of its square is kept. @default [0.9, 0.999] */
  readonly betas?: readonly [number, number];
  /** Added to the denominator. @default 1e-8 */
  readonly eps?: number;
  /** L2 penalty. @default 0 */
  readonly weightDecay?: number;
  /** Divide by the greatest mean square so far (Reddi et al. 2018). @default false */
  readonly amsgrad?: boolean;
  /** Climb instead of descending. @default false */
  readonly maximize?: boolean;
}

/**
 * Adam (Kingma and Ba 2015): g ← g + λp, m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − η m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ).
 *
 * @throws NnError 'OPTION'
 * @example
 * import { Adam, tensor } from '@nn/nn';
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new Adam([w], { lr: 0.1 }).step();
 * w.detach().toArraySync(); // [0.9, -1.9]
 */
export class Adam extends Optimizer<Required<AdamOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<AdamOptions>>, options: AdamOptions = {}) {
    super(params, {
      lr: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      amsgrad: false,
      maximize: false,
      ...options,
    });
  }

  protected override check(options: Required<AdamOptions>): void {
    checkAdam(options, 'Adam');
  }

  protected override slots(options: Required<AdamOptions>): Slots {
    return adamSlots(options);
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<AdamOptions>>): void {
    const { weightDecay: decay } = group;
    runAdam(p, g, this.remembered(p, group), { ...group, decay }, { decays: decay !== 0, shrinks: false });
  }
}

/** @internal */
export function checkAdam({ lr, betas, eps, weightDecay }: Required<AdamOptions>, op: string): void {
  checkAtLeast(0, 'learning rate', lr, op);
  checkAtLeast(0, 'epsilon value', eps, op);
  checkBetas(betas, op);
  checkAtLeast(0, 'weight_decay value', weightDecay, op);
}

/** @internal */
export function adamSlots({ amsgrad }: Required<AdamOptions>): Slots {
  const slots: Slots = { step: 0, exp_avg: zerosLike, exp_avg_sq: zerosLike };
  return amsgrad ? { ...slots, max_exp_avg_sq: zerosLike } : slots;
}

type AdamState = { step: number; exp_avg: Tensor; exp_avg_sq: Tensor; max_exp_avg_sq?: Tensor };
type AdamNumbers = Required<Pick<AdamOptions, 'lr' | 'betas' | 'eps' | 'amsgrad' | 'maximize'>> & {
  /** What the decay multiplies: λ as a penalty, 1 − ηλ where it is decoupled. */
  readonly decay: number;
};

/** @internal One step of Adam, or of AdamW where the decay shrinks. */
export function runAdam(
  p: Tensor,
  g: Tensor,
  remembered: object,
  { lr, betas: [beta1, beta2], eps, amsgrad, maximize, decay }: AdamNumbers,
  kind: { readonly decays: boolean; readonly shrinks: boolean },
): void {
  const state = remembered as AdamState;
  const { exp_avg, exp_avg_sq, max_exp_avg_sq } = state;
  const step = state.step + 1;
  const root = Math.sqrt(1 - beta2 ** step);
  const rate = lr / (1 - beta1 ** step);
  adam.run(
    amsgrad && max_exp_avg_sq !== undefined
      ? { p, g, exp_avg, exp_avg_sq, max_exp_avg_sq }
      : { p, g, exp_avg, exp_avg_sq },
    { rate, decay, beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, root, eps },
    { amsgrad, maximize, ...kind },
  );
  state.step = step;
}

const adam = /* @__PURE__ */ new FusedUpdate<
  'exp_avg' | 'exp_avg_sq' | 'max_exp_avg_sq',
  'rate' | 'decay' | 'beta1' | 'rest1' | 'beta2' | 'rest2' | 'root' | 'eps'
>(({ p, g, exp_avg, exp_avg_sq, max_exp_avg_sq }, { rate, decay, root, eps, ...betas }, flags) => {
  const { amsgrad, shrinks } = flags;
  const slope = slopeOf(g, p, decay, flags);
  const start = shrinks ? p.mul(decay) : p;
  const [mean, square] = moments(slope, exp_avg, exp_avg_sq, betas);
  const greatest = amsgrad ? max_exp_avg_sq.max(square) : square;
  const denominator = greatest.sqrt().div(root).add(eps);
  return {
    p: start.sub(rate.mul(mean).div(denominator)),
    exp_avg: mean,
    exp_avg_sq: square,
    ...(amsgrad ? { max_exp_avg_sq: greatest } : {}),
  };
});
