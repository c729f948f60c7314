import * as nn from '@nn/nn';
import { parseSafetensors } from '@nn/safetensors';
import { type GoldenTensors, type ModuleCase, readCases } from '@nn/testing/golden';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Library } from './library.js';

const library = new Library(fileURLToPath(new URL('../../../docs/signatures.md', import.meta.url)));
const cases = readCases('modules', parseSafetensors)!.cases.filter((test) => test.error === undefined);

/** Layers whose gradient, in PyTorch as here, is not the derivative of what they compute from. */
const unfit: ReadonlyMap<string, string> = new Map([
  ['Embedding.1', 'the padding row is read, but never learned'],
  ['Embedding.2', 'max_norm rescales the weight in place, before it is read'],
  ['CTCLoss.0', 'its gradient takes the input for log-probabilities that sum to one, and is differentiable once'],
]);

/** Of the difference quotients. */
const eps = 1e-5;

/** Differentiable once, in PyTorch as here. */
const onceOnly: ReadonlySet<string> = new Set(['EmbeddingBag']);

type Case = ModuleCase & { readonly tensors: GoldenTensors };

describe('the derivatives of every layer, in float64 along directions', () => {
  it.each(cases.filter(({ id }) => !unfit.has(id)).map((test) => [test.id, test] as const))('%s', (_, test) => {
    const { values, run } = prepare(test);
    if (values.length === 0) return;
    const [u, v] = [direction(values, 1), direction(values, 2)];

    // Everything that the graph says, before the quotients move the values under it.
    const gradient = nn.grad([run()], values, { createGraph: true, allowUnused: true });
    const slope = along(gradient, v).itemSync();
    const first = along(gradient, u);
    const curvature =
      first.requiresGrad && !onceOnly.has(test.module)
        ? along(nn.grad([first], values, { allowUnused: true }), v).itemSync()
        : null;

    expectClose(
      slope,
      quotient(values, v, () => run().itemSync()),
      'first derivative',
    );
    if (curvature === null) return;
    const slopeAt = (): number => along(nn.grad([run()], values, { allowUnused: true }), u).itemSync();
    expectClose(curvature, quotient(values, v, slopeAt), 'second derivative');
  });
});

/** The layer in float64, what it depends on, and a number made of all its outputs. */
function prepare(test: Case): { values: nn.Tensor[]; run: () => nn.Tensor } {
  nn.manualSeed(test.seed);
  const module = library.module(test.module, test.args, test.kwargs).train(test.train);
  const inputs = test.inputs.map((_, i) => {
    const { data, dtype, shape } = test.tensors.get(`in.${i}`)!;
    const value = nn.tensor(data, { dtype, shape });
    return value.isFloatingPoint() ? value.to('float64').requiresGrad_(test.tensors.has(`gin.${i}`)) : value;
  });
  const call = module as nn.Module & { forward(...inputs: unknown[]): unknown };
  const forward = (): nn.Tensor[] =>
    tensorsIn(call.forward(...inputs, ...(test.call === undefined ? [] : [{ needWeights: false }]))).filter((out) =>
      out.isFloatingPoint(),
    );
  module.to('float64');
  nn.noGrad(forward);
  module.to('float64');
  const values = [...inputs.filter((input) => input.requiresGrad), ...module.parameters()];
  const run = (): nn.Tensor => {
    const outputs = forward();
    const weights = direction(outputs, 3);
    return outputs.map((out, i) => out.mul(weights[i]!).sum()).reduce((sum, part) => sum.add(part));
  };
  return { values, run };
}

/** Tensors of fixed, irregular numbers in the shapes of others. */
function direction(like: readonly nn.Tensor[], seed: number): nn.Tensor[] {
  return like.map(({ shape }, which) => {
    const numel = shape.reduce((product, size) => product * size, 1);
    return nn.tensor(
      Float64Array.from({ length: numel }, (_, i) => Math.sin(1.7 * i + 13 * which + 29 * seed)),
      { shape },
    );
  });
}

/** What a gradient says of the slope in a direction. */
function along(gradient: readonly (nn.Tensor | null)[], v: readonly nn.Tensor[]): nn.Tensor {
  const parts = gradient.flatMap((part, i) => (part === null ? [] : [part.mul(v[i]!).sum()]));
  return parts.reduce((sum, part) => sum.add(part), nn.tensor(0, { dtype: 'float64' }));
}

/** The central difference quotient in a direction. */
function quotient(values: readonly nn.Tensor[], v: readonly nn.Tensor[], at: () => number): number {
  const move = (step: number): void => values.forEach((value, i) => value.data.add_(v[i]!.mul(step)));
  move(eps);
  const high = at();
  move(-2 * eps);
  const low = at();
  move(eps);
  return (high - low) / (2 * eps);
}

function tensorsIn(output: unknown): nn.Tensor[] {
  if (output instanceof nn.Tensor) return [output];
  return Array.isArray(output) ? output.flatMap(tensorsIn) : [];
}

function expectClose(actual: number, expected: number, what: string): void {
  expect(Math.abs(actual - expected), `${what}: ${actual}, difference quotient ${expected}`).toBeLessThanOrEqual(
    1e-5 + 1e-5 * Math.abs(expected),
  );
}
