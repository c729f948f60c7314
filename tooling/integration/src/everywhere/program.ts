import { empty, init, Linear, manualSeed, mseLoss, rand, ReLU, Sequential, SGD, type Tensor } from '@nn/nn';

/** Bits by name, in hexadecimal: of a hash, where there are many. */
export type Bits = Readonly<Record<string, string>>;

/** What gives the same bits in every engine, whichever kernels it has: fills, Xavier's weights, a layer, a training step. */
export function program(): Bits {
  manualSeed(42);
  const hidden = new Linear(4, 8);
  const net = new Sequential(hidden, new ReLU(), new Linear(8, 1));
  init.xavierUniform_(hidden.weight);
  const x = rand([16, 4]);
  const forward = net.forward(x);
  const optimizer = new SGD(net.parameters(), { lr: 0.1 });
  mseLoss(forward, rand([16, 1])).backward();
  optimizer.step();
  const many = [20_000];
  return {
    forward: bitsOf(forward),
    step: [...net.parameters()].map(bitsOf).join(' '),
    uniform: bitsOf(empty(many).uniform_()),
    normal: bitsOf(empty(many).normal_()),
    bernoulli: bitsOf(empty(many).bernoulli_(0.3)),
    truncNormal: bitsOf(init.truncNormal_(empty(many))),
    keyed: bitsOf(init.fill_(empty(many), init.normal(), { seed: 1, path: 'weight' })),
    moved: bitsOf(empty(many).uniform_().mul(2).add(1).relu()),
  };
}

/** FNV-1a over the bits of all elements. */
function bitsOf(x: Tensor): string {
  const { buffer, byteOffset, length } = x.detach().toTypedArraySync() as Float32Array;
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(buffer, byteOffset, length)) hash = Math.imul(hash ^ word, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
