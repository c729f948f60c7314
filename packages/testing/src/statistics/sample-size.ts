import { normalQuantile } from './normal-quantile.js';

/** How sure a test must be. */
export interface ErrorRates {
  /** The chance to reject a right sample, both sides together. @default 1e-9 */
  readonly alpha?: number;
  /** The chance to accept a wrong one. @default 1e-3 */
  readonly beta?: number;
}

/**
 * Draws that `meanTest` needs to see a mean that is off by `shift` standard deviations: ((z_α + z_β)/shift)².
 *
 * @example
 * import { sampleSizeForMean } from '@nn/testing/statistics';
 *
 * sampleSizeForMean(0.02); // 211584
 */
export function sampleSizeForMean(shift: number, rates: ErrorRates = {}): number {
  const { one, other } = criticalValues(rates);
  return Math.ceil(((one + other) / shift) ** 2);
}

/**
 * Draws that `varianceTest` needs to see a standard deviation that is off by the factor 1 + `error`. With ρ = (1 + error)²:
 * (κ − 1) ((z_α + ρ z_β)/(ρ − 1))².
 *
 * @param kurtosis of the law: 3 for a normal, 1.8 for a uniform one
 *
 * @example
 * import { sampleSizeForStd } from '@nn/testing/statistics';
 *
 * sampleSizeForStd(0.02, 3); // 106542
 */
export function sampleSizeForStd(error: number, kurtosis: number, rates: ErrorRates = {}): number {
  const { one, other } = criticalValues(rates);
  const ratio = (1 + error) ** 2;
  return Math.ceil((kurtosis - 1) * ((one + ratio * other) / (ratio - 1)) ** 2);
}

/**
 * Draws that `atomTest` needs to tell the probability `actual` from `claimed`: ((z_α √(c(1−c)) + z_β √(a(1−a)))/(a − c))².
 *
 * @example
 * import { sampleSizeForProportion } from '@nn/testing/statistics';
 *
 * sampleSizeForProportion(0.5, 0.48); // 52868
 */
export function sampleSizeForProportion(claimed: number, actual: number, rates: ErrorRates = {}): number {
  const { one, other } = criticalValues(rates);
  const spread = (p: number): number => Math.sqrt(p * (1 - p));
  return Math.ceil(((one * spread(claimed) + other * spread(actual)) / (actual - claimed)) ** 2);
}

/**
 * Pairs that `correlationTest` needs to see a correlation of ρ where none is claimed: ((z_α + z_β)/artanh ρ)² + 3.
 *
 * @example
 * import { sampleSizeForCorrelation } from '@nn/testing/statistics';
 *
 * sampleSizeForCorrelation(0.5); // 284
 */
export function sampleSizeForCorrelation(rho: number, rates: ErrorRates = {}): number {
  const { one, other } = criticalValues(rates);
  return Math.ceil(((one + other) / Math.atanh(rho)) ** 2 + 3);
}

/**
 * Draws with which `kolmogorovTest` is sure to see a distribution function that is off by `distance` somewhere, by the bound of `dkwTail`:
 * (√(ln(2/α)/2) + √(ln(2/β)/2))² / distance². The bound is cautious: half as many mostly do.
 *
 * @example
 * import { sampleSizeForDistance } from '@nn/testing/statistics';
 *
 * sampleSizeForDistance(0.01); // 272674
 */
export function sampleSizeForDistance(distance: number, { alpha = 1e-9, beta = 1e-3 }: ErrorRates = {}): number {
  return Math.ceil(((Math.sqrt(Math.log(2 / alpha) / 2) + Math.sqrt(Math.log(2 / beta) / 2)) / distance) ** 2);
}

/** z_α of the two-sided test, z_β of the miss. */
function criticalValues({ alpha = 1e-9, beta = 1e-3 }: ErrorRates): { one: number; other: number } {
  return { one: -normalQuantile(alpha / 2), other: -normalQuantile(beta) };
}
