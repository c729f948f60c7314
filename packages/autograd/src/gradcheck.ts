import { NnError } from '@nn/core';
import { Tensor, tensor } from '@nn/tensor';
import { grad } from './grad.js';
import { noGrad } from './mode.js';

export interface GradcheckOptions {
  /** Step of the difference quotient. @default 1e-6 */
  readonly eps?: number;
  /** @default 1e-5 */
  readonly atol?: number;
  /** @default 1e-3 */
  readonly rtol?: number;
}

/** What is checked: tensors in, one tensor or several out. */
export type Differentiable = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/**
 * Compares the derivatives of `fn` with central difference quotients, entry by entry of the Jacobian. Wants float64 inputs, for the quotients
 * to mean something, and a backend that reads at once.
 *
 * @param inputs those with `requiresGrad` are differentiated
 * @returns true
 * @throws NnError 'GRAD' naming the first entry that disagrees, 'DTYPE' for inputs that are not float64
 * @example
 * import { tensor } from '@nn/nn';
 * import { gradcheck } from '@nn/autograd/gradcheck';
 *
 * gradcheck((x) => x!.mul(x!).tanh(), [tensor([0.5, -1], { dtype: 'float64', requiresGrad: true })]); // true
 */
export function gradcheck(fn: Differentiable, inputs: readonly Tensor[], options: GradcheckOptions = {}): true {
  const { eps = 1e-6, atol = 1e-5, rtol = 1e-3 } = options;
  const wanted = inputs.filter((input) => input.requiresGrad);
  for (const input of wanted) {
    if (input.dtype !== 'float64') throw new NnError('DTYPE', `gradcheck: wants float64, got ${input.dtype}`, { op: 'gradcheck', advice: "Make inputs with { dtype: 'float64' }." });
  }
  if (wanted.length === 0) throw new NnError('GRAD', 'gradcheck: no input requires a gradient', { op: 'gradcheck' });
  const outputs = outputsOf(fn, inputs);
  outputs.forEach((output, o) => {
    if (!output.isFloatingPoint()) return;
    wanted.forEach((input, i) => {
      const numerical = quotients(fn, inputs, input, o, eps);
      const analytical = jacobian(output, input);
      compare(analytical, numerical, { output: o, input: i, atol, rtol });
    });
  });
  return true;
}

/**
 * `gradcheck` of the derivative itself: second derivatives, along random directions.
 *
 * @throws NnError as `gradcheck`
 */
export function gradgradcheck(fn: Differentiable, inputs: readonly Tensor[], options: GradcheckOptions = {}): true {
  const directions = outputsOf(fn, inputs).map((output, o) =>
    tensor(Float64Array.from({ length: output.numel() }, (_, i) => Math.sin(1 + i + 10 * o)), { shape: output.shape, requiresGrad: true }),
  );
  const first = (...all: Tensor[]): Tensor[] => {
    const own = all.slice(0, inputs.length);
    const outputs = outputsOf(fn, own);
    const differentiable = outputs.map((output, o) => [output, all[inputs.length + o]!] as const).filter(([output]) => output.requiresGrad);
    const targets = own.filter((input) => input.requiresGrad);
    const gradients = grad(
      differentiable.map(([output]) => output),
      targets,
      { gradOutputs: differentiable.map(([, direction]) => direction), createGraph: true, allowUnused: true },
    );
    return gradients.filter((gradient): gradient is Tensor => gradient !== null && gradient.requiresGrad);
  };
  return gradcheck(first, [...inputs, ...directions], options);
}

function outputsOf(fn: Differentiable, inputs: readonly Tensor[]): readonly Tensor[] {
  const output = fn(...inputs);
  return output instanceof Tensor ? [output] : output;
}

/** d output[r] / d input[c], row r by row r. */
function jacobian(output: Tensor, input: Tensor): Float64Array[] {
  const rows = output.numel();
  return Array.from({ length: rows }, (_, row) => {
    if (!output.requiresGrad) return new Float64Array(input.numel());
    const direction = new Float64Array(rows);
    direction[row] = 1;
    const [gradient] = grad([output], [input], { gradOutputs: [tensor(direction, { shape: output.shape })], retainGraph: true, allowUnused: true });
    return gradient === null || gradient === undefined ? new Float64Array(input.numel()) : Float64Array.from(gradient.toTypedArraySync() as Float64Array);
  });
}

function quotients(fn: Differentiable, inputs: readonly Tensor[], input: Tensor, output: number, eps: number): Float64Array[] {
  const at = (values: Float64Array): Float64Array =>
    noGrad(() => {
      const moved = tensor(values, { shape: input.shape, requiresGrad: true });
      return Float64Array.from(outputsOf(fn, inputs.map((other) => (other === input ? moved : other)))[output]!.detach().toTypedArraySync() as Float64Array);
    });
  const base = Float64Array.from(input.detach().toTypedArraySync() as Float64Array);
  const columns = Array.from(base, (value, column) => {
    const up = base.slice();
    const down = base.slice();
    up[column] = value + eps;
    down[column] = value - eps;
    const [high, low] = [at(up), at(down)];
    return high.map((y, row) => (y - low[row]!) / (2 * eps));
  });
  const rows = columns[0]?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => Float64Array.from(columns, (column) => column[row]!));
}

interface Comparison {
  readonly output: number;
  readonly input: number;
  readonly atol: number;
  readonly rtol: number;
}

function compare(analytical: readonly Float64Array[], numerical: readonly Float64Array[], { output, input, atol, rtol }: Comparison): void {
  numerical.forEach((row, r) => {
    row.forEach((expected, c) => {
      const actual = analytical[r]![c]!;
      if (Math.abs(actual - expected) <= atol + rtol * Math.abs(expected)) return;
      throw new NnError('GRAD', `Jacobian mismatch for output ${output} with respect to input ${input}: entry [${r}, ${c}] is ${actual}, the difference quotient ${expected}`, {
        op: 'gradcheck',
        details: { output, input, row: r, column: c, analytical: actual, numerical: expected },
      });
    });
  });
}
