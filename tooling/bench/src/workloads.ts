/** What is measured against PyTorch: the rows of the goals, and a few that they do not name. */
import type { Filling, InputSpec, Workload } from './workload.js';

/** The ratio of times to PyTorch on one thread that we aim at, without and with relaxed SIMD; `null` where nothing is set. */
export type Goal = number | { readonly baseline: number | null; readonly relaxed: number };

/**
 * How far two peers must agree. `bits`: every number has PyTorch's bits. `moments`: mean, deviation and largest value, of streams that are not
 * PyTorch's. `close`: sampled values and the norm within 1e-3.
 */
export type Agreement = 'bits' | 'moments' | 'close';

export interface Row extends Workload {
  /** The name of what does it, in `work` and in pytorch_peer.py. */
  readonly work: string;
  readonly goal?: Goal;
  readonly agreement: Agreement;
}

const input = (shape: readonly number[], seed: number, scale = 1): InputSpec => ({ shape, seed, scale });

/** A linear layer's weight and bias. */
function linear(out: number, width: number, seed: number): [InputSpec, InputSpec] {
  const bound = 1 / Math.sqrt(width);
  return [input([out, width], seed, bound), input([out], seed + 1, bound)];
}

const fill = (id: string, filling: Filling, goal?: Goal): Row => ({
  id,
  work: 'initialization',
  list: [filling],
  agreement: 'bits',
  ...(goal !== undefined && { goal }),
});

/** GPT-2 small: embeddings, twelve blocks, the last norm; 124M numbers. */
function gpt2(): Filling[] {
  const layerNorm: Filling[] = [
    ['ones', [768]],
    ['zeros', [768]],
  ];
  const projection = (input: number, output: number): Filling[] => [
    ['normal', [input, output], 0.02],
    ['zeros', [output]],
  ];
  const block = [
    ...projection(768, 2304),
    ...projection(768, 768),
    ...projection(768, 3072),
    ...projection(3072, 768),
    ...layerNorm,
    ...layerNorm,
  ];
  return [
    ['normal', [50257, 768], 0.02],
    ['normal', [1024, 768], 0.02],
    ...Array.from({ length: 12 }, () => block).flat(),
    ...layerNorm,
  ];
}

function product(id: string, a: readonly number[], b: readonly number[], goal?: Goal): Row {
  const inputs = { a: input(a, 11), b: input(b, 12) };
  return { id, work: 'product', inputs, agreement: 'close', ...(goal !== undefined && { goal }) };
}

const matmulGoal: Goal = { baseline: 2.8, relaxed: 2.1 };
const square = (n: number): Row => product(`matmul ${n}`, [n, n], [n, n], matmulGoal);

const math = (id: string, work: string, inputs: Record<string, InputSpec>, goal?: Goal): Row => ({
  id,
  work,
  inputs,
  agreement: 'close',
  ...(goal !== undefined && { goal }),
});

function perceptron(): Record<string, InputSpec> {
  const [[w1, b1], [w2, b2], [w3, b3]] = [linear(256, 784, 31), linear(128, 256, 33), linear(10, 128, 35)];
  return { x: input([64, 784], 30), w1, b1, w2, b2, w3, b3 };
}

function leNet(): Record<string, InputSpec> {
  const [[f1, fb1], [f2, fb2], [f3, fb3]] = [linear(120, 400, 45), linear(84, 120, 47), linear(10, 84, 49)];
  const filters = {
    k1: input([6, 1, 5, 5], 41, 0.2),
    c1: input([6], 42, 0.2),
    k2: input([16, 6, 5, 5], 43, 0.08),
    c2: input([16], 44, 0.08),
  };
  return { x: input([32, 1, 28, 28], 40), ...filters, f1, fb1, f2, fb2, f3, fb3 };
}

function lstm(): Record<string, InputSpec> {
  const bound = 1 / Math.sqrt(128);
  return {
    x: input([64, 16, 128], 60),
    wih: input([512, 128], 61, bound),
    whh: input([512, 128], 62, bound),
    bih: input([512], 63, bound),
    bhh: input([512], 64, bound),
    r: input([64, 16, 128], 65),
  };
}

