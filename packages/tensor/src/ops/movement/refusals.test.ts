import { describe, expect, it } from 'vitest';
import { ones, zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { refusal } from '../../test-support.js';

const x = (): Tensor => ones([2, 3]);
const range = 'Dimension out of range (expected to be in range of [-2, 1], but got';

describe("refusals in PyTorch's words", () => {
  it.each([
    ['transpose', () => x().transpose(0, 2), 'AXIS', `${range} 2)`],
    [
      't of three axes',
      () => ones([2, 3, 4]).t(),
      'SHAPE',
      't() expects a tensor with <= 2 dimensions, but self is 3D',
    ],
    [
      'mT of a vector',
      () => ones([3]).mT,
      'SHAPE',
      'tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.',
    ],
    ['permute of one axis twice', () => x().permute([0, 0]), 'AXIS', 'permute(): duplicate dims are not allowed.'],
    ['permute of no axis', () => x().permute([0, 5]), 'AXIS', `${range} 5)`],
    [
      'permute of too few',
      () => x().permute([1]),
      'AXIS',
      'permute(): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = 1',
    ],
    ['movedim', () => x().movedim(0, 5), 'AXIS', `${range} 5)`],
    [
      'movedim of different lists',
      () => x().movedim([0, 1], [1]),
      'AXIS',
      'movedim: Invalid source or destination dims: source ([0, 1] dims) should contain the same number of dims as destination ([1] dims)',
    ],
    [
      'movedim of one axis twice',
      () => x().movedim([0, 0], [1, 0]),
      'AXIS',
      'movedim: repeated dim in `source` ([0, 0])',
    ],
    [
      'movedim to one place twice',
      () => x().movedim([0, 1], [1, 1]),
      'AXIS',
      'movedim: repeated dim in `destination` ([1, 1])',
    ],
    ['narrow beyond the end', () => x().narrow(0, 0, 3), 'INDEX', 'start (0) + length (3) exceeds dimension size (2).'],
    ['narrow from beyond the end', () => x().narrow(0, 3, 1), 'INDEX', `${range} 3)`],
    ['narrow of a scalar', () => tensor(1).narrow(0, 0, 1), 'INDEX', 'narrow() cannot be applied to a 0-dim tensor.'],
    ['narrow of less than nothing', () => x().narrow(0, 0, -1), 'INDEX', 'narrow(): length must be non-negative.'],
    [
      'select beyond the end',
      () => x().select(0, 5),
      'INDEX',
      'select(): index 5 out of range for tensor of size [2, 3] at dimension 0',
    ],
    ['select from a scalar', () => tensor(1).select(0, 0), 'INDEX', 'select() cannot be applied to a 0-dim tensor.'],
    ['slice with a step of 0', () => x().slice(0, 1, { step: 0 }), 'INDEX', 'slice step must be positive'],
    ['slice at a fraction', () => x().slice(0.5), 'INDEX', 'slice indices must be integers'],
    ['slice of a scalar', () => tensor(1).slice(), 'INDEX', 'slice() cannot be applied to a 0-dim tensor.'],
    ['view of other sizes', () => ones([3]).view([2, 2]), 'SHAPE', "shape '[2, 2]' is invalid for input of size 3"],
    [
      'view across a gap',
      () => x().t().view([6]),
      'SHAPE',
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
    ],
    ['reshape with two unknowns', () => ones([2]).reshape([-1, -1]), 'SHAPE', 'only one dimension can be inferred'],
    ['reshape to a fraction', () => ones([2]).reshape([0.5, 4]), 'SHAPE', 'invalid shape dimension 0.5'],
    [
      'flatten backwards',
      () => x().flatten(1, 0),
      'AXIS',
      'flatten() has invalid args: start_dim cannot come after end_dim',
    ],
    [
      'unflatten to other sizes',
      () => ones([2, 4]).unflatten(1, [3, 2]),
      'SHAPE',
      "unflatten: Provided sizes [3, 2] don't multiply up to the size of dim 1 (4) in the input tensor",
    ],
    ['unflatten to nothing', () => x().unflatten(0, []), 'SHAPE', 'unflatten: sizes must be non-empty'],
    [
      'expand to fewer axes',
      () => ones([2, 3, 4]).expand([2, 3]),
      'SHAPE',
      'expand(torch.FloatTensor{[2, 3, 4]}, size=[2, 3]): the number of sizes provided (2) must be greater or equal to the number of dimensions in the tensor (3)',
    ],
    [
      'expand to an unknown new axis',
      () => x().expand([-1, 2, 3]),
      'SHAPE',
      "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0",
    ],
    [
      'expand of what is not 1',
      () => x().expand([2, 4]),
      'SHAPE',
      'The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1.  Target sizes: [2, 4].  Tensor sizes: [2, 3]',
    ],
    [
      'unfold of too much',
      () => ones([2, 3, 4]).unfold(2, 5, 1),
      'SHAPE',
      'maximum size for tensor at dimension 2 is 4 but size is 5',
    ],
    ['unfold in no steps', () => x().unfold(1, 2, 0), 'SHAPE', 'step is 0 but must be > 0'],
    ['flip of one axis twice', () => x().flip([0, 0]), 'AXIS', 'dim 0 appears multiple times in the list of dims'],
    ['roll of fewer axes', () => x().roll([1, 2], 0), 'OPTION', 'shifts and dimensions must align. shifts: 2, dims:1'],
    ['roll of no axes', () => x().roll([1, 2]), 'OPTION', 'shifts and dimensions must align. shifts: 2, dims:0'],
    ['roll of a scalar', () => tensor(1).roll(1, 0), 'AXIS', 'Dimension specified as 0 but tensor has no dimensions'],
    [
      'repeat of fewer axes',
      () => x().repeat([2]),
      'SHAPE',
      'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
    ],
    [
      'repeat of less than nothing',
      () => x().repeat([-1, 1]),
      'SHAPE',
      'Trying to create tensor with negative dimension -2: [-2, 3]',
    ],
    [
      'repeatInterleave of other counts',
      () => x().repeatInterleave(tensor([1n, 0n]), 1),
      'SHAPE',
      'repeats must have the same size as input along dim',
    ],
    [
      'repeatInterleave of less than nothing',
      () => x().repeatInterleave(-1, 1),
      'VALUE',
      'repeats can not be negative',
    ],
    [
      'repeatInterleave by a matrix',
      () => x().repeatInterleave(tensor([[1n]]), 1),
      'SHAPE',
      'repeats must be 0-dim or 1-dim tensor',
    ],
    [
      'rot90 in a line',
      () => x().rot90(1, [0, 0]),
      'AXIS',
      'expected rotation dims to be different, but got dim0 = 0 and dim1 = 0',
    ],
    ['rot90 of a vector', () => ones([3]).rot90(), 'AXIS', 'expected total dims >= 2, but got total dims = 1'],
    ['rot90 in space', () => x().rot90(1, [0, 1, 2]), 'AXIS', 'expected total rotation dims == 2, but got dims = 3'],
    ['rot90 out of range', () => x().rot90(1, [0, 5]), 'AXIS', 'Rotation dim1 out of range, dim1 = 5'],
  ] as const)('%s', (_, act, code, sentence) => {
    const error = refusal(act);
    expect([error.code, error.sentence]).toEqual([code, sentence]);
  });
});

describe('movement', () => {
  it('names operations as PyTorch does', () => {
    const w = ones([2, 3, 4], { requiresGrad: true });
    const m = ones([2, 3], { requiresGrad: true });
    const names: Readonly<Record<string, Tensor>> = {
      TransposeBackward0: w.transpose(0, 1),
      TBackward0: m.t(),
      PermuteBackward0: w.T,
      ViewBackward0: w.view([6, 4]),
      ReshapeAliasBackward0: w.reshape([6, 4]),
      UnsafeViewBackward0: w.transpose(0, 1).reshape([6, 4]),
      SqueezeBackward0: w.squeeze(),
      SqueezeBackward1: w.squeeze(0),
      UnsqueezeBackward0: w.unsqueeze(0),
      ExpandBackward0: w.expandAs(zeros([5, 2, 3, 4])),
      DiagonalBackward0: w.diagonal(),
      DiagBackward0: m.diag(),
      DiagEmbedBackward0: m.diagEmbed(),
      UnfoldBackward0: w.unfold(2, 2, 1),
      FlipBackward0: w.flip(0),
      RollBackward0: w.roll(1, 0),
      RepeatBackward0: w.tile([2]),
      Rot90Backward0: w.rot90(),
      IndexSelectBackward0: w.repeatInterleave(2, 0),
      SelectBackward0: w.select(0, 1),
      SliceBackward0: w.narrow(0, 0, 1),
      TrilBackward0: m.tril(),
      TriuBackward0: m.triu(),
    };
    expect(Object.values(names).map((y) => y.gradFn?.name)).toEqual(Object.keys(names));
  });

  it('reshapes without copying where strides allow it', () => {
    const a = ones([2, 3, 4]);
    expect(a.reshape([6, 4]).storage).toBe(a.storage);
    expect(a.transpose(0, 1).reshape([6, 4]).storage).not.toBe(a.storage);
    expect(a.flatten(1, 1)).toBe(a);
    expect(a.reshape([-1]).shape).toEqual([24]);
    expect(tensor(1).flatten().shape).toEqual([1]);
  });

  it('keeps to the shape rules on a device without values', () => {
    const a = zeros([2, 3, 4], { device: 'meta', requiresGrad: true });
    const shapes = [
      a.T,
      a.at(0, '::2'),
      a.at([0, 1], ':', [0, 1]),
      a.flip(0),
      a.roll(1),
      a.repeat([1, 2, 1]),
      a.unfold(2, 2, 1),
      a.diagonal(),
      a.tril(),
      a.split(2, 1)[1]!,
      a.gather(0, zeros([1, 3, 4], { device: 'meta', dtype: 'int64' })),
    ];
    expect(shapes.map((y) => y.shape)).toEqual([
      [4, 3, 2],
      [2, 4],
      [2, 3],
      [2, 3, 4],
      [2, 3, 4],
      [2, 6, 4],
      [2, 3, 3, 2],
      [4, 2],
      [2, 3, 4],
      [2, 1, 4],
      [1, 3, 4],
    ]);
    shapes[2]!.sum().backward();
    expect(a.grad!.shape).toEqual([2, 3, 4]);
  });
});
