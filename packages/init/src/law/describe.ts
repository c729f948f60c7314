import { affineOf } from './affine-of.js';
import { checkKind } from './check.js';
import type { Law } from './law.js';

/**
 * A law as people write it, with numbers of four digits: `U(-0.25, 0.25)`, `N(0, 0.02²)`, `N(0, 0.02²) cut to [-2, 2]`,
 * `0.5·{0} + 0.5·U(5, 10)` for a mixture.
 *
 * @throws NnError 'OPTION' for what is no law
 * @example
 * import { init } from '@nn/nn';
 *
 * init.describeLaw({ law: 'normal', mean: 0, std: 0.02 }); // N(0, 0.02²)
 */
export function describeLaw(law: Law): string {
  checkKind(law, '');
  switch (law.law) {
    case 'point':
      return `{${short(law.value)}}`;
    case 'uniform':
      return `U(${short(law.low)}, ${short(law.high)})`;
    case 'normal':
      return normal(law);
    case 'truncatedNormal':
      return `${normal(law)} cut to ${interval(law)}`;
    case 'logOfUniform':
      return `ln U(${short(law.low)}, ${short(law.high)})`;
    case 'sphere':
      return `sphere(${law.dimension}, ${short(law.radius)})`;
    case 'affine':
      return step(affineOf(law.of, law.scale, law.shift));
    case 'mixture':
      return law.parts.map(({ weight, of }) => `${short(weight)}·${operand(of)}`).join(' + ');
    case 'clamp':
      return `${operand(law.of)} clamped to ${interval(law)}`;
    case 'truncate':
      return `${operand(law.of)} cut to ${interval(law)}`;
    case 'custom':
      return law.name;
  }
}

/** What could not be done inside a law. × tells it from the · of a mixture. */
function step(law: Law): string {
  if (law.law !== 'affine') return describeLaw(law);
  const { scale, shift } = law;
  const scaled = scale === 1 ? describeLaw(law.of) : `${short(scale)} × ${describeLaw(law.of)}`;
  return shift === 0 ? scaled : `${scaled} ${shift < 0 ? '-' : '+'} ${short(Math.abs(shift))}`;
}

function normal({ mean, std }: { readonly mean: number; readonly std: number }): string {
  const spread = short(std);
  return `N(${short(mean)}, ${spread.includes('e') ? `(${spread})` : spread}²)`;
}

function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${low === -Infinity ? '(' : '['}${short(low)}, ${short(high)}${high === Infinity ? ')' : ']'}`;
}

/** In parentheses where words would run together. */
function operand(law: Law): string {
  const shown = law.law === 'affine' ? affineOf(law.of, law.scale, law.shift) : law;
  const loose: readonly Law['law'][] = ['truncatedNormal', 'affine', 'mixture', 'clamp', 'truncate'];
  return loose.includes(shown.law) ? `(${describeLaw(shown)})` : describeLaw(shown);
}

/** Four digits. */
function short(x: number): string {
  return Number.isFinite(x) ? String(Number(x.toPrecision(4))) : String(x).replace('Infinity', '∞');
}
