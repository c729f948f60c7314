import { memoryStats } from '@nn/core';
import { grad, noGrad } from '@nn/autograd';
import { cat, linear, manualSeed, ones, randn, scope, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../test-support.js';
import { GRU } from './gru.js';
import { GRUCell } from './gru-cell.js';
import { LSTM } from './lstm.js';
import { LSTMCell } from './lstm-cell.js';
import { packPaddedSequence } from './pack.js';
import type { RecurrentLayer } from './recurrent-layer.js';
import { RNN } from './rnn.js';
import { RNNCell } from './rnn-cell.js';

interface Recurrent extends RecurrentLayer {
  forward(input: Tensor): [Tensor, Tensor | [Tensor, Tensor]];
}

const hidden = 32;

const layers: readonly [string, () => Recurrent][] = [
  ['tanh', (): RNN => new RNN(5, hidden)],
  ['relu', (): RNN => new RNN(5, hidden, { nonlinearity: 'relu' })],
  ['LSTM', (): LSTM => new LSTM(5, hidden)],
  ['LSTM with a projection', (): LSTM => new LSTM(5, hidden, { projSize: 8 })],
  ['GRU', (): GRU => new GRU(5, hidden)],
];

/** A step of operations, each recorded on its own. */
function composedStep(kind: string, x: Tensor, r: Tensor, h: Tensor, c: Tensor): [Tensor, Tensor] {
  if (kind === 'tanh') return [x.add(r).tanh(), c];
  if (kind === 'relu') return [x.add(r).relu(), c];
  if (kind === 'GRU') {
    const [xr, xz, xn] = x.chunk(3, 1) as [Tensor, Tensor, Tensor];
    const [rr, rz, rn] = r.chunk(3, 1) as [Tensor, Tensor, Tensor];
    const n = xn.add(xr.add(rr).sigmoid().mul(rn)).tanh();
    return [n.add(xz.add(rz).sigmoid().mul(h.sub(n))), c];
  }
  const [i, f, g, o] = x.add(r).chunk(4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const memory = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
  return [o.sigmoid().mul(memory.tanh()), memory];
}

function composed(kind: string, layer: Recurrent, input: Tensor): Tensor {
  const [wx, wh, bx, bh, projection] = [...layer.parameters()];
  let [h, c] = [zeros([input.shape[1]!, layer.projSize || hidden]), zeros([input.shape[1]!, hidden])];
  const outputs = input.unbind(0).map((x) => {
    [h, c] = composedStep(kind, linear(x, wx!, bx), linear(h, wh!, bh), h, c);
    if (projection !== undefined) h = linear(h, projection);
    return h.unsqueeze(0);
  });
  return cat(outputs);
}

describe('fused steps', () => {
  it.each(layers)('have the values and gradients of the operations that they stand for: %s', (kind, make) => {
    manualSeed(1);
    const layer = make();
    const x = randn([7, 3, 5], { requiresGrad: true });
    const wanted = [x, ...layer.parameters()];
    const [y] = layer.forward(x);
    const expected = composed(kind.slice(0, 4), layer, x);
    expect(y.allclose(expected, { atol: 1e-6 })).toBe(true);
    const dy = randn(y.shape);
    const gradients = grad([expected], wanted, { gradOutputs: [dy] });
    grad([y], wanted, { gradOutputs: [dy], retainGraph: true }).forEach((gradient, i) =>
      expect(gradient!.allclose(gradients[i]!, { atol: 1e-5 })).toBe(true),
    );
    // Composed of operations where they are to be differentiated again.
    grad([y], wanted, { gradOutputs: [dy], createGraph: true }).forEach((gradient, i) =>
      expect(gradient!.allclose(gradients[i]!, { atol: 1e-5 })).toBe(true),
    );
  });

  it('have the gradients of each sequence alone where they differ in length', () => {
    manualSeed(2);
    const lstm = new LSTM(5, hidden, { bidirectional: true });
    const x = randn([6, 2, 5]);
    const lengths = [6, 4];
    lstm.forward(packPaddedSequence(x, lengths))[0].data.square().sum().backward();
    const together = [...lstm.parameters()].map(({ grad: gradient }) => gradient!.clone());
    lstm.zeroGrad();
    lengths.forEach((length, b) =>
      lstm
        .forward(x.select(1, b).narrow(0, 0, length))[0]
        .square()
        .sum()
        .backward(),
    );
    [...lstm.parameters()].forEach((p, i) => expect(p.grad!.allclose(together[i]!, { atol: 1e-4 })).toBe(true));
  });

  // Counts what lies in Wasm memory: in two modes of the matrix nothing stays there.
  it.skipIf(['javascript', 'eviction'].includes(process.env['NN_CPU'] ?? ''))(
    'keep what the derivative reads until it has run, and only if there is one',
    () => {
      const lstm = new LSTM(64, 64);
      const x = randn([64, 16, 64]);
      const before = memoryStats().resident;
      /** In units of the states of all rows. */
      const held = (): number => (memoryStats().resident - before) / (4 * x.numel());
      const run = (): Tensor => scope(() => lstm.forward(x)[0]);
      const plain = noGrad(run);
      expect(held()).toBeCloseTo(2);
      plain.dispose();
      const y = run();
      // The states, both parts of the gates, and those that everything began with.
      expect(held()).toBeCloseTo(2 + 4 + 4 + 2 / 64);
      y.backward(ones(y.shape));
      y.dispose();
      // The gradients, and that of the output.
      expect(held()).toBeLessThan(2);
    },
  );

  it('refuse a memory of another dtype', () => {
    const lstm = new LSTM(3, 4);
    const state = [zeros([1, 2, 4]), zeros([1, 2, 4], { dtype: 'float64' })] as const;
    expect(refusal(() => lstm.forward(zeros([5, 2, 3]), [...state])).code).toBe('DTYPE');
  });
});

describe('states of recurrent cells', () => {
  it.each<[string, (x: Tensor) => Tensor]>([
    ['RNN', (x): Tensor => new RNNCell(3, 4).forward(x)],
    ['GRU', (x): Tensor => new GRUCell(3, 4).forward(x)],
    ['LSTM', (x): Tensor => new LSTMCell(3, 4).forward(x)[1]],
  ])('may be written to before the derivative runs: %s', (_, next) => {
    const x = randn([2, 3], { requiresGrad: true });
    next(x).mul_(0).sum().backward();
    expect(x.grad!.equal(zeros([2, 3]))).toBe(true);
  });
});
