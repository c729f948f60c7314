import { describe, expect, it } from 'vitest';
import { normalizePrinted } from './printed.js';

describe('normalizePrinted', () => {
  it.each([
    ['Linear(in_features=4, out_features=8, bias=True)', 'Linear(inFeatures=4, outFeatures=8, bias=true)'],
    [
      'Bilinear(in1_features=4, in2_features=5, out_features=6, bias=True)',
      'Bilinear(in1Features=4, in2Features=5, outFeatures=6, bias=true)',
    ],
    [
      'Conv1d(4, 6, kernel_size=(3,), stride=(1,), padding=same)',
      'Conv1d(4, 6, kernelSize=[3], stride=[1], padding=same)',
    ],
    ['ZeroPad2d((1, 2, 0, 1))', 'ZeroPad2d([1, 2, 0, 1])'],
    ['LayerNorm((3, 4), eps=1e-05, elementwise_affine=True)', 'LayerNorm([3, 4], eps=0.00001, elementwiseAffine=true)'],
    ['AdaptiveAvgPool2d(output_size=[None, 4])', 'AdaptiveAvgPool2d(outputSize=[null, 4])'],
    ['ELU(alpha=1.0)', 'ELU(alpha=1)'],
    ['GLU(dim=-1)', 'GLU(dim=-1)'],
    ['Hardtanh(min_val=-1.0, max_val=inf)', 'Hardtanh(minVal=-1, maxVal=Infinity)'],
    ["GELU(approximate='none')", 'GELU(approximate="none")'],
    ['RReLU(lower=0.125, upper=0.3333333333333333)', 'RReLU(lower=0.125, upper=0.3333333333333333)'],
    ['torch.Size([2, 1])', '[ 2, 1 ]'],
    ['torch.Size([256, 4]) torch.Size([])', '[256, 4] []'],
    ['Init weight (8, 4)\n', 'Init weight [8, 4]'],
    ['tensor([1., 2.], requires_grad=True)', 'tensor([1., 2.], requiresGrad=true)'],
    ['tensor([[-0.5]], grad_fn=<AddmmBackward0>)', 'tensor([[-0.5]], gradFn=<AddmmBackward0>)'],
    ['tensor([[ True, False]])', 'tensor([[ true, false]])'],
    ['tensor([], size=(0, 3), dtype=torch.float64)', 'tensor([], size=[0, 3], dtype=float64)'],
    [
      'MultiheadAttention(\n  (out_proj): NonDynamicallyQuantizableLinear(in_features=8, out_features=8, bias=True)\n)',
      'MultiheadAttention(\n  (out_proj): Linear(inFeatures=8, outFeatures=8, bias=true)\n)',
    ],
    [
      'mat1 and mat2 shapes cannot be multiplied (2x10 and 4x256)',
      'mat1 and mat2 shapes cannot be multiplied (2x10 and 4x256)',
    ],
    ['<UninitializedParameter>', '<UninitializedParameter>'],
    ["Kernel size (3 x 3). Kernel size can't be greater", "Kernel size (3 x 3). Kernel size can't be greater"],
  ])('takes %j and %j for the same', (torch, ours) => {
    expect(normalizePrinted(torch)).toBe(normalizePrinted(ours));
  });

  it('gives TypeScript spelling', () => {
    expect(normalizePrinted('Conv2d(3, 4, kernel_size=(3, 2), eps=1e-05, bias=False, mode=None)')).toBe(
      'Conv2d(3, 4, kernelSize=[3, 2], eps=0.00001, bias=false, mode=null)',
    );
  });

  it.each([
    ['Linear(in_features=4)', 'Linear(in_features=5)'],
    ['Dropout(p=0.4)', 'Dropout(p=0.40000001)'],
    ["GELU(approximate='none')", 'GELU(approximate=none)'],
    ['Linear(bias=True)', 'Linear(bias=False)'],
    ['ZeroPad2d((1, 2))', 'ZeroPad2d(1, 2)'],
    ['(out_proj): Linear()', '(outProj): Linear()'],
    ["Leaky(mode='leaky_relu')", "Leaky(mode='leakyRelu')"],
    ['tensor([1.])', 'tensor([1.0000])'],
    ['tensor([ 1.,  2., 30.])', 'tensor([1., 2., 30.])'],
    ['tensor([-0.])', 'tensor([0.])'],
    ['GLU(dim=-0)', 'GLU(dim=0)'],
    ['Sequential(\n  (0): ReLU()\n)', 'Sequential(\n    (0): ReLU()\n)'],
    ['Embedding(9007199254740993)', 'Embedding(9007199254740992)'],
  ])('tells %j from %j', (one, other) => {
    expect(normalizePrinted(one)).not.toBe(normalizePrinted(other));
  });

  it('changes nothing the second time', () => {
    for (const text of [
      'Conv2d(3, 4, kernel_size=(3, 2), eps=1e-05)',
      'tensor([[ 1.,  nan]], size=(1, 2))',
      'torch.Size([2, 1])',
      "A(\n  (0): B(x='y', z=(1,))\n)",
    ]) {
      const once = normalizePrinted(text);
      expect(normalizePrinted(once)).toBe(once);
    }
  });
});
