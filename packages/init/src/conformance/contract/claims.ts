import { numelOf } from '@nn/core';
import type { Claim } from '../../initializer/claim.js';
import { claimOf } from '../../initializer/claim-of.js';
import { checkLaw } from '../../law/check.js';
import type { Law } from '../../law/law.js';
import { modelOf } from '../../law/model.js';
import { indexOf, positionsOf } from '../battery/sample.js';
import { type Check, fail } from '../check.js';
import { type ContractContext, largestOf, sameBits, shown } from './context.js';
import { snapshot } from './purity.js';

/** That what an initializer says of itself can be, and is the same whenever it is asked. */
export function claimChecks({ trial, key, shapes, settings }: ContractContext): readonly Check[] {
  return [
    {
      name: 'claims a law that can be, and the same one every time',
      run() {
        for (const [i, dtype] of settings.dtypes.entries()) {
          for (const shape of i === 0 ? shapes : [largestOf(shapes)]) {
            if (!trial.accepts(shape, dtype)) continue;
            const spec = trial.specFor(shape, dtype);
            const [claim, again] = [claimOf(trial.of, spec), claimOf(trial.of, spec)];
            lawsOf(claim).forEach(checkLaw);
            if (snapshot(claim) !== snapshot(again)) fail(`another claim for ${shown(shape)} the second time`);
            checkParts(claim, spec.shape);
          }
        }
      },
    },
    {
      name: 'has the law that it claims where it leaves nothing to chance',
      run() {
        for (const shape of shapes.filter((one) => numelOf(one) > 0)) {
          const claim = trial.claim(shape, 'float64');
          if (claim.dependence !== 'deterministic') continue;
          const values = trial.values(shape, 'float64', key);
          if (!sameBits(values, trial.values(shape, 'float64', key.fold('other'))))
            fail(`${shown(shape)} depends on the key`);
          for (const { law, positions } of partsOf(claim, trial.specFor(shape, 'float64').shape))
            checkShares(
              law,
              positions.map((at) => values[at]!),
            );
        }
      },
    },
  ];
}

function lawsOf({ marginal }: Claim): readonly Law[] {
  return 'law' in marginal ? [marginal] : marginal.map(({ law }) => law);
}

function partsOf(
  { marginal }: Claim,
  shape: readonly number[],
): readonly { readonly law: Law; readonly positions: readonly number[] }[] {
  if ('law' in marginal) return [{ law: marginal, positions: Array.from({ length: numelOf(shape) }, (_, i) => i) }];
  return marginal.map((part) => ({ law: part.law, positions: positionsOf(part, shape) }));
}

/** Every element is of one part, or of none if its value is claimed. */
function checkParts({ marginal, invariants = [] }: Claim, shape: readonly number[]): void {
  if ('law' in marginal) return;
  const exact = invariants.some(({ invariant }) => invariant === 'exact');
  for (let position = 0; position < numelOf(shape); position++) {
    const index = indexOf(position, shape);
    const names = marginal.filter(({ includes }) => includes(index)).map(({ part }) => part);
    if (names.length > 1)
      fail(`the element at ${shown(index)} of ${shown(shape)} is of several parts: ${names.join(', ')}`);
    if (names.length === 0 && !exact) fail(`nothing is claimed of the element at ${shown(index)} of ${shown(shape)}`);
  }
}

/** The share of values up to each is what the law says. */
function checkShares(law: Law, values: readonly number[]): void {
  if (values.length === 0) return;
  const { cdf } = modelOf(law);
  const ascending = values.toSorted((a, b) => a - b);
  for (const [i, value] of ascending.entries()) {
    if (value === ascending[i + 1]) continue;
    const share = (i + 1) / values.length;
    // A step beyond the value, so that rounding does not decide on which side of an atom it lies.
    const claimed = cdf(value + 4 * Number.EPSILON * Math.abs(value));
    if (!(Math.abs(claimed - share) < 1e-9))
      fail(`${share} of its elements are at most ${value}, but the law says ${claimed}`);
  }
}
