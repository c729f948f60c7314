import { type DType, dtypes, NnError } from '@nn/core';
import { defineElementwise, type Elementwise } from '../../elementwise.js';
import type { Operand } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { positions } from './slope.js';

/**
 * start + weight · (end − start), broadcast: 0 gives the start, 1 the end, exactly.
 *
 * @throws NnError 'SHAPE' where the shapes do not broadcast, 'DTYPE' for integers and where the tensors' dtypes differ
 * @example
 * import { lerp, tensor } from '@nn/nn';
 *
 * lerp(tensor([0, 10]), tensor([4, 20]), 0.25).toArraySync(); // [1, 12.5]
 */
export const lerp: Elementwise<readonly [start: Tensor, end: Tensor, weight: Operand]> =
  /* @__PURE__ */ defineElementwise({
    name: 'lerp',
    overload: ([, , weight]) => (typeof weight === 'object' ? 1 : 0),
    promoted: [0, 1],
    refuses: ['lerp_kernel_scalar', 'integer', 'bool'],
    refuse: refuseMix,
    expression: (start, end, weight) => {
      const way = end.sub(start);
      const fromEnd = end.sub(way.mul(weight.constant(1).sub(weight)));
      return weight
        .abs()
        .lt(0.5)
        .select(start.add(weight.mul(way)), fromEnd);
    },
    saves: ([start, end, weight]) => positions(weight, weight, start === true || end === true),
    vjp: (context) => {
      const { dy, needs } = context;
      const weight = context.operand(2);
      const rest = typeof weight === 'object' ? (): Operand => weight.neg().add(1) : (): Operand => 1 - Number(weight);
      return [
        needs[0] ? dy.mul(rest()) : null,
        needs[1] ? dy.mul(weight) : null,
        needs[2] ? dy.mul(context.b.sub(context.a)) : null,
      ];
    },
  });

function refuseMix(_dtype: DType, [start, end, weight]: readonly [start: Tensor, end: Tensor, weight: Operand]): void {
  for (const [name, operand] of [
    ['end', end],
    ['weight', weight],
  ] as const) {
    if (typeof operand !== 'object' || operand.dtype === start.dtype) continue;
    const [wanted, got] = [dtypes[start.dtype].torchName.toLowerCase(), dtypes[operand.dtype].torchName.toLowerCase()];
    throw new NnError('DTYPE', `expected dtype ${wanted} for \`${name}\` but got dtype ${got}`, {
      op: 'lerp',
      details: { start: start.dtype, [name]: operand.dtype },
      advice: `Convert it with .to('${start.dtype}').`,
    });
  }
}
