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
  /** How much two runs of the same derivative may differ. @default 0 */
  readonly nondetTol?: number;
}

/** What is checked: tensors in, one tensor or several out. It must give the same each time. */
export type Differentiable = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/**
 * Compares the derivatives of `fn` with central difference quotients, entry by entry of the Jacobian. Wants float64 inputs, for the quotients
 * to mean something, and a backend that reads at once. For the quotients the inputs are written to, in place; at the end they are as before.
 *
 * @param inputs those with `requiresGrad` are differentiated
 * @returns true
 * @throws NnError 'GRAD' naming the first entry that disagrees, or a derivative that differs from run to run; 'DTYPE' for inputs that are not
 * float64; 'IN_PLACE' for expanded ones
 * @example
 * import { tensor } from '@nn/nn';
 * import { gradcheck } from '@nn/autograd/gradcheck';
 *
 * gradcheck((x) => x.mul(x).tanh(), [tensor([0.5, -1], { dtype: 'float64', requiresGrad: true })]); // true
 */
export function gradcheck(fn: Differentiable, inputs: readonly Tensor[], options: GradcheckOptions = {}): true {
  const { eps = 1e-6, atol = 1e-5, rtol = 1e-3, nondetTol = 0 } = options;
  const wanted = inputs.filter((input) => input.requiresGrad);
  for (const input of wanted) {
    if (input.dtype !== 'float64')
      throw new NnError('DTYPE', `gradcheck: wants float64, got ${input.dtype}`, {
        op: 'gradcheck',
        advice: "Make inputs with { dtype: 'float64' }.",
      });
  }
  if (wanted.length === 0)
    throw new NnError(
      'GRAD',
      'gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.',
      { op: 'gradcheck' },
    );
  const outputs = outputsOf(fn, inputs);
  // All derivatives before the first quotient: that writes to the inputs.
  const analytical = wanted.map((input) => outputs.map((output) => jacobian(output, input)));
  const again = wanted.map((input) => outputs.map((output) => jacobian(output, input)));
  wanted.forEach((input, i) => {
    const numerical = quotients(fn, inputs, input, eps);
    outputs.forEach((_, o) => {
      compare(
        again[i]![o]!,
        analytical[i]![o]!,
        nondetTol,
        0,
        (place) =>
          new NnError(
            'GRAD',
            `Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values: output ${o}, input ${i}, ${place.text}`,
            { op: 'gradcheck', details: { output: o, input: i, ...place.details } },
          ),
      );
      compare(
        analytical[i]![o]!,
        numerical[o]!,
        atol,
        rtol,
        (place) =>
          new NnError('GRAD', `Jacobian mismatch for output ${o} with respect to input ${i}, ${place.text}`, {
            op: 'gradcheck',
            details: { output: o, input: i, ...place.details },
          }),
      );
    });
  });
  return true;
}

/**
 * `gradcheck` of the derivative itself: second derivatives, along fixed directions.
 *
 * @throws NnError as `gradcheck`
 * @example
 * import { tensor } from '@nn/nn';
 * import { gradgradcheck } from '@nn/autograd/gradcheck';
 *
 * gradgradcheck((x) => x.exp(), [tensor([0.5, -1], { dtype: 'float64', requiresGrad: true })]); // true
 */
export function gradgradcheck(fn: Differentiable, inputs: readonly Tensor[], options: GradcheckOptions = {}): true {
  const directions = outputsOf(fn, inputs).map((output, o) =>
    tensor(
      Float64Array.from({ length: output.numel() }, (_, i) => Math.sin(1 + i + 10 * o)),
      { shape: output.shape, requiresGrad: true },
    ),
  );
  const derivative = (...all: Tensor[]): Tensor[] => {
    const own = all.slice(0, inputs.length);
    const differentiable = outputsOf(fn, own)
      .map((output, o) => ({ output, direction: all[inputs.length + o]! }))
      .filter(({ output }) => output.requiresGrad);
    const gradients = grad(
      differentiable.map(({ output }) => output),
      own.filter((input) => input.requiresGrad),
      { gradOutputs: differentiable.map(({ direction }) => direction), createGraph: true, allowUnused: true },
    );
    return gradients.filter((gradient) => gradient !== null);
  };
  return gradcheck(derivative, [...inputs, ...directions], options);
}

/** Row by row: d output[row] / d input[column]. */
type Jacobian = readonly Float64Array[];

function outputsOf(fn: Differentiable, inputs: readonly Tensor[]): readonly Tensor[] {
  const output = fn(...inputs);
  return (output instanceof Tensor ? [output] : output).filter((one) => one.isFloatingPoint());
}

function jacobian(output: Tensor, input: Tensor): Jacobian {
  const rows = output.numel();
  return Array.from({ length: rows }, (_, row) => {
    const zeros = new Float64Array(input.numel());
    if (!output.requiresGrad) return zeros;
    const direction = new Float64Array(rows);
    direction[row] = 1;
    const [gradient] = grad([output], [input], {
      gradOutputs: [tensor(direction, { shape: output.shape })],
      retainGraph: true,
      allowUnused: true,
    });
    return gradient === null || gradient === undefined ? zeros : valuesOf(gradient);
  });
}

/** The Jacobians of all outputs with respect to one input. */
function quotients(fn: Differentiable, inputs: readonly Tensor[], input: Tensor, eps: number): readonly Jacobian[] {
  const base = valuesOf(input);
  const put = (values: Float64Array): unknown => noGrad(() => input.copy_(tensor(values, { shape: input.shape })));
  const at = (column: number, value: number): Float64Array[] => {
    put(base.with(column, value));
    return outputsOf(fn, inputs).map(valuesOf);
  };
  try {
    const columns = Array.from(base, (value, column) => {
      const [high, low] = [at(column, value + eps), at(column, value - eps)];
      return high.map((ys, o) => ys.map((y, row) => (y - low[o]![row]!) / (2 * eps)));
    });
    return outputsOf(fn, inputs).map((output, o) =>
      Array.from({ length: output.numel() }, (_, row) => Float64Array.from(columns, (column) => column[o]![row]!)),
    );
  } finally {
    put(base);
  }
}

function valuesOf(x: Tensor): Float64Array {
  return Float64Array.from(x.detach().to('float64').toTypedArraySync() as Float64Array);
}

interface Place {
  readonly text: string;
  readonly details: Readonly<Record<string, number>>;
}

function compare(
  actual: Jacobian,
  expected: Jacobian,
  atol: number,
  rtol: number,
  refusal: (place: Place) => NnError,
): void {
  expected.forEach((values, row) => {
    values.forEach((value, column) => {
      const got = actual[row]![column]!;
      if (Math.abs(got - value) <= atol + rtol * Math.abs(value) || Object.is(got, value)) return;
      throw refusal({
        text: `entry [${row}, ${column}]: got ${got}, expected ${value}`,
        details: { row, column, got, expected: value },
      });
    });
  });
}
