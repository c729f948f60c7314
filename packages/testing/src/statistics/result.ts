/** What a test of a sample found. */
export interface TestResult {
  /** Which test, with its settings: `serial correlation, lag 1`. */
  readonly test: string;
  /** The figure that was judged; each test says which. */
  readonly statistic: number;
  /** How likely a right sample is to be at least as far off. Compare with the significance: `p < 1e-9` rejects. */
  readonly p: number;
}

/**
 * A NaN in the sample makes statistic and p NaN, and a comparison with NaN would pass in silence: no law has NaN, so p is 0 then.
 *
 * @internal
 */
export function resultOf(test: string, statistic: number, p: number): TestResult {
  return { test, statistic, p: Number.isNaN(p) ? 0 : p };
}
