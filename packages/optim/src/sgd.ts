import { NnError } from '@nn/core';
import { type Tensor, zerosLike } from '@nn/tensor';
import { checkAtLeast } from './checks.js';
import { FusedUpdate } from './fused-update.js';
import { slopeOf } from './moments.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface SGDOptions {
  /** Step size. */
  readonly lr: number;
  /** How much of the last direction is kept. @default 0 */
  readonly momentum?: number;
  /** How much of the gradient is left out of the direction, after the first step. @default 0 */
  readonly dampening?: number;
  /** L2 penalty. @default 0 */
  readonly weightDecay?: number;
  /** Look ahead along the direction; wants momentum, and no dampening. @default false */
  readonly nesterov?: boolean;
  /** Climb instead of descending. @default false */
  readonly maximize?: boolean;
}

/**
 * Stochastic gradient descent with momentum, as PyTorch has it (Sutskever et al. 2013, with the learning rate outside the direction):
 * g ← g + λp, v ← μv + (1 − τ)g, p ← p − ηv; with Nesterov's p ← p − η(g + μv).
 *
 * @throws NnError 'OPTION'
 * @example
 * import { SGD, tensor } from '@nn/nn';
 *
 * const w = tensor([1, 2], { requiresGrad: true });
 * w.mul(w).sum().backward();
 * new SGD([w], { lr: 0.1 }).step();
 * w.detach().toArraySync(); // [0.8, 1.6]
 */
export class SGD extends Optimizer<Required<SGDOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<SGDOptions>>, options: SGDOptions) {
    super(params, { momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false, ...options });
  }

  protected override check({ lr, momentum, weightDecay, dampening, nesterov }: Required<SGDOptions>): void {
    checkAtLeast(0, 'learning rate', lr, 'SGD');
    checkAtLeast(0, 'momentum value', momentum, 'SGD');
    checkAtLeast(0, 'weight_decay value', weightDecay, 'SGD');
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new NnError('OPTION', 'Nesterov momentum requires a momentum and zero dampening', {
        op: 'SGD',
        details: { momentum, dampening },
      });
    }
  }

  protected override slots({ momentum }: Required<SGDOptions>): Slots {
    return momentum === 0 ? {} : { momentum_buffer: zerosLike };
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<SGDOptions>>): void {
    const { lr, momentum, weightDecay: decay, dampening, nesterov, maximize } = group;
    const moves = momentum !== 0;
    const first = moves && this.state.get(p)?.['momentum_buffer'] === undefined;
    const tensors = moves
      ? { p, g, momentum_buffer: this.remembered(p, group)['momentum_buffer'] as Tensor }
      : { p, g };
    sgd.run(
      tensors,
      { lr, decay, momentum, share: 1 - dampening },
      { moves, first, nesterov, maximize, decays: decay !== 0 },
    );
  }
}

const sgd = /* @__PURE__ */ new FusedUpdate<'momentum_buffer', 'lr' | 'decay' | 'momentum' | 'share'>(
  ({ p, g, momentum_buffer }, { lr, decay, momentum, share }, flags) => {
    const { moves, first, nesterov } = flags;
    const slope = slopeOf(g, p, decay, flags);
    if (!moves) return { p: p.sub(slope.mul(lr)) };
    // The first direction is the gradient itself, undampened.
    const direction = first ? slope : momentum_buffer.mul(momentum).add(slope.mul(share));
    const step = nesterov ? slope.add(direction.mul(momentum)) : direction;
    return { p: p.sub(step.mul(lr)), momentum_buffer: direction };
  },
);
