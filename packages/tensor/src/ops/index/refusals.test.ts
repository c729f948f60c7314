import { describe, expect, it } from 'vitest';
import { ones, zeros } from '../../create/full.js';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { refusal, valuesOf } from '../../test-support.js';
import * as ops from '../index.js';

const x = (): Tensor => ones([2, 3]);
const at = (...places: bigint[]): Tensor => tensor(places);

describe("refusals in PyTorch's words", () => {
  it.each([
    [
      'gather beyond the axis',
      () => x().gather(0, tensor([[5n]])),
      'INDEX',
      'index 5 is out of bounds for dimension 0 with size 2',
    ],
    [
      'gather before the axis',
      () => x().gather(0, tensor([[-1n]])),
      'INDEX',
      'index -1 is out of bounds for dimension 0 with size 2',
    ],
    ['gather by floats', () => x().gather(0, tensor([[0]])), 'DTYPE', 'gather(): Expected dtype int64 for index'],
    [
      'gather by a vector',
      () => x().gather(0, at(0n)),
      'SHAPE',
      'Index tensor must have the same number of dimensions as input tensor',
    ],
    [
      'gather by a wide index',
      () => x().gather(0, tensor([[0n, 0n, 0n, 0n]])),
      'SHAPE',
      'Size does not match at dimension 1 expected index [1, 4] to be smaller than self [2, 3] apart from dimension 0',
    ],
    [
      'gather along no axis',
      () => x().gather(3, tensor([[0n]])),
      'AXIS',
      'Dimension out of range (expected to be in range of [-2, 1], but got 3)',
    ],
    [
      'scatter beyond the axis',
      () => x().scatter(1, tensor([[0n, 3n]]), 1),
      'INDEX',
      'index 3 is out of bounds for dimension 1 with size 3',
    ],
    [
      'scatter by a vector',
      () => x().scatter(1, at(0n), 1),
      'SHAPE',
      'Index tensor must have the same number of dimensions as self tensor',
    ],
    [
      'scatter of a short source',
      () => x().scatter(1, tensor([[0n, 1n]]), ones([1, 1])),
      'SHAPE',
      'Expected index [1, 2] to be smaller than self [2, 3] apart from dimension 1 and to be smaller size than src [1, 1]',
    ],
    [
      'scatter of another dtype',
      () => x().scatter(1, tensor([[0n]]), tensor([[1n]])),
      'DTYPE',
      'scatter(): Expected self.dtype to be equal to src.dtype',
    ],
    [
      'scatter in an unknown way',
      () => x().scatter(1, tensor([[0n]]), 1, { reduce: 'foo' as never }),
      'OPTION',
      'reduce argument must be either add or multiply.',
    ],
    ['indexSelect beyond the axis', () => x().indexSelect(0, at(2n)), 'INDEX', 'index out of range in self'],
    ['indexSelect before the axis', () => x().indexSelect(0, at(-1n)), 'INDEX', 'index out of range in self'],
    [
      'indexSelect by a matrix',
      () => x().indexSelect(0, tensor([[0n]])),
      'SHAPE',
      'index_select(): Index is supposed to be a vector',
    ],
    [
      'indexSelect by floats',
      () => x().indexSelect(0, tensor([0])),
      'DTYPE',
      'index_select(): Expected dtype int32 or int64 for index',
    ],
    ['indexAdd beyond the axis', () => x().indexAdd(0, at(0n, 2n), x()), 'INDEX', 'index out of range in self'],
    [
      'indexAdd of another count',
      () => x().indexAdd(0, at(0n), x()),
      'SHAPE',
      'index_add_(): Number of indices (1) should be equal to source.size(dim): (2), for dim: 0',
    ],
    [
      'indexAdd of other slices',
      () => x().indexAdd(0, at(0n, 0n), ones([2, 2])),
      'SHAPE',
      'The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1',
    ],
    [
      'indexAdd by a matrix',
      () => x().indexAdd(0, tensor([[0n, 0n]]), x()),
      'SHAPE',
      'index_add_(): Index is supposed to be a vector, but got dim: 2 with type: Long and size: [1, 2]',
    ],
    [
      'indexAdd of another dtype',
      () => x().indexAdd(0, at(0n, 0n), x().to('int64')),
      'DTYPE',
      'index_add_(): self (Float) and source (Long) must have the same scalar type',
    ],
    [
      'indexAdd by floats',
      () => x().indexAdd(0, tensor([0, 1]), x()),
      'DTYPE',
      'index_add_(): Expected dtype int32/int64 for index but got: Float',
    ],
    [
      'indexCopy beyond the axis',
      () => x().indexCopy(0, at(2n, 0n), x()),
      'INDEX',
      'index_copy_(): index 2 is out of bounds for dimension 0 with size 2',
    ],
    [
      'indexCopy before the axis',
      () => x().indexCopy(0, at(-1n, 0n), x()),
      'INDEX',
      'index_copy_(): index -1 is out of bounds for dimension 0 with size 2',
    ],
    [
      'indexCopy of another count',
      () => x().indexCopy(0, at(0n), x()),
      'SHAPE',
      'index_copy_(): Number of indices (1) should be equal to source.size(dim) (2)',
    ],
    [
      'indexCopy by a matrix',
      () => x().indexCopy(0, tensor([[0n]]), x()),
      'SHAPE',
      'index_copy_(): Index should have dimension 1 or 0 (got 2)',
    ],
    [
      'indexCopy of another dtype',
      () => x().indexCopy(0, at(0n, 0n), x().to('int64')),
      'DTYPE',
      'index_copy_(): self and source expected to have the same dtype, but got (self) Float and (source) Long',
    ],
    [
      'indexCopy of other slices',
      () => x().indexCopy(0, at(0n, 1n), ones([2, 2])),
      'SHAPE',
      'index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: 3 at dimension 0 and source slice shape: 2 at dimension 0.',
    ],
    [
      'indexFill beyond the axis',
      () => x().indexFill(0, at(2n), 5),
      'INDEX',
      'index 2 is out of bounds for dimension 0 with size 2',
    ],
    [
      'indexFill with a vector',
      () => x().indexFill(0, at(0n), ones([2])),
      'SHAPE',
      'index_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s).',
    ],
    ['indexFill by a matrix', () => x().indexFill(0, tensor([[0n]]), 5), 'SHAPE', 'Index has to be a vector/scalar'],
    [
      'indexFill by floats',
      () => x().indexFill(0, tensor([0]), 5),
      'DTYPE',
      'index_fill_(): Expected dtype int64 for index.',
    ],
    [
      'take beyond the end',
      () => x().take(at(6n)),
      'INDEX',
      'out of range: tried to access index 6 on a tensor of 6 elements.',
    ],
    ['take by floats', () => x().take(tensor([0])), 'DTYPE', 'take(): Expected a long tensor for index, but got Float'],
    ['take from nothing', () => zeros([0]).take(at(0n)), 'INDEX', 'take(): tried to take from an empty tensor'],
    [
      'takeAlongDim by a vector',
      () => x().takeAlongDim(at(0n, 1n), 0),
      'SHAPE',
      'torch.take_along_dim(): input and indices should have the same number of dimensions, but got 2 dimensions for input, and 1 dimensions for indices',
    ],
    [
      'takeAlongDim by floats',
      () => x().takeAlongDim(tensor([[0]]), 0),
      'DTYPE',
      'torch.take_along_dim(): dtype of indices should be Long but got Float',
    ],
    [
      'takeAlongDim beyond the axis',
      () => x().takeAlongDim(tensor([[5n]]), 1),
      'INDEX',
      'index 5 is out of bounds for dimension 1 with size 3',
    ],
    [
      'maskedSelect by numbers',
      () => x().maskedSelect(at(1n, 0n, 1n)),
      'DTYPE',
      'masked_select: expected BoolTensor or ByteTensor for mask',
    ],
    [
      'maskedSelect by a short mask',
      () => x().maskedSelect(tensor([true, false])),
      'SHAPE',
      'The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1',
    ],
    [
      'maskedScatter of too little',
      () => x().maskedScatter(x().gt(0), ones([2])),
      'SHAPE',
      'Number of elements of source < number of ones in mask',
    ],
    [
      'maskedScatter of another dtype',
      () => x().maskedScatter(x().gt(0), x().to('int64')),
      'DTYPE',
      'masked_scatter: expected self and source to have same dtypes but gotFloat and Long',
    ],
    [
      'oneHot of too large a class',
      () => at(0n, 2n).oneHot(2),
      'INDEX',
      'Class values must be smaller than num_classes.',
    ],
    ['oneHot of a negative class', () => at(0n, -2n).oneHot(3), 'INDEX', 'Class values must be non-negative.'],
    ['oneHot of floats', () => tensor([0]).oneHot(3), 'DTYPE', 'one_hot is only applicable to index tensor.'],
    [
      'oneHot of nothing',
      () => at(0n).slice(0, 0).oneHot(),
      'SHAPE',
      'Can not infer total number of classes from empty tensor.',
    ],
    ['triangles of a vector', () => ones([3]).tril(), 'AXIS', 'tril: input tensor must have at least 2 dimensions'],
    ['diag of three axes', () => ones([2, 2, 2]).diag(), 'SHAPE', 'matrix or a vector expected'],
    [
      'a diagonal of one axis',
      () => x().diagonal({ dim1: 0, dim2: 0 }),
      'AXIS',
      'diagonal dimensions cannot be identical 0, 0',
    ],
    [
      'grids of matrices',
      () => ops.meshgrid([x()]),
      'SHAPE',
      'torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: [2, 3]',
    ],
    [
      'grids of two dtypes',
      () => ops.meshgrid([at(1n), tensor([1])]),
      'DTYPE',
      'meshgrid expects all tensors to have the same dtype',
    ],
    ['grids of nothing', () => ops.meshgrid([]), 'SHAPE', 'meshgrid expects a non-empty TensorList'],
    [
      'indexPut of what does not fit',
      () => x().indexPut([at(0n)], ones([4])),
      'SHAPE',
      'shape mismatch: value tensor of shape [4] cannot be broadcast to indexing result of shape [1, 3]',
    ],
    [
      'indexPut of another dtype',
      () => x().indexPut([at(0n)], tensor([1n])),
      'DTYPE',
      'Index put requires the source and destination dtypes match, got Float for the destination and Long for the source.',
    ],
    [
      'indexPut by floats',
      () => x().indexPut([tensor([0.5])], tensor([1])),
      'INDEX',
      'tensors used as indices must be long, byte or bool tensors',
    ],
  ] as const)('%s', (_, act, code, sentence) => {
    const error = refusal(act);
    expect([error.code, error.sentence]).toEqual([code, sentence]);
  });

  it('change nothing in place', () => {
    const target = x();
    for (const act of [
      () => target.scatter_(1, tensor([[0n, 3n]]), 1),
      () => target.indexAdd_(0, at(0n, 2n), x()),
      () => target.indexCopy_(0, at(0n, 2n), x()),
      () => target.indexFill_(0, at(0n, 2n), 7),
      () => target.assign_([[0, 2]], 7),
    ]) {
      expect(refusal(act).code).toBe('INDEX');
    }
    expect([target.version, valuesOf(target)]).toEqual([0, [1, 1, 1, 1, 1, 1]]);
  });
});
