import { contiguousStrides, numelOf, Storage } from '@nn/core';
import { type Op, run, type Tensor } from '@nn/tensor';
import { momentsOf, standardize } from './standardize.js';

interface Together {
  /** The last axes, whose elements have their moments in common. */
  readonly axes: readonly number[];
  readonly eps: number;
}

/** (x, weight?, bias?) → y, of one dtype. */
const layerNormOp: Op<Together> = {
  name: 'layerNorm',
  gradName: 'NativeLayerNormBackward0',
  saves: (needs) => (needs[0]! && needs.length > 1 ? [0, 1] : [0]),
  forward: (inputs, together) => {
    const [x, weight, bias] = inputs.map((input) => (input as Tensor).detach());
    return byKernel([x!, weight, bias], together) ?? composed(x!, weight, bias, together);
  },
  // Of z = (x − mean) / σ, with g = dy · weight: dx = (g − mean(g) − z · mean(g · z)) / σ.
  vjp: (context) => {
    const { dy, needs, attributes } = context;
    const { axes, eps } = attributes;
    const x = context.a;
    const z = run(layerNormOp, [x], attributes);
    const meanOf = (of: Tensor): Tensor => of.mean(axes, { keepdim: true });
    const toInput = (): Tensor => {
      const g = needs.length > 1 ? dy.mul(context.b) : dy;
      const factor = x.var(axes, { correction: 0, keepdim: true }).add(eps).rsqrt();
      return g
        .sub(meanOf(g))
        .sub(z.mul(meanOf(g.mul(z))))
        .mul(factor);
    };
    return [needs[0]! ? toInput() : null, needs[1] === true ? dy.mul(z) : null, needs[2] === true ? dy : null].slice(
      0,
      needs.length,
    );
  },
};

/** The backend's own kernel, where it has one for these operands. */
function byKernel(operands: readonly (Tensor | undefined)[], { axes, eps }: Together): Tensor | null {
  const inputs = operands.filter((operand) => operand !== undefined);
  const [x] = inputs as [Tensor];
  const { backend } = x.storage;
  const { layerNorm } = backend.kernels;
  if (layerNorm === undefined || x.dtype !== 'float32' || x.numel() === 0) return null;
  if (inputs.some((input) => input.storage.backend !== backend)) return null;
  const output = x.over(new Storage(backend, x.dtype, x.numel(), true), x.shape, contiguousStrides(x.shape), 0);
  const size = numelOf(axes.map((axis) => x.shape[axis]!));
  layerNorm(
    inputs.map((input) => input.contiguous()),
    { size, epsilon: eps },
    [output],
  );
  return output;
}

function composed(x: Tensor, weight: Tensor | undefined, bias: Tensor | undefined, { axes, eps }: Together): Tensor {
  let y = standardize(x, momentsOf(x, axes), eps);
  if (weight !== undefined) y = y.mul(weight);
  return bias === undefined ? y : y.add(bias);
}

/** @internal (x − mean) / √(variance + eps) · weight + bias, with the moments over the last axes: one pass, where the backend has it. */
export function normalizedTogether(
  x: Tensor,
  axes: readonly number[],
  { weight, bias, eps }: { readonly weight: Tensor | null; readonly bias: Tensor | null; readonly eps: number },
): Tensor {
  const together = { axes, eps };
  if (weight === null) {
    const y = run(layerNormOp, [x], together);
    return bias === null ? y : y.add(bias.to(x.dtype));
  }
  const operands = bias === null ? [x, weight] : [x, weight, bias];
  return run(
    layerNormOp,
    operands.map((operand) => operand.to(x.dtype)),
    together,
  );
}
