import { NnError } from '@nn/core';
import { keyedStreamVersion } from '@nn/random';

/** Keyed streams of another version have other values. */
export function checkStream(stream: string, op: string): void {
  if (stream === keyedStreamVersion) return;
  throw new NnError(
    'PLAN',
    `keyed streams of version '${stream}' are asked for, but those at hand are '${keyedStreamVersion}'`,
    {
      op,
      details: { stream, known: keyedStreamVersion },
      advice: 'Use the version of the library that wrote it.',
    },
  );
}
