import { parseSafetensors } from '@nn/safetensors';
import { compareMatch } from '@nn/testing';
import { readRng, type StreamRecipe } from '@nn/testing/golden';
import { defaultGenerator, manualSeed } from '@nn/random';
import { describe, expect, it } from 'vitest';
import { zeros } from '../create/full.js';
import { tensor } from '../create/tensor-of.js';
import { contiguous } from '../copy.js';
import type { Tensor } from '../tensor.js';
import '../test-support.js';
import { bernoulli } from './bernoulli-of.js';
import { randint, randperm } from './rand.js';

const rng = readRng(parseSafetensors)!;
const dtypes = { f32: 'float32', f64: 'float64', i32: 'int32', i64: 'int64' } as const;
const streams = rng.cases.flatMap((test) => (test.kind === 'stream' ? [test] : []));

/** A tensor of zeros that lies in memory as the recipe says. */
function target({ shape, dtype, layout }: StreamRecipe): Tensor {
  const options = { dtype: dtypes[dtype] };
  if (layout === 'transposed') return zeros(shape.toReversed(), options).t();
  if (layout === 'sliced') return zeros([shape[0]!, 2 * shape[1]!], options).at(':', '::2');
  if (layout === 'channels_last') {
    const [n, c, h, w] = shape as [number, number, number, number];
    return zeros([n, h, w, c], options).permute([0, 3, 1, 2]);
  }
  return zeros(shape, options);
}

function draw(recipe: StreamRecipe): Tensor {
  const { op, shape, dtype } = recipe as StreamRecipe & Record<string, number>;
  const { a, b, mean, std, low, high, p, n, lambd } = recipe as unknown as Record<string, number>;
  switch (op) {
    case 'uniform':
      return target(recipe).uniform_(a, b);
    case 'normal':
      return target(recipe).normal_(mean, std);
    case 'bernoulli':
      return target(recipe).bernoulli_(p);
    case 'bernoulli_tensor':
      return bernoulli(tensor(Float32Array.from(recipe.p as number[]), { shape })).to(dtypes[dtype]);
    case 'randint':
      return randint(low!, high!, shape, { dtype: dtypes[dtype] });
    case 'random':
      return target(recipe).random_();
    case 'randperm':
      return randperm(n!);
    case 'exponential':
      return target(recipe).exponential_(lambd);
    case 'trunc_normal':
      throw new Error('truncated normals are initializations');
  }
}

describe.each(rng.seeds)('after manualSeed($seed)', ({ seed, tensors, results }) => {
  it.each(streams.filter(({ recipe }) => recipe.op !== 'trunc_normal'))(
    'tensors are filled as in PyTorch: $name',
    ({ name, recipe, match }) => {
      manualSeed(seed);
      const x = draw(recipe);
      expect(defaultGenerator.nextUint32() & 0xffffff).toBe(results.get(name)!.after.probe24);
      const expected = tensors.get(name)?.get('');
      if (expected !== undefined)
        expect(compareMatch(contiguous(x).toTypedArraySync(), expected.data as Float32Array, match)).toBeNull();
    },
  );
});
