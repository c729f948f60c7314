import { NnError } from '@nn/core';
import { closest } from '../closest.js';
import { kindOf } from '../target.js';
import { expectAt, expectBounds, expectFinite, expectNotNegative, pathOf } from './check-field.js';
import { distributionOf } from './distributions/distribution-of.js';
import type { Law } from './law.js';

/**
 * Refuses what is no law: a negative spread, weights that do not sum to 1, bounds in the wrong order, numbers that are not finite (the bounds
 * of a cut may be infinite), a cut that leaves nothing.
 *
 * @throws NnError 'OPTION', with the path within the law, such as `parts[1].of.std`, in the message and in `details.path`
 * @example
 * import { init, NnError } from '@nn/nn';
 *
 * try {
 *   init.checkLaw({ law: 'affine', of: { law: 'normal', mean: 0, std: -1 }, scale: 2, shift: 0 });
 * } catch (error) {
 *   if (error instanceof NnError) console.log(error.details['path']); // of.std
 * }
 */
export function checkLaw(law: Law): void {
  check(law, '');
}

type Check<Name extends Law['law']> = (law: Extract<Law, { readonly law: Name }>, path: string) => void;

const checks: { readonly [Name in Law['law']]: Check<Name> } = {
  point: (law, path) => expectFinite(law, ['value'], path),
  uniform: (law, path) => {
    expectFinite(law, ['low', 'high'], path);
    expectBounds(law, path);
    expectAt(law.high - law.low < Infinity, law.high, pathOf(path, 'high'), 'a finite way from the low bound');
  },
  normal: (law, path) => {
    expectFinite(law, ['mean'], path);
    expectNotNegative(law, 'std', path);
  },
  truncatedNormal: (law, path) => {
    const { mean, std, low, high } = law;
    expectFinite(law, ['mean'], path);
    expectNotNegative(law, 'std', path);
    expectBounds(law, path);
    expectAt(std > 0 || (low <= mean && mean <= high), mean, pathOf(path, 'mean'), 'within the bounds, as std is 0');
  },
  logOfUniform: (law, path) => {
    expectFinite(law, ['low', 'high'], path);
    expectBounds(law, path);
    expectAt(law.low > 0, law.low, pathOf(path, 'low'), 'above 0, where a logarithm is');
  },
  sphere: (law, path) => {
    const { dimension } = law;
    const whole = Number.isSafeInteger(dimension) && dimension >= 1;
    expectAt(whole, dimension, pathOf(path, 'dimension'), 'a whole number from 1 on');
    expectNotNegative(law, 'radius', path);
  },
  affine: (law, path) => {
    expectFinite(law, ['scale', 'shift'], path);
    check(law.of, pathOf(path, 'of'));
  },
  mixture: ({ parts }, path) => {
    const place = pathOf(path, 'parts');
    expectAt(Array.isArray(parts) && parts.length > 0, parts, place, 'a list with at least one part');
    for (const [i, part] of parts.entries()) {
      expectAt(kindOf(part) === 'Object', part, `${place}[${i}]`, '{ weight, of }');
      expectNotNegative(part, 'weight', `${place}[${i}]`);
      check(part.of, `${place}[${i}].of`);
    }
    const sum = parts.reduce((total, { weight }) => total + weight, 0);
    expectAt(Math.abs(sum - 1) < 1e-9, sum, place, 'of weights that sum to 1');
  },
  clamp: (law, path) => {
    expectBounds(law, path);
    check(law.of, pathOf(path, 'of'));
  },
  truncate: (law, path) => {
    expectBounds(law, path);
    check(law.of, pathOf(path, 'of'));
    const left = distributionOf(law.of).mass(law.low, law.high);
    expectAt(left > 0, law.low, pathOf(path, 'low'), `such that values lie between it and the high bound, ${law.high}`);
  },
  custom: (law, path) => {
    expectFinite(law, ['mean'], path);
    expectNotNegative(law, 'variance', path);
    expectAt(typeof law.cdf === 'function', law.cdf, pathOf(path, 'cdf'), 'a function');
    expectAt(Array.isArray(law.support), law.support, pathOf(path, 'support'), 'an interval [low, high]');
    expectAt(Array.isArray(law.atoms), law.atoms, pathOf(path, 'atoms'), 'a list');
    for (const [i, atom] of law.atoms.entries()) {
      expectAt(kindOf(atom) === 'Object', atom, pathOf(path, `atoms[${i}]`), '{ at, probability }');
      expectFinite(atom, ['at', 'probability'], pathOf(path, `atoms[${i}]`));
    }
    expectBounds({ low: law.support[0], high: law.support[1] }, pathOf(path, 'support'));
  },
};

function check<Name extends Law['law']>(law: Extract<Law, { readonly law: Name }>, path: string): void {
  checkKind(law, path);
  (checks[law.law] as Check<Name>)(law, path);
}

/** Refuses what has not the name of a law. */
export function checkKind(law: unknown, path: string): void {
  const name: unknown = (law as { readonly law?: unknown } | null | undefined)?.law;
  if (typeof name !== 'string' || !Object.hasOwn(checks, name)) throw unknownLaw(name, path);
}

function unknownLaw(name: unknown, path: string): NnError {
  const known = Object.keys(checks);
  const meant = typeof name === 'string' ? closest(name, known) : null;
  return new NnError(
    'OPTION',
    `${typeof name === 'string' ? `'${name}'` : kindOf(name)} is no law${path === '' ? '' : `, at ${path}`}`,
    {
      op: 'checkLaw',
      details: { path, law: name, known },
      advice: meant === null ? `Laws are ${known.join(', ')}.` : `Did you mean '${meant}'?`,
    },
  );
}
