import { expect, it } from 'vitest';
import { measureAll, overBudget } from './sizes.js';

it('finds the bundles within their budgets', async () => {
  expect(overBudget(await measureAll())).toEqual([]);
});

it('names a bundle that is over its budget', () => {
  const size = { fixture: 'fat', minified: 30, gzip: 11, aim: 5, budget: 10 };
  expect(overBudget([size, { ...size, gzip: 10 }])).toEqual(['fat: 11 bytes, budget 10']);
});
