import { Adam, crossEntropy, Linear, manualSeed, memoryStats, randint, randn, ReLU, Sequential } from '@nn/nn';

// Ten thousand steps as a user writes them: nothing is disposed of, no scope, and the loop never yields.
const steps = 10_000;
const batch = 64;

manualSeed(0);
const net = new Sequential(new Linear(32, 128), new ReLU(), new Linear(128, 32), new ReLU(), new Linear(32, 10));
const optimizer = new Adam(net.parameters());
const x = randn([batch, 32]);
const y = randint(0, 10, [batch]);

let [first, last, peak] = [0, 0, 0];
for (let i = 0; i < steps; i++) {
  optimizer.zeroGrad();
  const value = crossEntropy(net.forward(x), y);
  value.backward();
  optimizer.step();
  last = Number(value.itemSync());
  if (i === 0) first = last;
  if (i % 100 === 0) peak = Math.max(peak, process.memoryUsage.rss());
}
const { resident, evictions } = memoryStats();
console.log(JSON.stringify({ first, last, peak, resident, evictions }));
