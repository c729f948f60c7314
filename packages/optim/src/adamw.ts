import type { Tensor } from '@nn/tensor';
import { type AdamOptions, adamSlots, checkAdam, runAdam } from './adam.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import type { Slots } from './state.js';

export interface AdamWOptions extends Omit<AdamOptions, 'weightDecay'> {
  /** How far a step shrinks parameters, times the step size. @default 0.01 */
  readonly weightDecay?: number;
}

/**
 * Adam with the decay apart from the gradient (Loshchilov and Hutter 2019): p ← (1 − ηλ)p before Adam's step.
 *
 * @throws NnError 'OPTION'
 * @example
 * import { AdamW, tensor } from '@nn/nn';
 *
 * const w = tensor([1, -2], { requiresGrad: true });
 * w.square().sum().backward();
 * new AdamW([w], { lr: 0.1, weightDecay: 0.5 }).step();
 * w.detach().toArraySync(); // [0.85, -1.8]
 */
export class AdamW extends Optimizer<Required<AdamWOptions>> {
  protected override readonly keepsGradients: boolean = false;

  constructor(params: Params<Required<AdamWOptions>>, options: AdamWOptions = {}) {
    super(params, {
      lr: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0.01,
      amsgrad: false,
      maximize: false,
      ...options,
    });
  }

  protected override check(options: Required<AdamWOptions>): void {
    checkAdam(options, 'AdamW');
  }

  protected override slots(options: Required<AdamWOptions>): Slots {
    return adamSlots(options);
  }

  protected override update(p: Tensor, g: Tensor, group: ActiveGroup<Required<AdamWOptions>>): void {
    const { lr, weightDecay } = group;
    runAdam(
      p,
      g,
      this.remembered(p, group),
      { ...group, decay: 1 - lr * weightDecay },
      { decays: false, shrinks: weightDecay !== 0 },
    );
  }
}
