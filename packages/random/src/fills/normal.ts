import type { Generator } from '../generator.js';
import { fma64 } from '../math/fma.js';
import { normalBlocks32 } from '../math/normal-block32.js';
import { normalBlocks64 } from '../math/normal-block64.js';
import { refusal, refuseNaN, streamed } from '../refuse.js';
import { fillUnits } from './units.js';

export interface NormalParameters {
  readonly mean: number;
  readonly std: number;
}

export interface NormalLayout {
  /**
   * Whether the tensor is contiguous in its logical order. If not (transposed, sliced, channels last), its elements are
   * drawn one by one in memory order: pass them in that order. @default true
   */
  readonly contiguous?: boolean;
}

/**
 * Refuses what `fillNormal` would refuse.
 *
 * Errors: `OPTION` for std < 0 and for NaN.
 */
export function checkNormal(parameters: NormalParameters): void {
  const { mean, std } = parameters;
  if (!(std >= 0)) {
    throw refusal(
      'normal_',
      `normal expects std >= 0.0, but found std ${streamed(std)}`,
      { mean, std },
      'Pass std >= 0.',
    );
  }
  refuseNaN('normal_', { mean, std });
}

/** From this size up PyTorch draws contiguous normals in blocks of sixteen. */
const blockSize = 16;

/** Elements worked on at a time: small enough to stay in the cache. */
const chunk = 4096;

/**
 * Normal with the given mean and standard deviation, the law of `normal_` and `randn`. Sixteen and more elements that
 * are contiguous are drawn in blocks (Box-Muller on the pairs (j, j + 8); a rest that fills no block redraws the last
 * sixteen); fewer, or strided ones, are drawn in pairs, of which the generator keeps the second for the next such call.
 *
 * float32 has PyTorch's bits. float64 differs from glibc's logarithm, sine and cosine by up to 2 ulp.
 *
 * Errors: those of `checkNormal`; nothing is drawn then.
 *
 * @example
 * import { fillNormal, Generator } from '@nn/random';
 *
 * fillNormal(new Float32Array(3), { mean: 0, std: 0.01 }, new Generator(0));
 */
export function fillNormal(
  out: Float32Array | Float64Array,
  parameters: NormalParameters,
  generator: Generator,
  { contiguous = true }: NormalLayout = {},
): void {
  checkNormal(parameters);
  if (!contiguous || out.length < blockSize) fillOneByOne(out, parameters, generator);
  else if (out instanceof Float64Array) fillBlocks(out, parameters, generator, normalBlocks64);
  else
    fillBlocks(
      out,
      { mean: Math.fround(parameters.mean), std: Math.fround(parameters.std) },
      generator,
      normalBlocks32,
    );
}

function fillBlocks<A extends Float32Array | Float64Array>(
  out: A,
  { mean, std }: NormalParameters,
  generator: Generator,
  transform: (x: A, from: number, to: number, mean: number, std: number) => void,
): void {
  const n = out.length;
  const whole = n - (n % blockSize);
  for (let from = 0; from < whole; from += chunk) {
    const to = Math.min(whole, from + chunk);
    fillUnits(out, from, to, generator);
    transform(out, from, to, mean, std);
  }
  if (whole === n) return;
  fillUnits(out, whole, n, generator);
  fillUnits(out, n - blockSize, n, generator);
  transform(out, n - blockSize, n, mean, std);
}

function fillOneByOne(out: Float32Array | Float64Array, { mean, std }: NormalParameters, generator: Generator): void {
  for (let i = 0; i < out.length; i++) out[i] = fma64(nextNormal(generator), std, mean);
}

/** A standard normal in double, by pairs as PyTorch makes them. */
function nextNormal(generator: Generator): number {
  const cached = generator.cachedNormal;
  if (cached !== null) {
    generator.cachedNormal = null;
    return cached;
  }
  const angle = 2 * Math.PI * generator.float64Unit();
  const radius = Math.sqrt(-2 * Math.log1p(-generator.float64Unit()));
  generator.cachedNormal = radius * Math.sin(angle);
  return radius * Math.cos(angle);
}
