/*
 * These figures decide values that must never change: sums, products, quotients and square roots of doubles in one order, which every engine
 * computes alike. Leave the order as it is, and change the version of whatever initializer a change would reach.
 */

/** A standard normal lies farther out than this once in 10^18 draws. */
const far = 9;

/** Pieces in which an interval is integrated, none wider than 1/8. */
const pieces = 144;

/** Gauss and Legendre's rule with four nodes. */
const nodes = /* @__PURE__ */ fourNodes();

function fourNodes(): readonly { readonly at: number; readonly weight: number }[] {
  const spread = (2 / 7) * Math.sqrt(6 / 5);
  const [inner, outer] = [Math.sqrt(3 / 7 - spread), Math.sqrt(3 / 7 + spread)];
  const [heavy, light] = [(18 + Math.sqrt(30)) / 36, (18 - Math.sqrt(30)) / 36];
  return [
    { at: -outer, weight: light },
    { at: -inner, weight: heavy },
    { at: inner, weight: heavy },
    { at: outer, weight: light },
  ];
}

/** Mean and standard deviation of a standard normal under the condition of lying in [low, high], to about 1e-14. */
export function cutNormal(low: number, high: number): { readonly mean: number; readonly std: number } {
  const [from, to] = [Math.max(low, -far), Math.min(high, far)];
  // Beyond all numbers that are drawn; whoever draws refuses that.
  if (from >= to) return { mean: 0, std: 1 };
  const center = (from + to) / 2;
  const { mass, first } = momentsAbout(center, from, to);
  const mean = center + first / mass;
  return { mean, std: Math.sqrt(momentsAbout(mean, from, to).second / mass) };
}

/** ∫ (x − about)^k e^(−x²/2) dx for k = 0, 1, 2. */
function momentsAbout(about: number, from: number, to: number): { mass: number; first: number; second: number } {
  const half = (to - from) / (2 * pieces);
  let [mass, first, second] = [0, 0, 0];
  for (let piece = 0; piece < pieces; piece++) {
    const middle = from + half * (2 * piece + 1);
    for (const { at, weight } of nodes) {
      const x = middle + half * at;
      const distance = x - about;
      const density = weight * exponential((-x * x) / 2);
      mass += density;
      first += density * distance;
      second += density * distance * distance;
    }
  }
  return { mass, first, second };
}

/** e^t for t in [−41, 0]: powers of two, and a series for what is left. */
function exponential(t: number): number {
  const halvings = Math.round(-t * 1.4426950408889634);
  const rest = t + halvings * 0.6931471805599453;
  let sum = 1;
  for (let k = 18; k >= 1; k--) sum = 1 + (rest / k) * sum;
  for (let k = 0; k < halvings; k++) sum /= 2;
  return sum;
}
