import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, rand, randn, stack, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { refusal, valuesOf } from '../../test-support.js';
import { mixed } from '../../mixed.test-support.js';
import { GRU } from './gru.js';
import { GRUCell } from './gru-cell.js';
import { LSTM } from './lstm.js';
import { LSTMCell } from './lstm-cell.js';
import type { RecurrentLayer } from './recurrent-layer.js';
import { RNN } from './rnn.js';
import { RNNCell } from './rnn-cell.js';

const float64 = { dtype: 'float64' } as const;

/** Any of the layers, on tensors. */
interface Recurrent extends RecurrentLayer {
  forward(input: Tensor): [Tensor, Tensor | [Tensor, Tensor]];
}

type Weights = Record<string, Tensor>;

/** One step on plain numbers: a row of x, the states of a sequence. */
function slowStep(
  kind: string,
  w: Weights,
  suffix: string,
  x: number[],
  h: number[],
  c: number[],
): [number[], number[]] {
  const times = (name: string, v: number[]): number[] =>
    (w[`${name}_${suffix}`]!.toArraySync() as number[][]).map((row) => row.reduce((sum, a, i) => sum + a * v[i]!, 0));
  const bias = (name: string, i: number): number =>
    (w[`${name}_${suffix}`]?.toArraySync() as number[] | undefined)?.[i] ?? 0;
  const xs = times('weight_ih', x).map((v, i) => v + bias('bias_ih', i));
  const hs = times('weight_hh', h).map((v, i) => v + bias('bias_hh', i));
  const size = c.length;
  const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
  const project = (v: number[]): number[] => (w[`weight_hr_${suffix}`] === undefined ? v : times('weight_hr', v));
  const units = Array.from({ length: size }, (_, i) => i);
  if (kind === 'relu') return [units.map((i) => Math.max(0, xs[i]! + hs[i]!)), c];
  if (kind === 'tanh') return [units.map((i) => Math.tanh(xs[i]! + hs[i]!)), c];
  if (kind === 'GRU') {
    const next = units.map((i) => {
      const r = sigmoid(xs[i]! + hs[i]!);
      const z = sigmoid(xs[size + i]! + hs[size + i]!);
      const n = Math.tanh(xs[2 * size + i]! + r * hs[2 * size + i]!);
      return (1 - z) * n + z * h[i]!;
    });
    return [next, c];
  }
  const gate = (k: number, i: number): number => xs[k * size + i]! + hs[k * size + i]!;
  const memory = units.map((i) => sigmoid(gate(1, i)) * c[i]! + sigmoid(gate(0, i)) * Math.tanh(gate(2, i)));
  return [project(units.map((i) => sigmoid(gate(3, i)) * Math.tanh(memory[i]!))), memory];
}

/** A layer on one sequence, row by row. */
function slowly(kind: string, layer: RecurrentLayer, sequence: number[][]): number[][] {
  const weights = Object.fromEntries(layer.namedParameters()) as Weights;
  let rows = sequence;
  for (let l = 0; l < layer.numLayers; l++) {
    const outputs = (layer.bidirectional ? [false, true] : [false]).map((reverse) => {
      let [h, c] = [
        new Array<number>(layer.projSize || layer.hiddenSize).fill(0),
        new Array<number>(layer.hiddenSize).fill(0),
      ];
      const seen = (reverse ? rows.toReversed() : rows).map((x) => {
        [h, c] = slowStep(kind, weights, `l${l}${reverse ? '_reverse' : ''}`, x, h, c);
        return h;
      });
      return reverse ? seen.toReversed() : seen;
    });
    rows = rows.map((_, t) => outputs.flatMap((output) => output[t]!));
  }
  return rows;
}

