import { NnError } from '@nn/core';
import { initializerFromJSON, registerBuiltins } from '@nn/init';
import { expect, it } from 'vitest';
import { builtIns } from './subjects.js';

/** The names of all initializers that are registered: what an unknown name is answered with. */
function registered(): readonly string[] {
  try {
    initializerFromJSON({ use: '' });
  } catch (error) {
    if (error instanceof NnError) return error.details['known'] as readonly string[];
  }
  return [];
}

it('tries every initializer of the package', () => {
  const undo = registerBuiltins();
  const names = Object.values(builtIns).flatMap((group) => group.map(({ name }) => name));
  expect(names.toSorted()).toEqual(registered().toSorted());
  undo();
});
