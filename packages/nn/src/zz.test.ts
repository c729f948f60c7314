import { it } from 'vitest';
import * as nn from './index.js';
it('t', () => {
  for (const [name, shapes] of [['small', Array.from({length: 50}, () => [10])], ['mlp', [[256,784],[256],[128,256],[128],[10,128],[10]]]] as const) {
    for (const o of ['SGD','Adam','RAdam'] as const) {
    const ps = (shapes as number[][]).map((s) => nn.ones(s, {requiresGrad: true}));
    const opt = new (nn as any)[o](ps, o==='SGD'?{lr:0.01, momentum:0.9}:{});
    ps.forEach((p) => (p.grad = nn.ones(p.shape)));
    for (let i=0;i<20;i++) opt.step();
    const t=performance.now(); const n=30; for (let i=0;i<n;i++) opt.step();
    console.log(name, o, ((performance.now()-t)/n).toFixed(3)+' ms/step');
  }}
  const data = new nn.TensorDataset(nn.rand([60000/10, 784]), nn.zeros([6000]));
  for (const collate of [undefined, (s: unknown[]) => nn.defaultCollate(s)]) {
    const loader = new nn.DataLoader(data, { batchSize: 64, shuffle: true, ...(collate ? {collate} : {}) });
    for (const _ of loader) ;
    const t=performance.now(); let k=0; for (const _ of loader) k++; console.log('loader', collate ? 'per item' : 'batch', ((performance.now()-t)/k).toFixed(3), 'ms/batch');
  }
}, 100000);
