import type { NamedFunction } from '../expr.js';

/** Functions that are computed in float64 also for float32: within 1 ulp, a call per element. */
function onHost(name: string, float64: (x: number) => number): NamedFunction {
  return { name, arity: 1, float64 };
}

/** 2^x. */
export const exp2: NamedFunction = /* @__PURE__ */ onHost('exp2', (x) => 2 ** x);
/** The logarithm to base 2. */
export const log2: NamedFunction = /* @__PURE__ */ onHost('log2', Math.log2);
/** The logarithm to base 10. */
export const log10: NamedFunction = /* @__PURE__ */ onHost('log10', Math.log10);

/** The tangent. */
export const tan: NamedFunction = /* @__PURE__ */ onHost('tan', Math.tan);
/** The angle in [−π/2, π/2] with this sine. */
export const asin: NamedFunction = /* @__PURE__ */ onHost('asin', Math.asin);
/** The angle in [0, π] with this cosine. */
export const acos: NamedFunction = /* @__PURE__ */ onHost('acos', Math.acos);
/** The angle in [−π/2, π/2] with this tangent. */
export const atan: NamedFunction = /* @__PURE__ */ onHost('atan', Math.atan);
/** The angle of the point with ordinate y (first) and abscissa x (second). */
export const atan2: NamedFunction = { name: 'atan2', arity: 2, float64: Math.atan2 };

/** The hyperbolic sine. */
export const sinh: NamedFunction = /* @__PURE__ */ onHost('sinh', Math.sinh);
/** The hyperbolic cosine. */
export const cosh: NamedFunction = /* @__PURE__ */ onHost('cosh', Math.cosh);
/** The inverse hyperbolic sine. */
export const asinh: NamedFunction = /* @__PURE__ */ onHost('asinh', Math.asinh);
/** The inverse hyperbolic cosine; NaN below 1. */
export const acosh: NamedFunction = /* @__PURE__ */ onHost('acosh', Math.acosh);
/** The inverse hyperbolic tangent; ±∞ at ±1, NaN beyond. */
export const atanh: NamedFunction = /* @__PURE__ */ onHost('atanh', Math.atanh);
