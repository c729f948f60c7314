import { parseSafetensors } from '@nn/safetensors';
import { compareBits, compareClose, normalizePrinted } from '@nn/testing';
import { type GoldenTensor, type Json, type JsonRecord, readCases } from '@nn/testing/golden';
import { manualSeed, tensor, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../index.js';
import { refusal } from '../test-support.js';

type Build = (args: readonly number[], kwargs: Readonly<Record<string, number>>) => nn.Module;

/** How each of PyTorch's layers that are here is made. */
const builds: Readonly<Record<string, Build>> = {
  Identity: () => new nn.Identity(),
  Linear: ([i, o], { bias }) => new nn.Linear(i!, o!, bias === undefined ? {} : { bias: Boolean(bias) }),
  LazyLinear: ([o], { bias }) => new nn.LazyLinear(o!, bias === undefined ? {} : { bias: Boolean(bias) }),
  ReLU: () => new nn.ReLU(),
  ReLU6: () => new nn.ReLU6(),
  Sigmoid: () => new nn.Sigmoid(),
  Tanh: () => new nn.Tanh(),
  SiLU: () => new nn.SiLU(),
  Mish: () => new nn.Mish(),
  ELU: (_, { alpha }) => new nn.ELU(alpha),
  CELU: (_, { alpha }) => new nn.CELU(alpha),
  SELU: () => new nn.SELU(),
  LeakyReLU: ([slope]) => new nn.LeakyReLU(slope),
  Softplus: (_, kwargs) => new nn.Softplus(kwargs),
  Softsign: () => new nn.Softsign(),
  Tanhshrink: () => new nn.Tanhshrink(),
  Hardtanh: (_, { min_val: minVal = -1, max_val: maxVal = 1 }) => new nn.Hardtanh({ minVal, maxVal }),
  Hardsigmoid: () => new nn.Hardsigmoid(),
  Hardswish: () => new nn.Hardswish(),
  LogSigmoid: () => new nn.LogSigmoid(),
  Hardshrink: () => new nn.Hardshrink(),
  Softshrink: () => new nn.Softshrink(),
  GELU: (_, kwargs) => new nn.GELU(kwargs),
  Threshold: ([threshold, value]) => new nn.Threshold(threshold!, value!),
  GLU: (_, { dim }) => new nn.GLU(dim),
  PReLU: ([count], kwargs) => new nn.PReLU(count, kwargs),
  RReLU: () => new nn.RReLU(),
  Softmax: (_, { dim }) => new nn.Softmax(dim!),
  Softmin: (_, { dim }) => new nn.Softmin(dim!),
  LogSoftmax: (_, { dim }) => new nn.LogSoftmax(dim!),
  Softmax2d: () => new nn.Softmax2d(),
  Flatten: (_, { start_dim: startDim = 1, end_dim: endDim = -1 }) => new nn.Flatten({ startDim, endDim }),
  Dropout: ([p]) => new nn.Dropout(p),
  Dropout1d: ([p]) => new nn.Dropout1d(p),
  Dropout2d: ([p]) => new nn.Dropout2d(p),
  Dropout3d: ([p]) => new nn.Dropout3d(p),
  AlphaDropout: ([p]) => new nn.AlphaDropout(p),
  FeatureAlphaDropout: ([p]) => new nn.FeatureAlphaDropout(p),
  MSELoss: (_, kwargs) => new nn.MSELoss(kwargs),
  NLLLoss: (_, kwargs) => new nn.NLLLoss(kwargs),
  CrossEntropyLoss: (_, { ignore_index: ignoreIndex = -100, label_smoothing: labelSmoothing = 0, ...rest }) =>
    new nn.CrossEntropyLoss({ ignoreIndex, labelSmoothing, ...rest }),
};

const cases = (readCases('modules', parseSafetensors)?.cases ?? []).filter((test) =>
  Object.hasOwn(builds, test.module),
);

const fromGolden = ({ data, dtype, shape }: GoldenTensor): Tensor => tensor(data, { dtype, shape });

function expectClose(actual: Tensor | null | undefined, expected: GoldenTensor, rtol: number, atol: number): void {
  expect(actual?.shape).toEqual(expected.shape);
  expect(compareClose(actual!.detach().toTypedArraySync(), expected.data, { rtol, atol })).toBeNull();
}

function build(test: {
  readonly module: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonRecord;
}): nn.Module {
  return builds[test.module]!(test.args as readonly number[], test.kwargs as Readonly<Record<string, number>>);
}

describe("PyTorch's layers", () => {
  it('have at least one case each', () => {
    expect(new Set(cases.map((test) => test.module))).toEqual(new Set(Object.keys(builds)));
  });

  it.each(cases.map((test) => [test.id, test] as const))(
    '%s gives its state, output, gradients and printed form',
    (_id, test) => {
      manualSeed(test.seed);
      const module = build(test).train(test.train) as nn.Module & { forward(...inputs: Tensor[]): Tensor };
      const inputs = test.inputs.map((spec, i) => {
        const x = fromGolden(test.tensors.get(`in.${i}`)!);
        return Array.isArray(spec) ? x.requiresGrad_() : x;
      });
      if (test.error !== undefined) {
        expect(refusal(() => module.forward(...inputs)).message).toContain(test.error.replace(/^\w+: /, ''));
        return;
      }
      for (const [name, expected] of test.tensors) {
        if (!name.startsWith('state.')) continue;
        const own = module.stateDict().get(name.slice('state.'.length))!;
        expect(compareBits(own.toTypedArraySync(), expected.data)).toBeNull();
      }
      const output = module.forward(...inputs);
      expectClose(output, test.tensors.get('out.0')!, 1e-5, 1e-5);
      const cotangent = test.tensors.get('cot.0');
      if (cotangent !== undefined) output.backward(fromGolden(cotangent));
      inputs.forEach((input, i) => {
        const expected = test.tensors.get(`gin.${i}`);
        if (expected !== undefined) expectClose(input.grad, expected, 1e-4, 2e-5);
      });
      for (const [name, parameter] of module.namedParameters())
        expectClose(parameter.grad, test.tensors.get(`grad.${name}`)!, 1e-4, 2e-5);
      expect(normalizePrinted(String(module))).toBe(normalizePrinted(test.repr!));
      expect(nn.Module.prototype.isPrototypeOf(module)).toBe(true);
    },
  );
});

describe('the names of classes', () => {
  const containers = ['Sequential', 'ModuleList', 'ModuleDict', 'ParameterList', 'ParameterDict'];

  it.each([...Object.keys(builds), ...containers])('%s is stated, so that no bundler changes it', (name) => {
    const type = (nn as unknown as Record<string, typeof nn.Module>)[name]!;
    expect(Object.getOwnPropertyDescriptor(type, 'name')?.writable).toBe(true);
    expect([type.name, type.logicalName]).toEqual([name, name.replace(/^Lazy/, '')]);
  });
});
