import * as nn from '@nn/nn';
import { compareUlp, type Match } from '@nn/testing';
import type { Digest, GoldenTensor, RngCase, RngFile, RngResult, Step, StreamRecipe } from '@nn/testing/golden';
import { createHash } from 'node:crypto';
import type { Library } from './library.js';
import { attempt, Checks, NotBuilt, type Outcome } from './outcome.js';

const dtypes = { f32: 'float32', f64: 'float64', i32: 'int32', i64: 'int64' } as const;

type Named = Map<string, nn.Tensor>;

/** Every case of every seed: the values, and the generator that they leave behind. */
export function* replayRng(file: RngFile, library: Library): Generator<[group: string, id: string, outcome: Outcome]> {
  for (const { seed, results, tensors } of file.seeds) {
    for (const test of file.cases) {
      const outcome = attempt(() => {
        nn.manualSeed(seed);
        const made = runCase(test, library);
        const checks = new Checks();
        compareValues(checks, made, test.match, tensors.get(test.name) ?? new Map(), results.get(test.name)?.digest);
        compareState(checks, results.get(test.name)!);
        return checks.outcome();
      });
      yield [`rng ${test.kind}`, `${test.name} (seed ${seed})`, outcome];
    }
  }
}

function runCase(test: RngCase, library: Library): Named {
  switch (test.kind) {
    case 'stream':
      return single(stream(test.recipe));
    case 'init':
    case 'module':
      return runStep({ kind: test.kind, ...test.recipe } as Step, library);
    case 'lazy': {
      const layers = test.recipe.layers.map(([name, args, kwargs]) => library.module(name, args, kwargs));
      const net = new nn.Sequential(...layers).eval();
      nn.noGrad(() => net.forward(nn.ones(test.recipe.input)));
      return net.stateDict();
    }
    case 'dropout': {
      const layer = library.module(
        { dropout: 'Dropout', alpha_dropout: 'AlphaDropout', dropout2d: 'Dropout2d' }[test.recipe.op],
        [test.recipe.p],
        {},
      );
      return single((layer as nn.Layer).forward(nn.ones(test.recipe.shape)));
    }
    case 'steps':
      return runSteps(test.recipe.steps, library);
  }
}

function runSteps(steps: readonly Step[], library: Library): Named {
  const made: Named = new Map();
  let saved: Uint8Array | null = null;
  steps.forEach((step, i) => {
    if (step.op === 'manual_seed') nn.manualSeed((step as { seed: number }).seed);
    else if (step.op === 'save_state') saved = nn.getRngState();
    else if (step.op === 'restore_state') nn.setRngState(saved!);
    else for (const [name, value] of runStep(step, library)) made.set(name === '' ? String(i) : `${i}/${name}`, value);
  });
  return made;
}

function runStep(step: Step, library: Library): Named {
  if (step.kind === 'stream') return single(stream(step));
  if (step.kind === 'init') {
    const target = nn.empty(step.shape, { dtype: dtypes[step.dtype ?? 'f32'] });
    library.initialize(step.op, target, step.args);
    return single(target);
  }
  if (step.kind === 'module') return library.module(step.op, step.args, step.kwargs).stateDict();
  throw new NotBuilt(step.op);
}

/** A random stream by the tensor methods that users call. */
function stream(recipe: StreamRecipe): nn.Tensor {
  const target = emptyWithLayout(recipe);
  switch (recipe.op) {
    case 'uniform':
      return target.uniform_(recipe.a, recipe.b);
    case 'normal':
      return target.normal_(recipe.mean, recipe.std);
    case 'trunc_normal':
      return nn.init.truncNormal_(target, { mean: recipe.mean!, std: recipe.std!, a: recipe.a!, b: recipe.b! });
    case 'bernoulli':
      return target.bernoulli_(recipe.p as number);
    case 'bernoulli_tensor':
      return nn.bernoulli(nn.tensor(recipe.p as readonly number[]));
    case 'randint':
      return nn.randint(recipe.low!, recipe.high!, recipe.shape);
    case 'random':
      return target.random_();
    case 'randperm':
      return nn.randperm(recipe.n!);
    case 'exponential':
      return target.exponential_(recipe.lambd);
  }
}

function emptyWithLayout({ shape, dtype, layout = 'contiguous' }: StreamRecipe): nn.Tensor {
  const options = { dtype: dtypes[dtype] };
  switch (layout) {
    case 'transposed':
      return nn.empty([...shape].reverse(), options).t();
    case 'sliced':
      return nn.empty([shape[0]!, shape[1]! * 2], options).narrow(1, 0, shape[1]!);
    case 'channels_last': {
      const [n, c, h, w] = shape as readonly [number, number, number, number];
      return nn.empty([n, h, w, c], options).permute([0, 3, 1, 2]);
    }
    case 'contiguous':
      return nn.empty(shape, options);
  }
}

function single(value: nn.Tensor): Named {
  return new Map([['', value]]);
}

function compareValues(
  checks: Checks,
  made: Named,
  match: Match,
  expected: ReadonlyMap<string, GoldenTensor>,
  digests: Readonly<Record<string, Digest>> | undefined,
): void {
  if (digests === undefined) {
    for (const name of new Set([...made.keys(), ...expected.keys()]))
      checks.tensor(name, made.get(name), expected.get(name), match);
    return;
  }
  for (const [name, digest] of Object.entries(digests)) {
    const values = made.get(name)?.toTypedArraySync();
    if (values === undefined) checks.fail(`${name}: not there`);
    else
      checks.equal(
        `${name} sha256`,
        createHash('sha256')
          .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
          .digest('hex'),
        digest.sha256,
      );
  }
}

/** The next draw, and the normal that waits: a libm double, so to an ulp. */
function compareState(checks: Checks, { after }: RngResult): void {
  const state = new DataView(nn.getRngState().buffer);
  const waiting = state.getInt32(5040, true) === 1 ? state.getFloat64(5024, true) : null;
  if ((waiting === null) !== (after.cachedNormal === null))
    checks.fail(`cached normal: ${waiting}, expected ${after.cachedNormal}`);
  else if (waiting !== null) {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setBigUint64(0, BigInt(`0x${after.cachedNormal}`));
    const report = compareUlp(new Float64Array([waiting]), new Float64Array([bits.getFloat64(0)]), 1);
    if (report !== null) checks.fail(`cached normal: ${report}`);
  }
  checks.equal('next draw', nn.rand([1]).itemSync() * 2 ** 24, after.probe24);
}
