import * as internal from '@nn/tensor/internal';
import { expect, it } from 'vitest';
import * as nn from './index.js';

it('what engines share among themselves is not the public’s', () => {
  const exported = Object.keys(nn);
  expect(Object.keys(internal).filter((name) => exported.includes(name))).toEqual([]);
  expect(exported).toContain('scope');
});
