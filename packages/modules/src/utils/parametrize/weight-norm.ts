import type { Tensor } from '@nn/tensor';
import { Module } from '../../module.js';
import type { Parametrized } from './is-parametrized.js';
import { registerParametrization } from './register-parametrization.js';

export interface WeightNormOptions {
  /** Which tensor. @default 'weight' */
  readonly name?: string;
  /** The axis whose slices have a length of their own; null for one length of all. @default 0 */
  readonly dim?: number | null;
}

class WeightNorm extends Module {
  static override readonly logicalName: string = 'WeightNorm';
  static override readonly name: string = '_WeightNorm';

  private readonly dim: number;

  constructor(dim: number | null) {
    super();
    this.dim = dim ?? -1;
  }

  override forward(length: Tensor, direction: Tensor): Tensor {
    return direction.mul(length.div(this.lengthOf(direction)));
  }

  rightInverse(weight: Tensor): readonly Tensor[] {
    return [this.lengthOf(weight), weight];
  }

  /** @internal Keys of the time when a hook did this. */
  formerKeys(path: string): readonly (readonly [former: string, now: string])[] {
    const match = /^(|.*\.)parametrizations\.([^.]+)\.0$/.exec(path);
    if (match === null) return [];
    const [, prefix = '', name = ''] = match;
    return [
      [`${prefix}${name}_g`, `${prefix}parametrizations.${name}.original0`],
      [`${prefix}${name}_v`, `${prefix}parametrizations.${name}.original1`],
    ];
  }

  private lengthOf(v: Tensor): Tensor {
    if (this.dim === -1) return v.norm(2);
    const size = v.size(this.dim);
    const shape = v.shape.map((_, axis) => (axis === this.dim ? size : 1));
    const rows = v.transpose(0, this.dim).reshape([size, size === 0 ? 0 : v.numel() / size]);
    return rows.norm(2, 1).reshape(shape);
  }
}

/**
 * Weight normalization (Salimans and Kingma, 2016): w = g · v / ‖v‖, so that length and direction are learned apart. In the state dict they are
 * `parametrizations.weight.original0` (g) and `original1` (v); checkpoints with the older `weight_g` and `weight_v` load too.
 *
 * Both are new parameters: make the optimizer afterwards.
 *
 * @throws NnError as `registerParametrization`; 'AXIS' for an axis that the tensor does not have
 * @example
 * import { Linear, weightNorm } from '@nn/nn';
 *
 * const layer = weightNorm(new Linear(4, 8));
 * layer.parametrizations.weight?.original0.shape; // [8, 1]
 * layer.weight.shape; // [8, 4]
 */
export function weightNorm<M extends Module>(module: M, options: WeightNormOptions = {}): M & Parametrized {
  const { name = 'weight', dim = 0 } = options;
  return registerParametrization(module, name, new WeightNorm(dim), { unsafe: true });
}