const layers: readonly [string, (size: number) => Recurrent][] = [
  ['tanh', (size) => new RNN(2, size, { ...float64, numLayers: 2, bidirectional: true })],
  ['relu', (size) => new RNN(2, size, { ...float64, nonlinearity: 'relu', bias: false })],
  ['LSTM', (size) => new LSTM(2, size, { ...float64, numLayers: 2, bidirectional: true })],
  ['LSTM', (size) => new LSTM(2, size, { ...float64, projSize: size / 2, bidirectional: true, numLayers: 2 })],
  ['LSTM', (size) => new LSTM(2, size, { ...float64, bias: false, projSize: size / 2 })],
  ['GRU', (size) => new GRU(2, size, { ...float64, numLayers: 2, bidirectional: true })],
  ['GRU', (size) => new GRU(2, size, { ...float64, bias: false })],
];

describe('recurrent layers', () => {
  it.each(layers)('do what the equations say, step by step: %s', (kind, make) => {
    manualSeed(1);
    const layer = make(4);
    const x = randn([6, 2, layer.inputSize], float64);
    const [output] = layer.forward(x);
    for (const b of [0, 1]) {
      const expected = slowly(kind, layer, x.select(1, b).toArraySync()).flat();
      valuesOf(output.select(1, b)).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
    }
  });

  it.each(layers)('have the derivatives of their values: %s', (_, make) => {
    manualSeed(2);
    const layer = make(2);
    const x = randn([3, 1, layer.inputSize], { ...float64, requiresGrad: true });
    expect(gradcheck((input) => mixed(layer.forward(input!)), [x, ...layer.parameters()])).toBe(true);
  });

  it.each([
    ['RNN', (): RNN => new RNN(1, 2, float64)],
    ['LSTM', (): LSTM => new LSTM(1, 2, { ...float64, projSize: 1 })],
    ['GRU', (): GRU => new GRU(1, 2, { ...float64, bidirectional: true })],
  ])('can be differentiated twice: %s', (_, make) => {
    manualSeed(3);
    const layer: Recurrent = make();
    const x = randn([2, 1, 1], { ...float64, requiresGrad: true });
    expect(gradgradcheck((input) => mixed(layer.forward(input!)), [x, ...layer.parameters()])).toBe(true);
  });

  it('pass gradients to the initial states', () => {
    const lstm = new LSTM(2, 3, { ...float64, bidirectional: true });
    const [h, c] = [0, 1].map(() => randn([2, 2, 3], { ...float64, requiresGrad: true })) as [Tensor, Tensor];
    const x = randn([3, 2, 2], float64);
    expect(gradcheck((a, b) => lstm.forward(x, [a!, b!])[0], [h, c])).toBe(true);
    const gru = new GRU(2, 3, float64);
    expect(gradcheck((a) => gru.forward(x, a!)[1], [randn([1, 2, 3], { ...float64, requiresGrad: true })])).toBe(true);
  });

  it('go on from a state as if they had not stopped', () => {
    const lstm = new LSTM(3, 4, { numLayers: 2 });
    const x = randn([6, 2, 3]);
    const [whole, [h]] = lstm.forward(x);
    const [, state] = lstm.forward(x.narrow(0, 0, 4));
    const [rest, [last]] = lstm.forward(x.narrow(0, 4, 2), state);
    expect(rest.allclose(whole.narrow(0, 4, 2))).toBe(true);
    expect(last.allclose(h)).toBe(true);
  });

  it('take a sequence without a batch, and a batch that comes first', () => {
    const gru = new GRU(3, 4, { batchFirst: true, bidirectional: true });
    const x = randn([2, 5, 3]);
    const [output, state] = gru.forward(x);
    expect([output.shape, state.shape]).toEqual([
      [2, 5, 8],
      [2, 2, 4],
    ]);
    const [alone, last] = gru.forward(x.at(1), zeros([2, 4]));
    expect([alone.shape, last.shape]).toEqual([
      [5, 8],
      [2, 4],
    ]);
    expect(alone.allclose(output.at(1))).toBe(true);
    expect(last.allclose(state.select(1, 1))).toBe(true);
    expect(gru.forward(zeros([0, 5, 3]))[0].shape).toEqual([0, 5, 8]);
  });

  it('drop between layers while training, not behind the last', () => {
    const x = rand([3, 2, 3]);
    const all = new RNN(3, 4, { numLayers: 2, dropout: 1, nonlinearity: 'relu' });
    const [dropped] = all.forward(x);
    expect(dropped.allclose(all.forward(x.mul(0).add(7))[0])).toBe(true);
    expect(all.eval().forward(x)[0].allclose(dropped)).toBe(false);
    const one = new GRU(3, 4, { dropout: 0.5 });
    expect(one.forward(x)[0].equal(one.forward(x)[0])).toBe(true);
  });

  it('have parameters under the keys and in the order of PyTorch', () => {
    expect([...new LSTM(3, 4, { projSize: 2, bidirectional: true }).stateDict().keys()]).toEqual([
      'weight_ih_l0',
      'weight_hh_l0',
      'bias_ih_l0',
      'bias_hh_l0',
      'weight_hr_l0',
      'weight_ih_l0_reverse',
      'weight_hh_l0_reverse',
      'bias_ih_l0_reverse',
      'bias_hh_l0_reverse',
      'weight_hr_l0_reverse',
    ]);
    const { weight_ih_l0: weight, weight_hr_l0: projection } = new LSTM(3, 4, { projSize: 2 }).paramSpecs();
    expect(weight).toMatchObject({ role: 'weight', axes: { in: [1], out: [0] }, blocks: ['i', 'f', 'g', 'o'] });
    expect(projection).toMatchObject({ role: 'weight', axes: { in: [1], out: [0] } });
    expect(projection!.blocks).toBeUndefined();
  });

  it('are copied with their parameters', () => {
    const lstm = new LSTM(3, 4, { numLayers: 2 });
    const copy = lstm.clone();
    const x = randn([3, 2, 3]);
    expect(copy.forward(x)[0].equal(lstm.forward(x)[0])).toBe(true);
    copy.weight_hh_l1!.detach().zero_();
    expect(copy.forward(x)[0].equal(lstm.forward(x)[0])).toBe(false);
  });

  it.each([
    [() => new RNN(3, 4).forward(rand([5, 2, 7])), 'input.size(-1) must be equal to input_size. Expected 3, got 7'],
    [() => new RNN(3, 4).forward(rand([5])), 'input must have 3 dimensions, got 1'],
    [() => new GRU(3, 4).forward(rand([0, 2, 3])), 'Expected sequence length to be larger than 0 in RNN'],
    [() => new RNN(3, 4).forward(rand([5, 2, 3]), zeros([1, 3, 4])), 'Expected hidden size (1, 2, 4), got [1, 3, 4]'],
    [
      () => new RNN(3, 4).forward(rand([5, 2, 3]), zeros([3, 4])),
      'For batched 3-D input, hx should also be 3-D but got 2-D tensor',
    ],
    [
      () => new GRU(3, 4).forward(rand([5, 3]), zeros([1, 3, 4])),
      'For unbatched 2-D input, hx should also be 2-D but got 3-D tensor',
    ],
    [
      () => new LSTM(3, 4).forward(rand([5, 2, 3]), [zeros([1, 2, 4]), zeros([2, 2, 4])]),
      'Expected hidden[1] size (1, 2, 4), got [2, 2, 4]',
    ],
    [
      () => new LSTM(3, 4).forward(rand([5, 3]), [zeros([1, 1, 4]), zeros([1, 1, 4])]),
      'For unbatched 2-D input, hx and cx should also be 2-D but got (3-D, 3-D) tensors',
    ],
    [
      () => new RNNCell(3, 4).forward(rand([5, 2, 3])),
      'RNNCell: Expected input to be 1-D or 2-D but received 3-D tensor',
    ],
    [() => new GRUCell(3, 4).forward(rand([5, 2])), 'input has inconsistent input_size: got 2 expected 3'],
    [
      () => new RNNCell(3, 4).forward(rand([5, 3]), zeros([4, 4])),
      "Input batch size 5 doesn't match hidden0 batch size 4",
    ],
    [
      () => new LSTMCell(3, 4).forward(rand([5, 3]), [zeros([5, 4]), zeros([5, 3])]),
      'hidden0 has inconsistent hidden_size: got 3, expected 4',
    ],
  ])('refuse shapes in the words of PyTorch: %#', (run, sentence) => {
    expect(run).toThrow(
      expect.objectContaining({ code: 'SHAPE', message: expect.stringContaining(sentence) as string }),
    );
  });

  it.each([
    [() => new LSTM(3, 4, { dropout: 2 }), 'dropout should be a number in range [0, 1]'],
    [() => new LSTM(3, 4, { projSize: 4 }), 'proj_size has to be smaller than hidden_size'],
    [() => new LSTM(3, 4, { projSize: -1 }), 'proj_size should be a positive integer or zero to disable projections'],
    [() => new RNN(3, 4, { projSize: 2 } as object), 'proj_size argument is only supported for LSTM, not RNN or GRU'],
    [() => new RNN(3, 4, { nonlinearity: 'sin' as 'tanh' }), "Unknown nonlinearity 'sin'"],
    [() => new RNNCell(3, 4, { nonlinearity: 'sin' as 'tanh' }), 'Unknown nonlinearity: sin'],
  ])('refuse options before anything is drawn: %#', (run, sentence) => {
    const error = refusal(run);
    expect(error.code).toBe('OPTION');
    expect(error.message).toContain(sentence);
  });

  it('say what they are', () => {
    const options = { numLayers: 2, bias: false, batchFirst: true, dropout: 0.5, bidirectional: true };
    expect(String(new LSTM(3, 4, { ...options, projSize: 2 }))).toBe(
      'LSTM(3, 4, projSize=2, numLayers=2, bias=false, batchFirst=true, dropout=0.5, bidirectional=true)',
    );
    expect(String(new RNNCell(3, 4, { nonlinearity: 'relu', bias: false }))).toBe(
      'RNNCell(3, 4, bias=false, nonlinearity=relu)',
    );
  });
});

