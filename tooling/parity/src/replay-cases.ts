import * as nn from '@nn/nn';
import { normalizePrinted, type Match } from '@nn/testing';
import type {
  CaseFile,
  GoldenTensor,
  GoldenTensors,
  InputSpec,
  ModuleCase,
  OpCase,
  OptimCase,
} from '@nn/testing/golden';
import type { Library } from './library.js';
import { attempt, Checks, type Outcome } from './outcome.js';

const values: Match = { rtol: 1e-5, atol: 1e-5 };
const gradients: Match = { rtol: 1e-4, atol: 2e-5 };

type Row = [group: string, id: string, outcome: Outcome];

/** Layers: state to the bit, outputs, gradients, buffers afterwards, printed form. */
export function* replayModules(file: CaseFile<ModuleCase>, library: Library): Generator<Row> {
  for (const test of file.cases)
    yield [
      'modules',
      test.id,
      attempt(() =>
        test.error === undefined ? runModule(test, library) : refused(() => runModule(test, library), test.error),
      ),
    ];
}

function runModule(test: ModuleCase & { readonly tensors: GoldenTensors }, library: Library): Outcome {
  const checks = new Checks();
  nn.manualSeed(test.seed);
  const module = library.module(test.module, test.args, test.kwargs).train(test.train);
  for (const [key, expected] of under(test.tensors, 'state.'))
    checks.tensor(`state.${key}`, module.stateDict().get(key), expected, 'bits');
  const inputs = test.inputs.map((spec, i) => inputOf(spec, test.tensors.get(`in.${i}`)!));
  const outputs = flat(
    (module as nn.Layer & { forward(...inputs: unknown[]): unknown }).forward(
      ...inputs,
      ...(test.call === undefined ? [] : [camelCased(test.call)]),
    ),
  );
  compareOutputs(checks, outputs, inputs, test);
  const parameters = new Map(module.namedParameters());
  for (const [key, expected] of under(test.tensors, 'grad.'))
    checks.tensor(`grad.${key}`, parameters.get(key)?.grad ?? undefined, expected, gradients);
  for (const [key, expected] of under(test.tensors, 'state_after.'))
    checks.tensor(`state_after.${key}`, module.stateDict().get(key), expected, parameters.has(key) ? 'bits' : values);
  checks.equal('printed', normalizePrinted(module.toString()), normalizePrinted(test.repr ?? ''));
  return checks.outcome();
}

/** Keyword arguments of a call, as the trailing object that we take. */
function camelCased(kwargs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(kwargs).map(([name, value]) => [
      name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** Operations: outputs and gradients. */
export function* replayOps(file: CaseFile<OpCase>, library: Library): Generator<Row> {
  for (const test of file.cases)
    yield [
      'ops',
      test.id,
      attempt(() =>
        test.error === undefined ? runOp(test, library) : refused(() => runOp(test, library), test.error),
      ),
    ];
}

function runOp(test: OpCase & { readonly tensors: GoldenTensors }, library: Library): Outcome {
  const checks = new Checks();
  const inputs = test.inputs.map((spec, i) => inputOf(spec, test.tensors.get(`in.${i}`)!));
  const outputs = flat(library.operate(test.op.replace('nn.functional.', ''), positional(test, inputs), test.kwargs));
  compareOutputs(checks, outputs, inputs, test);
  return checks.outcome();
}

/** The positional arguments of PyTorch's call. */
function positional({ method, list, args_first: argsFirst, args }: OpCase, inputs: readonly nn.Tensor[]): unknown[] {
  if (list === true) return [inputs, ...args];
  if (argsFirst !== true) return [...inputs, ...args];
  return method === true ? [inputs[0], ...args, ...inputs.slice(1)] : [...args, ...inputs];
}

/** Optimizers: what every step leaves, from the gradients that PyTorch fed. */
export function* replayOptim(file: CaseFile<OptimCase>, library: Library): Generator<Row> {
  for (const test of file.cases) yield ['optim', test.id, attempt(() => runOptim(test, library))];
}

function runOptim(test: OptimCase & { readonly tensors: GoldenTensors }, library: Library): Outcome {
  const checks = new Checks();
  const parameter = new nn.Parameter(fromGolden(test.tensors.get('in.0')!));
  const optimizer = library.optimizer(test.optim, [parameter], test.kwargs);
  const schedule =
    test.scheduler === undefined ? null : library.scheduler(test.scheduler, optimizer, test.scheduler_kwargs ?? {});
  for (let step = 0; step < (test.steps ?? 8); step++) {
    parameter.grad = fromGolden(test.tensors.get(`grad.${step}`)!);
    optimizer.step();
    schedule?.step();
    checks.tensor(`param.${step}`, parameter, test.tensors.get(`param.${step}`), values);
  }
  return checks.outcome();
}

function compareOutputs(
  checks: Checks,
  outputs: readonly nn.Tensor[],
  inputs: readonly nn.Tensor[],
  test: { readonly outputs?: number; readonly tensors: GoldenTensors },
): void {
  checks.equal('outputs', outputs.length, test.outputs);
  outputs.forEach((output, i) => checks.tensor(`out.${i}`, output, test.tensors.get(`out.${i}`), values));
  // A cotangent for every output that PyTorch differentiates, in their order.
  const wanted = outputs.filter((output) => output.requiresGrad);
  const cotangents = [...under(test.tensors, 'cot.')].map(([, value]) => fromGolden(value));
  checks.equal('differentiable outputs', wanted.length, cotangents.length);
  if (wanted.length === 0 || wanted.length !== cotangents.length) return;
  nn.backward(wanted, cotangents);
  inputs.forEach((input, i) => {
    const expected = test.tensors.get(`gin.${i}`);
    if (expected !== undefined || input.grad !== null)
      checks.tensor(`gin.${i}`, input.grad ?? undefined, expected, gradients);
  });
}

/** PyTorch refuses: so must we, by a coded error. */
function refused(run: () => Outcome, error: string): Outcome {
  try {
    run();
  } catch (thrown) {
    if (!(thrown instanceof nn.NnError)) throw thrown;
    const sentence = error.replace(/^\w+: /, '').split('\n')[0]!;
    return { status: 'passed', bits: thrown.message.startsWith(sentence) };
  }
  return { status: 'failed', reason: `not refused; PyTorch says ${error}` };
}

function inputOf(spec: InputSpec, golden: GoldenTensor): nn.Tensor {
  const value = fromGolden(golden);
  const dist = Array.isArray(spec) ? 'normal' : ((spec as { dist?: string }).dist ?? 'normal');
  const grad = Array.isArray(spec)
    ? true
    : ((spec as { grad?: boolean }).grad ?? ['normal', 'uniform', 'positive'].includes(dist));
  return grad && value.isFloatingPoint() ? value.requiresGrad_() : value;
}

function fromGolden({ data, dtype, shape }: GoldenTensor): nn.Tensor {
  return nn.tensor(data, { dtype, shape });
}

/** The tensors in an answer, in order, with null left out. */
function flat(output: unknown): nn.Tensor[] {
  if (output instanceof nn.Tensor) return [output];
  if (Array.isArray(output)) return output.flatMap(flat);
  if (typeof output === 'object' && output !== null) return Object.values(output).flatMap(flat);
  return [];
}

function* under(tensors: GoldenTensors, prefix: string): Generator<[string, GoldenTensor]> {
  for (const [name, value] of tensors) if (name.startsWith(prefix)) yield [name.slice(prefix.length), value];
}
