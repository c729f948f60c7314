import { setTimeout } from 'node:timers/promises';
import { cpu } from '@nn/backend-cpu';
import { registerBackend, withDefaultDevice } from '@nn/core';
import { memoryStats, ones } from '@nn/nn';

// Makes ten times what there is room for, and lets the collector run now and then: needs --expose-gc.
const budget = 2 ** 24;
const bytes = 2 ** 20;

registerBackend({ ...cpu({ budget }), name: 'own' });
const kept = withDefaultDevice('own', () => ones([bytes / 4]));
for (let made = 0; made < 10 * budget; made += bytes) {
  kept.add(1);
  if (made % (4 * bytes) !== 0) continue;
  globalThis.gc!();
  await setTimeout(1);
}
console.log(JSON.stringify({ ...memoryStats('own'), sum: kept.sum().itemSync(), budget, bytes }));