function encoder(): Record<string, InputSpec> {
  const [[wq, bq], [wo, bo]] = [linear(384, 128, 71), linear(128, 128, 73)];
  const [[w1, b1], [w2, b2]] = [linear(512, 128, 75), linear(128, 512, 77)];
  const norms = { g1: input([128], 79), h1: input([128], 80, 0.1), g2: input([128], 81), h2: input([128], 82, 0.1) };
  return { x: input([8, 64, 128], 70), wq, bq, wo, bo, w1, b1, w2, b2, ...norms, r: input([8, 64, 128], 83) };
}

const tiny = {
  x: input([2, 4], 1),
  y: input([2, 1], 2),
  w1: input([8, 4], 3, 0.5),
  b1: input([8], 4, 0.1),
  w2: input([1, 8], 5, 0.5),
  b2: input([1], 6, 0.1),
};
const million = (seed: number, scale = 1): InputSpec => input([1_000_000], seed, scale);
const rows = input([1024, 1024], 21, 3);

/** The step whose memory is watched, too. */
export const perceptronRow: Row = {
  id: 'MLP 784-256-128-10, Adam step',
  work: 'perceptronStep',
  inputs: perceptron(),
  labels: { seed: 39, n: 64, k: 10 },
  lr: 1e-3,
  checkSteps: 3,
  goal: 1.3,
  agreement: 'close',
};

export const workloads: readonly Row[] = [
  fill('uniform_ 10M', ['uniform', [10_000_000], 0.1], 0.3),
  fill('normal_ 10M', ['normal', [10_000_000], 0.01], { baseline: 1.35, relaxed: 0.75 }),
  fill('truncNormal_ 4M', ['trunc_normal', [4096, 1024]], 0.45),
  fill('bernoulli_ 10M', ['bernoulli', [10_000_000], 0.5], 0.15),
  { ...fill('keyed normals 10M', ['keyed_normal', [10_000_000], 0.01], 1), agreement: 'moments' },
  { ...fill('orthogonal_ 512', ['orthogonal', [512, 512]], 2), agreement: 'close' },
  { ...fill('orthogonal_ 1024', ['orthogonal', [1024, 1024]], 2.5), agreement: 'close' },
  {
    id: 'GPT-2 small, 124M',
    work: 'initialization',
    list: gpt2(),
    agreement: 'bits',
    goal: { baseline: null, relaxed: 0.8 },
  },
  ...[64, 128, 256, 512, 1024].map(square),
  product('linear 32×784×256', [32, 784], [784, 256], matmulGoal),
  product('matrix 1024×1024 times vector', [1024, 1024], [1024]),
  math('relu(x·w + b), 1M', 'reluChain', { x: million(21), w: million(22), b: million(23) }, 1.3),
  math('gelu, 1M', 'geluOf', { x: million(21, 3) }, 1.3),
  math('softmax 1024×1024', 'softmaxRows', { x: rows }, 1.3),
  math('layer norm 1024×1024', 'layerNormRows', { x: rows, g: input([1024], 24), h: input([1024], 25) }, 1.3),
  math('sum, 1M', 'sumOf', { x: million(26) }, 1.3),
  {
    id: 'tiny MLP 4-8-1, SGD step',
    work: 'tinyStep',
    inputs: tiny,
    lr: 0.01,
    checkSteps: 5,
    goal: 0.05,
    agreement: 'close',
  },
  perceptronRow,
  math('the same MLP, forward', 'perceptronForward', perceptron()),
  {
    id: 'LeNet, batch 32, SGD step',
    work: 'leNetStep',
    inputs: leNet(),
    labels: { seed: 59, n: 32, k: 10 },
    lr: 0.01,
    checkSteps: 3,
    goal: 2,
    agreement: 'close',
  },
  math('LeNet, forward', 'leNetForward', leNet()),
  math(
    'conv 32×64×56×56 k3',
    'convolution',
    { x: input([32, 64, 56, 56], 55), k: input([64, 64, 3, 3], 56, 0.05) },
    2.2,
  ),
  math('LSTM 64×16×128, forward and backward', 'lstmGradients', lstm(), 2),
  math('LSTM, forward', 'lstmForward', lstm()),
  { ...math('encoder layer 8×64×128, forward and backward', 'encoderGradients', encoder(), 2), heads: 4 },
  { ...math('encoder layer, forward', 'encoderForward', encoder()), heads: 4 },
];
