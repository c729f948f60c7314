import type { Generator } from '../generator.js';
import { fma32, fma64 } from '../math/fma.js';
import { stateSize, temper } from '../mt19937.js';
import { largest, refusal, streamed } from '../refuse.js';
import { fillUnits } from './units.js';

export interface UniformParameters {
  readonly low: number;
  readonly high: number;
}

/**
 * Refuses what `fillUniform` would refuse.
 *
 * Errors: `OPTION` for NaN, a bound that the dtype cannot hold, low > high, and a width that the dtype cannot hold.
 */
export function checkUniform(parameters: UniformParameters, dtype: 'float32' | 'float64' = 'float32'): void {
  const { low, high } = parameters;
  const limit = largest[dtype];
  const type = dtype === 'float32' ? 'float' : 'double';
  const refuse = (sentence: string, advice: string): never => {
    throw refusal('uniform_', sentence, { low, high, dtype }, advice);
  };
  const holds = (x: number): boolean => typeof x === 'number' && Math.abs(x) <= limit;
  if (!holds(low)) refuse(`from is out of bounds for ${type}`, `The bounds must be finite in ${dtype}.`);
  if (!holds(high)) refuse(`to is out of bounds for ${type}`, `The bounds must be finite in ${dtype}.`);
  if (low > high) {
    refuse(
      `uniform_ expects to return a [from, to) range, but found from=${streamed(low)} > to=${streamed(high)}`,
      'Give the lower bound first.',
    );
  }
  if (!(high - low <= limit)) {
    const name = dtype === 'float32' ? 'Float' : 'Double';
    refuse(
      `uniform_ expects to-from <= std::numeric_limits<${name}>::max(), but found to=${streamed(high)} and ` +
        `from=${streamed(low)} which result in to-from to exceed the limit`,
      'Take a narrower range.',
    );
  }
}

/**
 * Uniform on [low, high], the law of `uniform_` and `rand`: u * (high - low) + low, fused, with u from one word
 * (float32) or two (float64). Rounding can give `high` itself, as it does in PyTorch.
 *
 * Errors: those of `checkUniform`; nothing is drawn then.
 *
 * @example
 * import { fillUniform, Generator } from '@nn/random';
 *
 * fillUniform(new Float32Array(3), { low: -1, high: 1 }, new Generator(0));
 */
export function fillUniform(
  out: Float32Array | Float64Array,
  parameters: UniformParameters,
  generator: Generator,
): void {
  if (out instanceof Float64Array) {
    checkUniform(parameters, 'float64');
    fillUniform64(out, parameters, generator);
  } else {
    checkUniform(parameters, 'float32');
    fillUniform32(out, parameters, generator);
  }
}

function fillUniform32(out: Float32Array, { low, high }: UniformParameters, generator: Generator): void {
  const base = Math.fround(low);
  const width = Math.fround(Math.fround(high) - base);
  const size = Math.abs(base);
  // Between these ratios the sum is exact in double, so that storing it is the one rounding.
  const exact = size === 0 || (size >= width * 2 ** -27 && size <= width * 16);
  const step = width * 2 ** -24;
  const { words } = generator;
  const n = out.length;
  for (let i = 0; i < n;) {
    if (generator.position === stateSize) generator.twist();
    let at = generator.position;
    const stop = Math.min(n, i + stateSize - at);
    if (exact) while (i < stop) out[i++] = (temper(words[at++]!) & 0xffffff) * step + base;
    else while (i < stop) out[i++] = fma32((temper(words[at++]!) & 0xffffff) * 2 ** -24, width, base);
    generator.position = at;
  }
}

function fillUniform64(out: Float64Array, { low, high }: UniformParameters, generator: Generator): void {
  const width = high - low;
  fillUnits(out, 0, out.length, generator);
  for (let i = 0; i < out.length; i++) out[i] = fma64(out[i]!, width, low);
}
