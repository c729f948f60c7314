import { NnError } from '@nn/core';
import { kindOf } from '../target.js';
import { Initializer } from './initializer.js';

/** Refuses what is no initializer, such as the function that makes one. */
export function checkInitializer(op: string, of: unknown): asserts of is Initializer {
  if (of instanceof Initializer) return;
  throw new NnError('OPTION', `${op} expects an initializer, but got ${kindOf(of)}`, {
    op,
    advice: 'Write normal({ std: 0.02 }).',
  });
}
