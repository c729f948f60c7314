import type { Claim, Invariant } from '../initializer/claim.js';
import type { Law } from '../law/law.js';

/** The claim of values that are made one by one out of others. An invariant that does not survive is left out. */
export function mapClaim(
  { invariants = [], ...claim }: Claim,
  law: (law: Law) => Law,
  invariant: (invariant: Invariant) => Invariant | null,
): Claim {
  const mapped = invariants.map(invariant).filter((one) => one !== null);
  return {
    ...claim,
    marginal: mapMarginal(claim.marginal, law),
    ...(mapped.length === 0 ? {} : { invariants: mapped }),
  };
}

/** Exact values remain exact values; of the rest nobody knows what becomes of it. */
export function mapExact(change: (value: number) => number): (invariant: Invariant) => Invariant | null {
  return (invariant) => {
    if (invariant.invariant !== 'exact') return null;
    return { invariant: 'exact', value: (index) => change(invariant.value(index)) };
  };
}

/** The laws of a choice among several initializers, element by element, where `join` makes one of theirs. */
export function joinMarginals(claims: readonly Claim[], join: (laws: readonly Law[]) => Law): Claim['marginal'] {
  const whole = claims.map(({ marginal }) => marginal);
  const laws = whole.filter((marginal) => 'law' in marginal);
  if (laws.length === whole.length) return join(laws);
  // Parts of one initializer and parts of another make parts where they overlap.
  const combined = whole.reduce<readonly CommonPart[]>(
    (before, marginal) => before.flatMap((part) => partsOf(marginal).map((other) => overlap(part, other))),
    [{ part: '', laws: [], includes: () => true }],
  );
  return combined.map(({ part, laws: common, includes }) => ({ part, law: join(common), includes }));
}

interface CommonPart {
  readonly part: string;
  readonly laws: readonly Law[];
  readonly includes: (index: readonly number[]) => boolean;
}

function partsOf(marginal: Claim['marginal']): readonly CommonPart[] {
  if ('law' in marginal) return [{ part: '', laws: [marginal], includes: () => true }];
  return marginal.map(({ part, law, includes }) => ({ part, laws: [law], includes }));
}

function overlap(a: CommonPart, b: CommonPart): CommonPart {
  return {
    part: [a.part, b.part].filter((name) => name !== '').join(' & '),
    laws: [...a.laws, ...b.laws],
    includes: (index) => a.includes(index) && b.includes(index),
  };
}

function mapMarginal(marginal: Claim['marginal'], law: (law: Law) => Law): Claim['marginal'] {
  if ('law' in marginal) return law(marginal);
  return marginal.map((part) => ({ ...part, law: law(part.law) }));
}
