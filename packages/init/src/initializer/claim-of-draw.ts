import { NnError } from '@nn/core';
import { keyedTruncation } from '@nn/random';
import { kindOf } from '../target.js';
import type { Law } from '../law/law.js';
import type { Claim } from './claim.js';
import type { Draw } from './definition.js';

/** What holds of values that the framework draws: for initializers that only choose its numbers. */
export function claimOfDraw(draw: Draw): Claim {
  const marginal = lawOfDraw(draw);
  if (marginal.law === 'point') {
    const { value } = marginal;
    return { marginal, dependence: 'deterministic', invariants: [{ invariant: 'exact', value: () => value }] };
  }
  const lattice = latticeOf(draw);
  return { marginal, dependence: 'iid', ...(lattice === null ? {} : { lattice }) };
}

/** The law of an element. Throws NnError 'INITIALIZER' for what nothing draws. */
export function lawOfDraw(draw: Draw): Law {
  switch (draw?.law) {
    case 'constant':
      return { law: 'point', value: draw.value };
    case 'uniform': {
      const { low, high } = draw;
      return low === high ? { law: 'point', value: low } : { law: 'uniform', low, high };
    }
    case 'normal': {
      const { mean, std } = draw;
      return std === 0 ? { law: 'point', value: mean } : { law: 'normal', mean, std };
    }
    case 'truncNormal': {
      const { mean, std, a, b } = draw;
      return { law: 'truncatedNormal', mean, std, low: a, high: b };
    }
    case 'bernoulli':
      return bernoulli(Math.round(draw.p * 2 ** 32) / 2 ** 32);
    default:
      throw new NnError(
        'INITIALIZER',
        `an initializer draws a constant, uniform, normal, truncNormal or bernoulli law, but not ${kindOf(draw satisfies never)}`,
        {
          details: { draw },
        },
      );
  }
}

/** A word of 32 bits decides, so that p is a multiple of 2^-32. */
function bernoulli(p: number): Law {
  const zero: Law = { law: 'point', value: 0 };
  const one: Law = { law: 'point', value: 1 };
  if (p === 0 || p === 1) return p === 0 ? zero : one;
  return {
    law: 'mixture',
    parts: [
      { weight: 1 - p, of: zero },
      { weight: p, of: one },
    ],
  };
}

function latticeOf(draw: Draw): number | null {
  if (draw.law === 'uniform') return 2 ** 24;
  return draw.law === 'truncNormal' ? keyedTruncation(draw, 'float32').count : null;
}
