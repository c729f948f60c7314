import { writeFileSync } from 'node:fs';
import { measureAll, overBudget } from './sizes.js';

const sizes = await measureAll();
console.table(sizes);
writeFileSync(new URL('../sizes.json', import.meta.url), `${JSON.stringify(sizes, null, 2)}\n`);

for (const line of overBudget(sizes)) {
  console.error(`over budget: ${line}`);
  process.exitCode = 1;
}
