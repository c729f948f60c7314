import { NnError } from '@nn/core';
import { type Tensor, zerosLike } from '@nn/tensor';
import { checkAtLeast } from './checks.js';
import { FusedUpdate } from './fused-update.js';
import { decayingSquare, slopeOf } from './moments.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface AdadeltaOptions {
  /** What the step is multiplied by. @default 1 */
  readonly lr?: number;
  /** How much of the running mean squares is kept. @default 0.9 */
  readonly rho?: number;
  /** Added under the roots. @default 1e-6 */
  readonly eps?: number;
  /** L2 penalty. @default 0 */
  readonly weightDecay?: number;
  /** Climb instead of descending. @default false */
  readonly maximize?: boolean;
}

/**
 * Steps in the parameter's own units (Zeiler 2012): v ← ρv + (1 − ρ)g², d = √(u + ε) / √(v + ε) · g, u ← ρu + (1 − ρ)d², p ← p − ηd.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { Adadelta, tensor } from '@nn/nn';
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new Adadelta([w], { lr: 10 }).step();
 * w.detach().toArraySync(); // [0.96838, -1.96838]
 */
export class Adadelta extends Optimizer<Required<AdadeltaOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<AdadeltaOptions>>, options: AdadeltaOptions = {}) {
    super(params, { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false, ...options });
  }

  protected override check({ lr, rho, eps, weightDecay }: Required<AdadeltaOptions>): void {
    checkAtLeast(0, 'learning rate', lr, 'Adadelta');
    if (!(rho >= 0 && rho <= 1)) {
      throw new NnError('OPTION', `Invalid rho value: ${String(rho)}`, {
        op: 'Adadelta',
        details: { rho },
        advice: 'It must be a number from 0 to 1.',
      });
    }
    checkAtLeast(0, 'epsilon value', eps, 'Adadelta');
    checkAtLeast(0, 'weight_decay value', weightDecay, 'Adadelta');
  }

  protected override slots(): Slots {
    return { step: 0, square_avg: zerosLike, acc_delta: zerosLike };
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<AdadeltaOptions>>): void {
    const { lr, rho, eps, weightDecay: decay, maximize } = group;
    const state = this.remembered(p, group) as { step: number; square_avg: Tensor; acc_delta: Tensor };
    const { square_avg, acc_delta } = state;
    adadelta.run(
      { p, g, square_avg, acc_delta },
      { lr, decay, rho, rest: 1 - rho, eps },
      { maximize, decays: decay !== 0 },
    );
    state.step++;
  }
}

const adadelta = /* @__PURE__ */ new FusedUpdate<'square_avg' | 'acc_delta', 'lr' | 'decay' | 'rho' | 'rest' | 'eps'>(
  ({ p, g, square_avg, acc_delta }, { lr, decay, rho, rest, eps }, flags) => {
    const slope = slopeOf(g, p, decay, flags);
    const square = decayingSquare(square_avg, slope, rho, rest);
    const delta = acc_delta.add(eps).sqrt().div(square.add(eps).sqrt()).mul(slope);
    return { p: p.sub(lr.mul(delta)), square_avg: square, acc_delta: decayingSquare(acc_delta, delta, rho, rest) };
  },
);
