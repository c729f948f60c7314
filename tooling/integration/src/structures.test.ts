import {
  Conv2d,
  ConvTranspose2d,
  GRU,
  init,
  LSTM,
  LSTMCell,
  type Module,
  ones,
  PixelShuffle,
  rand,
  Sequential,
  tensor,
} from '@nn/nn';
import { describe, expect, it } from 'vitest';

const biases = (use: init.Initializer): init.Policy =>
  init.definePolicy({
    name: 'biases',
    rules: [
      { match: '**', use: 'keep' },
      { match: { role: 'bias' }, use },
    ],
    overridden: 'allow',
  });

/** Both biases of every layer and direction, added: what the gates are given. */
function sums(net: Module): number[][] {
  const parameters = new Map(net.namedParameters());
  return [...parameters.keys()]
    .filter((path) => path.includes('bias_ih'))
    .map((path) =>
      parameters
        .get(path)!
        .add(parameters.get(path.replace('_ih', '_hh'))!)
        .toArraySync<number[]>(),
    );
}

describe('biases of gates', () => {
  it.each([new LSTM(3, 2, { numLayers: 3, bidirectional: true }), new LSTM(3, 2, { projSize: 1 }), new LSTMCell(3, 2)])(
    'are 1 once for the forget gate, in every layer and direction: %s',
    (net) => {
      init.plan(net, biases(init.lstmForgetBias())).apply();
      expect(sums(net)).toEqual(sums(net).map(() => [0, 0, 1, 1, 0, 0, 0, 0]));
    },
  );

  it('last for different times in every layer and direction', () => {
    const net = new LSTM(3, 4, { numLayers: 2, bidirectional: true });
    init.plan(net, biases(init.chrono({ tmax: 50 })), { seed: 0 }).apply();
    const all = sums(net);
    for (const sum of all) {
      expect(sum.slice(0, 4)).toEqual(sum.slice(4, 8).map((forget) => -forget));
      expect(sum.slice(8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    }
    expect(new Set(all.flatMap((sum) => sum.slice(4, 8))).size).toBe(16);
  });

  it('of a GRU, which has no forget gate, are a problem of the plan', () => {
    const { problems } = init.plan(new GRU(3, 2), biases(init.lstmForgetBias()));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("there is no gate 'f', but r, z, n"),
      expect.stringContaining("there is no gate 'f', but r, z, n"),
    ]);
  });
});

describe('kernels that change the size of an image', () => {
  it('give equal pixels out of each one at first, with ICNR', () => {
    const net = new Sequential(new Conv2d(3, 8, 3, { padding: 1 }), new PixelShuffle(2));
    const use = init.icnr({ of: init.heNormal(), factor: 2 });
    const rules = [
      { match: '**.weight', use },
      { match: '**.bias', use: init.icnr({ of: init.normal(), factor: 2 }) },
    ];
    init.plan(net, init.definePolicy({ name: 'icnr', rules }), { seed: 0 }).apply();
    const image = net
      .forward(rand([1, 3, 4, 4]))
      .at(0, 0)
      .toArraySync<number[][]>();
    for (let i = 0; i < 8; i++) for (let j = 0; j < 8; j++) expect(image[i]![j]).toBe(image[i - (i % 2)]![j - (j % 2)]);
  });

  it('enlarge bilinearly', () => {
    const layer = new ConvTranspose2d(2, 2, 4, { stride: 2, padding: 1, groups: 2, bias: false });
    init.plan(layer, init.definePolicy({ name: 'up', rules: [{ match: '**', use: init.bilinear() }] })).apply();
    const ramp = tensor([0, 1, 2, 3])
      .reshape([1, 1, 1, 4])
      .mul(ones([1, 2, 4, 1]));
    const row = layer.forward(ramp).at(0, 1, 3).toArraySync<number[]>();
    expect(row.slice(1, -1)).toEqual([0.25, 0.75, 1.25, 1.75, 2.25, 2.75]);
  });
});
