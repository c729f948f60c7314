import { gradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, randn, tensor, type Tensor } from '@nn/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../test-support.js';
import { mixed } from '../../mixed.test-support.js';
import { GRU } from './gru.js';
import { LSTM } from './lstm.js';
import { packPaddedSequence, packSequence } from './pack.js';
import { PackedSequence } from './packed-sequence.js';
import { padPackedSequence, padSequence, unpackSequence, unpadSequence } from './pad.js';
import { RNN } from './rnn.js';

/** Any of the layers. */
interface Recurrent {
  forward(input: PackedSequence): [PackedSequence, Tensor | [Tensor, Tensor]];
  forward(input: Tensor): [Tensor, Tensor | [Tensor, Tensor]];
}

const lengthsOfBatch = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });

describe('packed sequences', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(lengthsOfBatch, fc.boolean(), (lengths, batchFirst) => {
        const sequences = lengths.map((length) => randn([length, 2]));
        const padded = padSequence(sequences, { batchFirst });
        const packed = packPaddedSequence(padded, lengths, { batchFirst, enforceSorted: false });
        expect(packed.lengths).toEqual(lengths);
        const [again, lengthsAgain] = padPackedSequence(packed, { batchFirst });
        expect(again.equal(padded)).toBe(true);
        expect(lengthsAgain).toEqual(lengths);
        for (const list of [unpackSequence(packed), unpadSequence(padded, lengths, { batchFirst })])
          list.forEach((sequence, i) => expect(sequence.equal(sequences[i]!)).toBe(true));
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  it('hold first steps first, the longest sequence before the others', () => {
    const packed = packSequence([tensor([1, 2]), tensor([3, 4, 5]), tensor([6])], { enforceSorted: false });
    expect(packed.data.toArraySync()).toEqual([3, 1, 6, 4, 2, 5]);
    expect(packed.batchSizes).toEqual([3, 2, 1]);
    expect(packed.sortedIndices).toEqual([1, 0, 2]);
    expect(String(packed.to('float64'))).toContain(
      'batchSizes=[3, 2, 1], sortedIndices=[1, 0, 2], unsortedIndices=[1, 0, 2])',
    );
    const [padded] = padPackedSequence(packed, { batchFirst: true, paddingValue: -1, totalLength: 4 });
    expect(padded.toArraySync()).toEqual([
      [1, 2, -1, -1],
      [3, 4, 5, -1],
      [6, -1, -1, -1],
    ]);
  });

  it('go through a layer as each sequence alone', () => {
    const kinds: readonly Recurrent[] = [
      new RNN(2, 3, { numLayers: 2, bidirectional: true }),
      new LSTM(2, 4, { numLayers: 2, bidirectional: true, projSize: 3 }),
      new GRU(2, 3, { bidirectional: true }),
      new LSTM(2, 3),
    ];
    fc.assert(
      fc.property(lengthsOfBatch, fc.constantFrom(...kinds), (lengths, layer) => {
        const sequences = lengths.map((length) => randn([length, 2]));
        const [output, state] = layer.forward(packSequence(sequences, { enforceSorted: false }));
        const states = Array.isArray(state) ? state : [state];
        const outputs = unpackSequence(output);
        sequences.forEach((sequence, i) => {
          const [alone, last] = layer.forward(sequence);
          expect(outputs[i]!.allclose(alone, { atol: 1e-6 })).toBe(true);
          (Array.isArray(last) ? last : [last]).forEach((part, p) =>
            expect(states[p]!.select(1, i).allclose(part, { atol: 1e-6 })).toBe(true),
          );
        });
      }),
      { seed: 42, numRuns: 30 },
    );
  });

  it('take initial states in the order of the batch', () => {
    const lstm = new LSTM(2, 3, { bidirectional: true });
    const sequences = [randn([2, 2]), randn([4, 2])];
    const [h, c] = [randn([2, 2, 3]), randn([2, 2, 3])];
    const [output, [last]] = lstm.forward(packSequence(sequences, { enforceSorted: false }), [h, c]);
    sequences.forEach((sequence, i) => {
      const [alone, [own]] = lstm.forward(sequence, [h.select(1, i), c.select(1, i)]);
      expect(unpackSequence(output)[i]!.allclose(alone, { atol: 1e-6 })).toBe(true);
      expect(last.select(1, i).allclose(own, { atol: 1e-6 })).toBe(true);
    });
  });

  it('have the derivatives of their values', () => {
    manualSeed(5);
    const make = (shape: number[]): Tensor => randn(shape, { dtype: 'float64', requiresGrad: true });
    const packing = { batchSizes: [3, 2, 1], sortedIndices: [2, 0, 1] };
    for (const layer of [
      new LSTM(2, 2, { dtype: 'float64', bidirectional: true, projSize: 1 }),
      new GRU(2, 2, { dtype: 'float64', bidirectional: true }),
    ]) {
      const size = layer.projSize || layer.hiddenSize;
      const run = (data?: Tensor, h?: Tensor, c?: Tensor): Tensor => {
        const packed = new PackedSequence(data!, packing);
        const [output, state] = layer instanceof LSTM ? layer.forward(packed, [h!, c!]) : layer.forward(packed, h!);
        return mixed([output.data, state]);
      };
      expect(
        gradcheck(run, [make([6, 2]), make([2, 3, size]), make([2, 3, layer.hiddenSize]), ...layer.parameters()]),
      ).toBe(true);
    }
  });

  it.each([
    [
      () => packPaddedSequence(randnOnce, [4, 5]),
      'OPTION',
      '`lengths` array must be sorted in decreasing order when `enforce_sorted` is True.',
    ],
    [() => packPaddedSequence(randnOnce, [4, 0]), 'SHAPE', 'Length of all samples has to be greater than 0'],
    [
      () => packPaddedSequence(randnOnce, [4]),
      'SHAPE',
      'Expected `len(lengths)` to be equal to batch_size, but got 1 (batch_size=2)',
    ],
    [() => packPaddedSequence(randnOnce, [6, 5]), 'SHAPE', 'a length is 6, but the input has 5 steps'],
    [
      () => packPaddedSequence(randnOnce, tensor([4, 3])),
      'DTYPE',
      "'lengths' argument should be a 1D CPU int64 tensor",
    ],
    [() => padSequence([]), 'SHAPE', 'received an empty list of sequences'],
    [() => padSequence([tensor([[1]]), tensor([1])]), 'SHAPE', 'same shape after the first axis'],
    [
      () => padPackedSequence(packSequence([tensor([1, 2])]), { totalLength: 1 }),
      'OPTION',
      'Expected total_length to be at least the length of the longest sequence in input, but got total_length=1 and max sequence length being 2',
    ],
    [
      () => new PackedSequence(tensor([1, 2]), { batchSizes: [1] }),
      'SHAPE',
      'the batch sizes add up to 1, but the data has 2 rows',
    ],
    [
      () => new PackedSequence(tensor([1, 2, 3]), { batchSizes: [1, 2] }),
      'SHAPE',
      'batch sizes must be positive and never grow',
    ],
  ] as const)('are refused where they do not fit: %#', (run, code, sentence) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
  });
});

const randnOnce = randn([5, 2, 3]);