describe('recurrent cells', () => {
  it.each<[string, Recurrent, RNNCell | GRUCell | LSTMCell]>([
    ['RNN', new RNN(3, 4), new RNNCell(3, 4)],
    ['GRU', new GRU(3, 4), new GRUCell(3, 4)],
    ['LSTM', new LSTM(3, 4), new LSTMCell(3, 4)],
  ])('do one step of the layer: %s', (_, layer, cell) => {
    cell.loadStateDict(
      Object.fromEntries([...layer.stateDict()].map(([name, value]) => [name.replace('_l0', ''), value])),
    );
    const x = randn([5, 2, 3]);
    const outputs: Tensor[] = [];
    let state: Tensor | [Tensor, Tensor] | null = null;
    for (const input of x.unbind(0)) {
      state = (cell as { forward(x: Tensor, state: unknown): Tensor | [Tensor, Tensor] }).forward(input, state);
      outputs.push(Array.isArray(state) ? state[0] : state);
    }
    expect(stack(outputs).allclose(layer.forward(x)[0], { atol: 1e-6 })).toBe(true);
  });

  it('take an input without a batch', () => {
    const cell = new LSTMCell(3, 4);
    const x = rand([3]);
    const [hidden, memory] = cell.forward(x, [zeros([4]), zeros([4])]);
    expect([hidden.shape, memory.shape]).toEqual([[4], [4]]);
    expect(hidden.allclose(cell.forward(x.unsqueeze(0))[0].at(0))).toBe(true);
  });
});
