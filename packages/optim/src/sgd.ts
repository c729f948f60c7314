import { type DType, NnError } from '@nn/core';
import { buildExpression, computeType, type ExpressionGraph, type Signature } from '@nn/core/expression';
import { evaluateInto, type Tensor, zerosLike } from '@nn/tensor';
import { type ActiveGroup, checkAtLeast, Optimizer, type Params } from './optimizer.js';

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
  constructor(params: Params<Required<SGDOptions>>, options: SGDOptions) {
    super(params, { momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false, ...options });
  }

  protected override check({ lr, momentum, weightDecay, dampening, nesterov }: Required<SGDOptions>): void {
    checkAtLeast(0, 'learning rate', lr, 'SGD');
    checkAtLeast(0, 'momentum value', momentum, 'SGD');
    checkAtLeast(0, 'weight_decay value', weightDecay, 'SGD');
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new NnError('OPTION', 'Nesterov momentum requires a momentum and zero dampening', { op: 'SGD', details: { momentum, dampening } });
    }
  }

  protected override update(parameter: Tensor, gradient: Tensor, group: ActiveGroup<Required<SGDOptions>>): void {
    const { lr, momentum, weightDecay, nesterov } = group;
    const sign = group.maximize ? -1 : 1;
    if (momentum === 0) {
      evaluateInto(graph('plain', weightDecay !== 0, parameter.dtype), [parameter, gradient], [lr, weightDecay, sign], [parameter]);
      return;
    }
    let state = this.state.get(parameter);
    const first = state === undefined;
    if (state === undefined) this.state.set(parameter, (state = { momentumBuffer: zerosLike(parameter) }));
    const buffer = state['momentumBuffer'] as Tensor;
    // The first direction is the gradient itself, undampened.
    const share = first ? 1 : 1 - group.dampening;
    evaluateInto(graph(nesterov ? 'nesterov' : 'momentum', weightDecay !== 0, parameter.dtype), [parameter, gradient, buffer], [lr, weightDecay, sign, momentum, share], [parameter, buffer]);
  }
}

type Rule = 'plain' | 'momentum' | 'nesterov';

const graphs = new Map<string, ExpressionGraph>();

/** Without decay the parameter's value does not enter the direction: an infinite weight must not make it NaN. */
function graph(rule: Rule, decays: boolean, dtype: DType): ExpressionGraph {
  const key = `${rule}.${decays}.${dtype}`;
  let known = graphs.get(key);
  if (known === undefined) graphs.set(key, (known = build(rule, decays, dtype)));
  return known;
}

function build(rule: Rule, decays: boolean, dtype: DType): ExpressionGraph {
  const type = computeType[dtype];
  const plain = rule === 'plain';
  const signature: Signature = {
    inputs: plain ? [dtype, dtype] : [dtype, dtype, dtype],
    scalars: plain ? [type, type, type] : [type, type, type, type, type],
    outputs: plain ? [dtype] : [dtype, dtype],
  };
  return buildExpression(signature, ([p, g, v], [lr, decay, sign, momentum, share]) => {
    const signed = g!.mul(sign!);
    const slope = decays ? signed.add(p!.mul(decay!)) : signed;
    if (plain) return [p!.sub(lr!.mul(slope))];
    const direction = v!.mul(momentum!).add(slope.mul(share!));
    const step = rule === 'nesterov' ? slope.add(direction.mul(momentum!)) : direction;
    return [p!.sub(lr!.mul(step)), direction];
  });
}
