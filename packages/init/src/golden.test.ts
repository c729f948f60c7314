import { Generator } from '@nn/random';
import { parseSafetensors } from '@nn/safetensors';
import { compareMatch, type Match } from '@nn/testing';
import { type InitRecipe, readRng, type RngResult } from '@nn/testing/golden';
import { describe, expect, it } from 'vitest';
import * as init from './index.js';
import type { BareArray, KaimingOptions } from './index.js';

const { cases, seeds } = readRng(parseSafetensors)!;
const single = cases.flatMap((c) => (c.kind === 'init' ? [c] : []));
const sequences = cases.flatMap((c) =>
  c.kind === 'steps' && c.recipe.steps.some((s) => s.kind === 'init') ? [c] : [],
);

function array(shape: readonly number[], dtype: 'f32' | 'f64' = 'f32'): BareArray {
  const numel = shape.reduce((product, size) => product * size, 1);
  return { data: dtype === 'f64' ? new Float64Array(numel) : new Float32Array(numel), shape };
}

/** Runs what a fixture says: PyTorch's name and keyword arguments. */
function run({ op, shape, args, dtype }: InitRecipe, generator: Generator): BareArray {
  const target = array(shape, dtype);
  const options = { ...args, generator } as object;
  switch (op) {
    case 'uniform_':
      return init.uniform_(target, options);
    case 'normal_':
      return init.normal_(target, options);
    case 'trunc_normal_':
      return init.truncNormal_(target, options);
    case 'constant_':
      return init.constant_(target, Number(args['val']));
    case 'ones_':
      return init.ones_(target);
    case 'zeros_':
      return init.zeros_(target);
    case 'eye_':
      return init.eye_(target);
    case 'dirac_':
      return init.dirac_(target, args);
    case 'xavier_uniform_':
      return init.xavierUniform_(target, options);
    case 'xavier_normal_':
      return init.xavierNormal_(target, options);
    case 'kaiming_uniform_':
      return init.kaimingUniform_(target, options);
    case 'kaiming_normal_':
      return init.kaimingNormal_(target, options);
    case 'orthogonal_':
      return init.orthogonal_(target, options);
    case 'sparse_': {
      const { sparsity, ...rest } = args;
      return init.sparse_(target, Number(sparsity), { ...rest, generator });
    }
    default:
      throw new Error(`the fixtures have a new initializer: ${op}`);
  }
}

/** What PyTorch's layers draw, by the recipes of their `reset_parameters`. */
function construct(op: string, args: readonly number[], generator: Generator): Record<string, BareArray> {
  if (op === 'Embedding') return { weight: init.normal_(array(args), { generator }) };
  if (op !== 'Linear' && op !== 'Conv2d') throw new Error(`the fixtures have a new layer: ${op}`);
  const [inputs, outputs, size] = args as [number, number, number | undefined];
  const shape = op === 'Linear' ? [outputs, inputs] : [outputs, inputs, size!, size!];
  const options: KaimingOptions = { a: Math.sqrt(5), generator };
  const weight = init.kaimingUniform_(array(shape), options);
  const bound = 1 / Math.sqrt(init.calculateFanInAndFanOut(weight)[0]);
  return { weight, bias: init.uniform_(array([outputs]), { a: -bound, b: bound, generator }) };
}

function expectLeft(generator: Generator, { after }: RngResult): void {
  const { cachedNormal } = generator.rawState();
  expect(generator.nextUint32() & 0xffffff).toBe(after.probe24);
  if (after.cachedNormal === null) {
    expect(cachedNormal).toBeNull();
    return;
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${after.cachedNormal}`));
  expect(compareMatch(Float64Array.of(cachedNormal!), Float64Array.of(view.getFloat64(0)), { ulp: 1 })).toBeNull();
}

it.skipIf(process.env['NN_GOLDEN'] !== undefined)(
  'there are fixtures for all fourteen initializers, and a sequence',
  () => {
    expect(new Set(single.map((c) => c.recipe.op)).size).toBe(14);
    expect(sequences.length).toBeGreaterThan(0);
  },
);

describe.each(seeds)('after manual_seed($seed)', ({ seed, results, tensors }) => {
  const check = (actual: BareArray, name: string, key: string, match: Match): void => {
    const expected = tensors.get(name)!.get(key)!;
    expect(actual.shape).toEqual(expected.shape);
    expect(
      compareMatch(actual.data, expected.data as BareArray['data'], match, { shape: actual.shape }),
      key,
    ).toBeNull();
  };

  it.each(single)(
    '$name has the values of PyTorch and leaves the generator where PyTorch does',
    ({ name, recipe, match }) => {
      const generator = new Generator(seed);
      check(run(recipe, generator), name, '', match);
      expectLeft(generator, results.get(name)!);
    },
  );

  it.each(sequences)('$name runs on from call to call as in PyTorch', ({ name, recipe, match }) => {
    const generator = new Generator(seed);
    recipe.steps.forEach((step, i) => {
      if (step.kind === 'init') check(run(step, generator), name, `${i}`, match);
      else if (step.kind === 'stream') check(init.uniform_(array(step.shape), { generator }), name, `${i}`, match);
      else if (step.kind === 'module') {
        for (const [key, value] of Object.entries(construct(step.op, step.args as number[], generator))) {
          check(value, name, `${i}/${key}`, match);
        }
      } else throw new Error(`the fixtures have a new step: ${step.op}`);
    });
    expectLeft(generator, results.get(name)!);
  });
});
