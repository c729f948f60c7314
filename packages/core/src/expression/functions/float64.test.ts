import { describe, expect, it } from 'vitest';
import { digamma, erf, erfc, erfinv, lgamma, namedFunctions, pow } from './index.js';

/** True values, computed with 40 digits and rounded to float64. */
const table: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  erf: [
    [1e-300, 1.1283791670955126e-300],
    [1e-5, 1.1283791670579e-5],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [0.500001, 0.5205007565951861],
    [0.75, 0.7111556336535151],
    [1, 0.8427007929497149],
    [1.5, 0.9661051464753108],
    [-2.25, -0.9985372834133188],
    [3, 0.9999779095030014],
    [5.5, 0.9999999999999927],
    [5.99, 1.0],
  ],
  erfc: [
    [-7, 2.0],
    [-2.5, 1.999593047982555],
    [-0.6, 1.6038560908479258],
    [-0.25, 1.276326390168237],
    [0.25, 0.7236736098317631],
    [0.5, 0.4795001221869535],
    [0.75, 0.28884436634648486],
    [1, 0.15729920705028513],
    [2, 0.004677734981047266],
    [5, 1.537459794428035e-12],
    [10, 2.088487583762545e-45],
    [20, 5.395865611607901e-176],
    [26, 5.663192408856143e-296],
    [27.5, 0.0],
  ],
  erfinv: [
    [1e-300, 8.86226925452758e-301],
    [-1e-8, -8.86226925452758e-9],
    [0.1, 0.08885599049425769],
    [0.5, 0.4769362762044699],
    [-0.500001, -0.47693738878987924],
    [0.75, 0.8134198475976185],
    [0.99, 1.8213863677184494],
    [0.999999, 3.458910737275499],
    [0.9999999999999999, 5.8635847487551676],
  ],
  lgamma: [
    [1e-300, 690.7755278982137],
    [-1e-20, 46.051701859880914],
    [0.001, 6.907178885383853],
    [0.3, 1.0957979948180756],
    [0.75, 0.20328095143129538],
    [0.9999, 5.7729791561193866e-5],
    [1.0001, -5.771334222047127e-5],
    [1.46, -0.12148500100400743],
    [1.9999, -4.227520877215346e-5],
    [2.25, 0.1248717148923966],
    [3.5, 1.2009736023470743],
    [7.9, 8.32426586800881],
    [8, 8.525161361065415],
    [25, 54.78472939811232],
    [100000.0, 1051287.7089736569],
    [1e305, 7.012884533631839e307],
    [-0.5, 1.2655121234846454],
    [-1.5, 0.860047015376481],
    [-2.75, 0.004487897535955773],
    [-10.3, -14.457515440024208],
    [-100.5, -364.90096830942736],
  ],
  digamma: [
    [1e-300, -9.999999999999999e299],
    [0.001, -1000.5755719318103],
    [0.25, -4.2274535333762655],
    [0.75, -1.0858608797864722],
    [1, -0.5772156649015329],
    [1.4616, -3.110625123034165e-5],
    [1.4617, 6.56593922936765e-5],
    [2, 0.42278433509846713],
    [3.5, 1.103156640645243],
    [9.99, 2.250700372831201],
    [10, 2.251752589066721],
    [100000.0, 11.512920464961896],
    [1e300, 690.7755278982137],
    [-0.25, 2.9141391202135276],
    [-1.5, 0.7031566406452432],
    [-5.75, -1.3079492390435958],
    [-100.3, 6.895643124860435],
  ],
  sigmoid: [
    [-745, 5e-324],
    [-700, 9.85967654375977e-305],
    [-30, 9.357622968839299e-14],
    [-1, 0.2689414213699951],
    [0.5, 0.6224593312018546],
    [40, 1.0],
  ],
};

const of = (name: string): ((x: number) => number) => {
  const fn = namedFunctions.find((one) => one.name === name)!;
  return (x) => fn.float64(x, 0);
};

/** The bound in relative error; functions with zeros are held to it in absolute error where they are below 1. */
const bounds: Readonly<Record<string, number>> = {
  erf: 4e-16,
  erfc: 1e-15,
  erfinv: 1e-15,
  lgamma: 1e-15,
  digamma: 2e-15,
  sigmoid: 4e-16,
};

describe.each(Object.keys(table))('%s in float64', (name) => {
  it('is the true value within its bound', () => {
    const wrong = table[name]!.flatMap(([x, want]) => {
      const got = of(name)(x);
      const unit = name === 'lgamma' || name === 'digamma' ? Math.max(Math.abs(want), 1) : Math.abs(want);
      // A denormal has fewer digits.
      return Math.abs(got - want) <= Math.max(bounds[name]! * unit, 5e-324) ? [] : [{ x, got, want }];
    });
    expect(wrong).toEqual([]);
  });
});

