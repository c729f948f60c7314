import { type Tensor, zerosLike } from '@nn/tensor';
import { checkAtLeast } from './checks.js';
import { FusedUpdate } from './fused-update.js';
import { decayingSquare, slopeOf } from './moments.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface RMSpropOptions {
  /** Step size. @default 0.01 */
  readonly lr?: number;
  /** How much of the running mean square is kept. @default 0.99 */
  readonly alpha?: number;
  /** Added to the denominator. @default 1e-8 */
  readonly eps?: number;
  /** L2 penalty. @default 0 */
  readonly weightDecay?: number;
  /** How much of the last direction is kept. @default 0 */
  readonly momentum?: number;
  /** Divide by the deviation from the running mean, not by the root mean square. @default false */
  readonly centered?: boolean;
  /** Climb instead of descending. @default false */
  readonly maximize?: boolean;
}

/**
 * Steps divided by the root of a running mean square (Hinton 2012): v ← αv + (1 − α)g², p ← p − η g / (√v + ε); with momentum
 * b ← μb + g / (√v + ε), p ← p − ηb; centered, √(v − ḡ²) in place of √v.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { RMSprop, tensor } from '@nn/nn';
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new RMSprop([w], { lr: 0.1, alpha: 0.75 }).step();
 * w.detach().toArraySync(); // [0.8, -1.8]
 */
export class RMSprop extends Optimizer<Required<RMSpropOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<RMSpropOptions>>, options: RMSpropOptions = {}) {
    super(params, {
      lr: 1e-2,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      maximize: false,
      ...options,
    });
  }

  protected override check({ lr, eps, momentum, weightDecay, alpha }: Required<RMSpropOptions>): void {
    checkAtLeast(0, 'learning rate', lr, 'RMSprop');
    checkAtLeast(0, 'epsilon value', eps, 'RMSprop');
    checkAtLeast(0, 'momentum value', momentum, 'RMSprop');
    checkAtLeast(0, 'weight_decay value', weightDecay, 'RMSprop');
    checkAtLeast(0, 'alpha value', alpha, 'RMSprop');
  }

  protected override slots({ momentum, centered }: Required<RMSpropOptions>): Slots {
    return {
      step: 0,
      square_avg: zerosLike,
      ...(momentum > 0 ? { momentum_buffer: zerosLike } : {}),
      ...(centered ? { grad_avg: zerosLike } : {}),
    };
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<RMSpropOptions>>): void {
    const { lr, alpha, eps, weightDecay: decay, momentum, centered, maximize } = group;
    const state = this.remembered(p, group) as {
      step: number;
      square_avg: Tensor;
      momentum_buffer: Tensor;
      grad_avg: Tensor;
    };
    const { square_avg, momentum_buffer, grad_avg } = state;
    const moves = momentum > 0;
    rmsprop.run(
      { p, g, square_avg, ...(moves ? { momentum_buffer } : {}), ...(centered ? { grad_avg } : {}) },
      { lr, decay, alpha, rest: 1 - alpha, eps, momentum },
      { moves, centered, maximize, decays: decay !== 0 },
    );
    state.step++;
  }
}

const rmsprop = /* @__PURE__ */ new FusedUpdate<
  'square_avg' | 'momentum_buffer' | 'grad_avg',
  'lr' | 'decay' | 'alpha' | 'rest' | 'eps' | 'momentum'
>(({ p, g, square_avg, momentum_buffer, grad_avg }, { lr, decay, alpha, rest, eps, momentum }, flags) => {
  const { moves, centered } = flags;
  const slope = slopeOf(g, p, decay, flags);
  const square = decayingSquare(square_avg, slope, alpha, rest);
  const mean = centered ? grad_avg.mul(alpha).add(slope.mul(rest)) : null;
  const spread = mean === null ? square : square.sub(mean.mul(mean));
  const denominator = spread.sqrt().add(eps);
  const remembered = { square_avg: square, ...(mean === null ? {} : { grad_avg: mean }) };
  if (!moves) return { p: p.sub(lr.mul(slope).div(denominator)), ...remembered };
  const buffer = momentum_buffer.mul(momentum).add(slope.div(denominator));
  return { p: p.sub(lr.mul(buffer)), ...remembered, momentum_buffer: buffer };
});
