import { type Kernel, type LayerNormAttributes, numelOf } from '@nn/core';
import { type Op, run, type Tensor, type VjpContext } from '@nn/tensor';
import { allocateBlank, isRecorded } from '@nn/tensor/internal';
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
    const operands = inputs.map((input) => (input as Tensor).detach());
    const [x, weight, bias] = operands as [Tensor, Tensor?, Tensor?];
    const byRows = byKernel(x.storage.backend.kernels.layerNorm, operands, [x], together);
    return byRows === null ? composed(x, weight, bias, together) : byRows[0]!;
  },
  vjp: (context) => {
    const count = context.needs.length;
    return (gradientsByKernel(context, count > 1) ?? composedGradients(context)).slice(0, count);
  },
};

/** The backend's own kernel, where it has one for these operands. Its outputs look like `models`. */
function byKernel(
  kernel: Kernel<LayerNormAttributes> | undefined,
  inputs: readonly Tensor[],
  models: readonly Tensor[],
  { axes, eps }: Together,
): readonly Tensor[] | null {
  const [x] = models as [Tensor];
  const { backend } = x.storage;
  if (kernel === undefined || x.dtype !== 'float32' || x.numel() === 0) return null;
  if (inputs.some((input) => input.storage.backend !== backend)) return null;
  const outputs = models.map((model) => allocateBlank(x, backend, x.dtype, model.shape));
  const size = numelOf(axes.map((axis) => x.shape[axis]!));
  kernel(
    inputs.map((input) => input.contiguous()),
    { size, epsilon: eps },
    outputs,
  );
  return outputs;
}

/** All gradients at once, where x has one and nobody is to differentiate them again. */
function gradientsByKernel(context: VjpContext<Together>, isAffine: boolean): readonly Tensor[] | null {
  const { dy, needs, attributes } = context;
  if (!needs[0]!) return null;
  const operands = isAffine ? [context.a, context.b] : [context.a];
  const inputs = [dy, ...operands];
  if (isRecorded(inputs)) return null;
  const models = isAffine ? [...operands, context.b] : operands;
  return byKernel(dy.storage.backend.kernels.layerNormBackward, inputs, models, attributes);
}

/** Of z = (x − mean) / σ, with g = dy · weight: dx = (g − mean(g) − z · mean(g · z)) / σ. */
function composedGradients(context: VjpContext<Together>): readonly (Tensor | null)[] {
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
  return [needs[0]! ? toInput() : null, needs[1] === true ? dy.mul(z) : null, needs[2] === true ? dy : null];
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