/** What PyTorch 1.13 gives: at 0, −0, 1, −1, 2, ∞, −∞. */
const specials: Readonly<Record<string, readonly number[]>> = {
  exp2: [1, 1, 2, 0.5, 4, Infinity, 0],
  log2: [-Infinity, -Infinity, 0, NaN, 1, Infinity, NaN],
  log10: [-Infinity, -Infinity, 0, NaN, Math.log10(2), Infinity, NaN],
  tan: [0, -0, Math.tan(1), -Math.tan(1), Math.tan(2), NaN, NaN],
  asin: [0, -0, Math.PI / 2, -Math.PI / 2, NaN, NaN, NaN],
  acos: [Math.PI / 2, Math.PI / 2, 0, Math.PI, NaN, NaN, NaN],
  atan: [0, -0, Math.PI / 4, -Math.PI / 4, Math.atan(2), Math.PI / 2, -Math.PI / 2],
  sinh: [0, -0, Math.sinh(1), -Math.sinh(1), Math.sinh(2), Infinity, -Infinity],
  cosh: [1, 1, Math.cosh(1), Math.cosh(1), Math.cosh(2), Infinity, Infinity],
  asinh: [0, -0, Math.asinh(1), -Math.asinh(1), Math.asinh(2), Infinity, -Infinity],
  acosh: [NaN, NaN, 0, NaN, Math.acosh(2), Infinity, NaN],
  atanh: [0, -0, Infinity, -Infinity, NaN, NaN, NaN],
  erf: [0, -0, erf.float64(1, 0), -erf.float64(1, 0), erf.float64(2, 0), 1, -1],
  erfc: [1, 1, erfc.float64(1, 0), 2 - erfc.float64(1, 0), erfc.float64(2, 0), 0, 2],
  erfinv: [0, -0, Infinity, -Infinity, NaN, NaN, NaN],
  lgamma: [Infinity, Infinity, 0, Infinity, 0, Infinity, Infinity],
  digamma: [-Infinity, Infinity, digamma.float64(1, 0), NaN, digamma.float64(2, 0), Infinity, NaN],
  sigmoid: [0.5, 0.5, 1 / (1 + Math.exp(-1)), Math.exp(-1) / (1 + Math.exp(-1)), 1 / (1 + Math.exp(-2)), 1, 0],
};

describe('special arguments in float64', () => {
  it.each(Object.entries(specials))('%s', (name, want) => {
    expect([0, -0, 1, -1, 2, Infinity, -Infinity].map(of(name))).toEqual(want);
  });

  it.each(namedFunctions.filter((fn) => fn.arity === 1))('$name of NaN is NaN', (fn) => {
    expect(fn.float64(NaN, 0)).toBeNaN();
  });

  it('pow follows C, not ECMAScript', () => {
    const cases = [
      [1, NaN, 1],
      [NaN, 0, 1],
      [NaN, -0, 1],
      [1, Infinity, 1],
      [-1, Infinity, 1],
      [-1, -Infinity, 1],
      [-8, 1 / 3, NaN],
      [-0, -3, -Infinity],
      [-0, -2, Infinity],
      [-0, 0.5, 0],
      [-Infinity, 3, -Infinity],
      [-Infinity, -1, -0],
      [2, 0.5, Math.SQRT2],
    ] as const;
    expect(cases.map(([x, y]) => pow.float64(x, y))).toEqual(cases.map(([, , want]) => want));
  });
});

describe('functions of one another in float64', () => {
  it('erfinv undoes erf', () => {
    for (let x = -3; x <= 3; x += 0.0625) expect(erfinv.float64(erf.float64(x, 0), 0)).toBeCloseTo(x, 10);
  });

  it('erf and erfc add up to 1', () => {
    for (let x = -6; x <= 6; x += 0.03125) expect(erf.float64(x, 0) + erfc.float64(x, 0)).toBeCloseTo(1, 14);
  });

  it('lgamma and digamma step as Γ(x + 1) = x·Γ(x) does', () => {
    for (let x = -7.9375; x <= 20; x += 0.125) {
      expect(lgamma.float64(x + 1, 0) - lgamma.float64(x, 0)).toBeCloseTo(Math.log(Math.abs(x)), 12);
      expect(digamma.float64(x + 1, 0) - digamma.float64(x, 0)).toBeCloseTo(1 / x, 11);
    }
  });
});
