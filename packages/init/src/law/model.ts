import { checkLaw } from './check.js';
import { distributionOf } from './distributions/distribution-of.js';
import type { Law, LawModel } from './law.js';

/**
 * Mean, variance, kurtosis, support, atoms and distribution function of a law, compositions included. Mean and variance are cheap; what takes
 * an integral is computed when it is first asked for.
 *
 * Closed forms where they are stable, else quadrature: relative errors are below 1e-12. Cuts of a `custom` law, and mixtures with one, are
 * integrated from its `cdf`, to about 1e-9.
 *
 * @throws NnError 'OPTION' for a law that cannot be, with the path of what is wrong, as {@link checkLaw}
 * @example
 * import { init } from '@nn/nn';
 *
 * const custom = init.modelOf({
 *   law: 'mixture',
 *   parts: [
 *     { weight: 0.25, of: { law: 'uniform', low: -10, high: -5 } },
 *     { weight: 0.5, of: { law: 'point', value: 0 } },
 *     { weight: 0.25, of: { law: 'uniform', low: 5, high: 10 } },
 *   ],
 * });
 * custom.mean; // 0
 * custom.support; // [-10, 10]
 * custom.cdf(0); // 0.75
 */
export function modelOf(law: Law): LawModel {
  checkLaw(law);
  return distributionOf(law);
}

/**
 * The standard deviation of a law.
 *
 * @throws NnError 'OPTION' for a law that cannot be
 * @example
 * import { init } from '@nn/nn';
 *
 * init.stdOf({ law: 'uniform', low: -3, high: 3 }); // 1.7320508075688772
 */
export function stdOf(law: Law): number {
  return Math.sqrt(modelOf(law).variance);
}
