import { NnError } from '@nn/core';

/**
 * Refuses samples too short for a test to mean anything.
 *
 * @internal
 * @throws NnError 'VALUE'
 */
export function checkDraws(op: string, draws: number, least: number): void {
  if (draws >= least) return;
  throw new NnError('VALUE', `${draws} draws are too few: at least ${least} are needed`, {
    op,
    details: { draws, least },
  });
}

/**
 * Refuses two samples of different lengths.
 *
 * @internal
 * @throws NnError 'SHAPE'
 */
export function checkPairs(op: string, x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length === y.length) return;
  throw new NnError('SHAPE', `samples of ${x.length} and ${y.length} draws make no pairs`, {
    op,
    details: { lengths: [x.length, y.length] },
  });
}

/** @internal */
export function checkVariance(op: string, variance: number): void {
  if (variance > 0 && variance < Number.POSITIVE_INFINITY) return;
  throw new NnError('VALUE', `a variance of ${variance} gives nothing to measure deviations with`, {
    op,
    details: { variance },
    advice: 'Count the values of a law that gives one value only: see atomTest.',
  });
}

/** @internal */
export function checkKurtosis(op: string, kurtosis: number): void {
  if (kurtosis > 1 && kurtosis < Number.POSITIVE_INFINITY) return;
  throw new NnError('VALUE', `a kurtosis of ${kurtosis} leaves the squared deviations no variance`, {
    op,
    details: { kurtosis },
    advice: 'Count the values of a law with two values of equal weight (kurtosis 1): see atomTest.',
  });
}

/** @internal */
export function checkProbability(op: string, name: string, probability: number): void {
  if (probability >= 0 && probability <= 1) return;
  throw new NnError('VALUE', `${name} is ${probability}, which is no probability`, {
    op,
    details: { [name]: probability },
  });
}

/** @internal */
export function checkWhole(op: string, name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new NnError('OPTION', `${name} must be a whole number from ${least} up, got ${value}`, {
    op,
    details: { [name]: value },
  });
}
