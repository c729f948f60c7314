import { gradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, rand, randn, tensor, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { mixed } from '../../mixed.test-support.js';
import { bitsOf, refusal } from '../../test-support.js';
import { Tanh } from '../activations/tanh.js';
import { Transformer } from './transformer.js';
import { TransformerDecoder } from './transformer-decoder.js';
import { TransformerDecoderLayer } from './transformer-decoder-layer.js';
import { TransformerEncoder } from './transformer-encoder.js';
import { TransformerEncoderLayer } from './transformer-encoder-layer.js';

const small = { dimFeedforward: 6, dropout: 0 } as const;

describe('transformers', () => {
  it('are made of copies that begin alike and go their own ways', () => {
    const layer = new TransformerEncoderLayer(4, 2, small);
    const { layers } = new TransformerEncoder(layer, 2);
    const [first, second] = [layers[0]!, layers[1]!];
    expect(bitsOf(first.linear1.weight)).toEqual(bitsOf(second.linear1.weight));
    first.linear1.weight.detach().zero_();
    expect(bitsOf(second.linear1.weight)).toEqual(bitsOf(layer.linear1.weight));
    expect(first.self_attn.out_proj).not.toBe(second.self_attn.out_proj);
  });

  it('do one layer after the other, and the norm at the end', () => {
    manualSeed(0);
    const net = new Transformer({ dModel: 4, nhead: 2, numEncoderLayers: 2, numDecoderLayers: 2, ...small });
    const [src, tgt] = [rand([5, 3, 4]), rand([2, 3, 4])];
    const { encoder, decoder } = net as unknown as { encoder: TransformerEncoder; decoder: TransformerDecoder };
    let memory = src;
    for (const layer of encoder.layers) memory = layer.forward(memory);
    memory = encoder.norm!.forward(memory);
    let x = tgt;
    for (const layer of decoder.layers) x = layer.forward(x, memory);
    expect(net.forward(src, tgt).equal(decoder.norm!.forward(x))).toBe(true);
  });

  it.each([true, false])('hand every mask to where it belongs, normFirst %s', (normFirst) => {
    const net = new Transformer({
      dModel: 4,
      nhead: 2,
      numEncoderLayers: 1,
      numDecoderLayers: 2,
      normFirst,
      batchFirst: true,
      ...small,
    });
    const [src, tgt] = [randn([2, 5, 4]), randn([2, 3, 4])];
    const changed = (x: Tensor, step: number): Tensor => x.clone().assign_([0, step], 9);
    const masks = {
      srcKeyPaddingMask: tensor([
        [false, false, false, false, true],
        [false, false, false, false, false],
      ]),
      memoryKeyPaddingMask: tensor([
        [false, false, false, false, true],
        [false, false, false, false, false],
      ]),
      tgtIsCausal: true,
    };
    const y = net.forward(src, tgt, masks);
    // Padding is out of sight, and so is the future.
    expect(net.forward(changed(src, 4), tgt, masks).allclose(y, { atol: 1e-6 })).toBe(true);
    expect(net.forward(changed(src, 4), tgt).allclose(y, { atol: 1e-6 })).toBe(false);
    expect(
      net
        .forward(src, changed(tgt, 2), masks)
        .narrow(1, 0, 2)
        .allclose(y.narrow(1, 0, 2), { atol: 1e-6 }),
    ).toBe(true);
    expect(
      net
        .forward(src, changed(tgt, 0), masks)
        .narrow(1, 1, 2)
        .allclose(y.narrow(1, 1, 2), { atol: 1e-6 }),
    ).toBe(false);
    const square = { ...masks, tgtIsCausal: false, tgtMask: Transformer.generateSquareSubsequentMask(3) };
    expect(net.forward(src, tgt, square).allclose(y, { atol: 1e-6 })).toBe(true);
  });

  it('let a source see no future where it is causal', () => {
    const encoder = new TransformerEncoder(new TransformerEncoderLayer(4, 2, small), 2);
    const x = randn([5, 2, 4]);
    const y = encoder.forward(x, { isCausal: true });
    expect(y.allclose(encoder.forward(x, { mask: Transformer.generateSquareSubsequentMask(5) }), { atol: 1e-6 })).toBe(
      true,
    );
    expect(encoder.forward(x.narrow(0, 0, 3), { isCausal: true }).allclose(y.narrow(0, 0, 3), { atol: 1e-6 })).toBe(
      true,
    );
  });

  it('take sequences without a batch', () => {
    const layer = new TransformerDecoderLayer(4, 2, small);
    const [tgt, memory] = [randn([3, 4]), randn([5, 4])];
    const y = layer.forward(tgt.unsqueeze(1), memory.unsqueeze(1)).squeeze(1);
    expect(layer.forward(tgt, memory).allclose(y, { atol: 1e-6 })).toBe(true);
  });

  it('take a function or a layer for an activation', () => {
    const state = new TransformerEncoderLayer(4, 2, small).stateDict();
    const x = randn([3, 2, 4]);
    const tanh = new Tanh();
    const [a, b] = [(v: Tensor): Tensor => v.tanh(), tanh].map((activation) => {
      const layer = new TransformerEncoderLayer(4, 2, { ...small, activation });
      layer.loadStateDict(state);
      return layer.clone();
    }) as [TransformerEncoderLayer, TransformerEncoderLayer];
    expect(a.forward(x).equal(b.forward(x))).toBe(true);
    expect([...b.namedChildren()].map(([name]) => name)).toContain('activation');
  });

  it('have the derivatives of their values', () => {
    manualSeed(4);
    const options = { ...small, dimFeedforward: 2, dtype: 'float64', activation: 'gelu' } as const;
    const make = (shape: number[]): Tensor => randn(shape, { dtype: 'float64', requiresGrad: true });
    const encoder = new TransformerEncoderLayer(2, 1, options);
    expect(gradcheck((x) => mixed(encoder.forward(x!)), [make([3, 1, 2]), ...encoder.parameters()])).toBe(true);
    const decoder = new TransformerDecoderLayer(2, 1, { ...options, normFirst: true });
    expect(
      gradcheck(
        (x, y) => mixed(decoder.forward(x!, y!, { tgtIsCausal: true })),
        [make([2, 1, 2]), make([3, 1, 2]), ...decoder.parameters()],
      ),
    ).toBe(true);
  });

  it('learn no biases where none are wanted', () => {
    const layer = new TransformerDecoderLayer(4, 2, { ...small, bias: false });
    expect([...layer.stateDict().keys()].filter((key) => key.endsWith('bias'))).toEqual([]);
  });

  it.each([
    [
      () => new TransformerEncoderLayer(4, 2, { activation: 'sin' as 'relu' }),
      'OPTION',
      'activation should be relu/gelu, not sin',
    ],
    [() => new TransformerDecoderLayer(5, 2), 'OPTION', 'embed_dim must be divisible by num_heads'],
    [
      () => new Transformer({ dModel: 4, nhead: 2, numDecoderLayers: -1 }),
      'OPTION',
      'numDecoderLayers must be a whole number',
    ],
    [() => new Transformer({ dropout: 2 }), 'OPTION', 'dropout probability has to be between 0 and 1'],
  ] as const)('refuse options before anything is drawn: %#', (run, code, sentence) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
  });

  it.each([
    [[5, 2, 4], [3, 3, 4], 'the batch number of src and tgt must be equal'],
    [[5, 2, 4], [3, 2, 5], 'the feature number of src and tgt must be equal to d_model'],
  ])('refuse shapes in the words of PyTorch: %#', (src, tgt, sentence) => {
    const net = new Transformer({ dModel: 4, nhead: 2, numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 6 });
    const [a, b] = [rand(src), rand(tgt)];
    const error = refusal(() => net.forward(a, b));
    expect(error.code).toBe('SHAPE');
    expect(error.message).toContain(sentence);
  });
});
