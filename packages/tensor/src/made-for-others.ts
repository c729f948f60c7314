import { listTemporaries } from './scope.js';

/** @internal Runs a user's function inside a pass: what it makes is the user's, not the pass's to free. */
export function madeForOthers<T>(fn: () => T): T {
  const temporaries = listTemporaries(null);
  try {
    return fn();
  } finally {
    listTemporaries(temporaries);
  }
}
