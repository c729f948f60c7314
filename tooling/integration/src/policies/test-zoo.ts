import {
  BatchNorm1d,
  Conv2d,
  ConvTranspose1d,
  ConvTranspose2d,
  Embedding,
  GroupNorm,
  GRU,
  LayerNorm,
  Linear,
  LSTM,
  Module,
  MultiheadAttention,
  PReLU,
  RMSNorm,
  RNNCell,
  type Tensor,
} from '@nn/nn';

/** One layer of every kind. Each random matrix has a thousand elements or so: 469 tell a variance from twice as much at 1e-9 (and miss it in 1e-3). */
export class Zoo extends Module {
  linear = new Linear(64, 48);
  conv = new Conv2d(16, 32, 3);
  grouped = new Conv2d(16, 64, 3, { groups: 4 });
  depthwise = new Conv2d(128, 128, 3, { groups: 128, bias: false });
  up = new ConvTranspose2d(16, 12, 4);
  upGrouped = new ConvTranspose1d(32, 48, 3, { groups: 2 });
  table = new Embedding(100, 32, { paddingIdx: 3 });
  lstm = new LSTM(24, 16, { numLayers: 2, bidirectional: true });
  gru = new GRU(32, 24);
  cell = new RNNCell(40, 36, { bias: false });
  attention = new MultiheadAttention(32, 4);
  cross = new MultiheadAttention(40, 4, { kdim: 28, vdim: 36, addBiasKv: true });
  norms = new LayerNorm(8);
  groups = new GroupNorm(2, 8);
  batch = new BatchNorm1d(8);
  rms = new RMSNorm(8);
  slope = new PReLU(8);
  head = new Linear(32, 100, { bias: false });

  constructor() {
    super();
    this.head.weight = this.table.weight;
  }

  forward(x: Tensor): Tensor {
    return x;
  }
}

/** Layers and directions of the LSTM: the endings of their parameters, and how many features come in. */
export const lstmParts: readonly (readonly [suffix: string, inputs: number])[] = [
  ['l0', 24],
  ['l0_reverse', 24],
  ['l1', 32],
  ['l1_reverse', 32],
];
