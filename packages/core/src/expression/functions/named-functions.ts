import type { NamedFunction } from '../expr.js';
import { digamma } from './digamma.js';
import { erf, erfc, erfinv } from './erf.js';
import { exp } from './exp.js';
import { expm1 } from './expm1.js';
import { acos, acosh, asin, asinh, atan, atan2, atanh, cosh, exp2, log10, log2, sinh, tan } from './host.js';
import { lgamma } from './lgamma.js';
import { log, log1p } from './log.js';
import { pow } from './pow.js';
import { sigmoid } from './sigmoid.js';
import { cos, sin } from './sin-cos.js';
import { tanh } from './tanh.js';

/** All of them: what `parseExpression` needs to read any printed graph of ours. */
export const namedFunctions: readonly NamedFunction[] = [
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cos,
  cosh,
  digamma,
  erf,
  erfc,
  erfinv,
  exp,
  exp2,
  expm1,
  lgamma,
  log,
  log10,
  log1p,
  log2,
  pow,
  sigmoid,
  sin,
  sinh,
  tan,
  tanh,
];
