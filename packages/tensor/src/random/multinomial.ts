import { dtypes, isFloating, NnError } from '@nn/core';
import { fillExponential, type Generator } from '@nn/random';
import { cast } from '../copy.js';
import { fromHost } from '../from-host.js';
import { toTypedArray, toTypedArraySync } from '../read.js';
import type { Tensor } from '../tensor.js';
import { type DrawOptions, generatorOf } from './draw.js';

export interface MultinomialOptions extends DrawOptions {
  /** Whether the same place may be drawn again. @default false */
  readonly replacement?: boolean;
}

type Floats = Float32Array | Float64Array;

/**
 * Places drawn with the given weights, which need not add up to 1: of a vector, or of every row of a matrix. int64, PyTorch's to the bit.
 *
 * @throws NnError 'SHAPE', 'DTYPE', 'OPTION' for more draws than places without replacement; 'VALUE' for weights that are negative, not finite,
 * or all zero; nothing is drawn then. 'SYNC_READ' on a device that cannot be read at once: use `multinomialAsync`
 * @example
 * import { multinomial, tensor } from '@nn/nn';
 *
 * multinomial(tensor([0, 1, 0]), 1).toArraySync(); // [1]
 */
export function multinomial(weights: Tensor, count: number, options: MultinomialOptions = {}): Tensor {
  check(weights, count, options);
  return drawn(weights, toTypedArraySync(readable(weights), 'multinomial') as Floats, count, options);
}

/** `multinomial` on any device. */
export async function multinomialAsync(
  weights: Tensor,
  count: number,
  options: MultinomialOptions = {},
): Promise<Tensor> {
  check(weights, count, options);
  return drawn(weights, (await toTypedArray(readable(weights))) as Floats, count, options);
}

/** Weights as PyTorch computes with them. */
function readable(weights: Tensor): Tensor {
  return cast(weights.detach(), weights.dtype === 'float64' ? 'float64' : 'float32');
}

function check(weights: Tensor, count: number, { replacement = false }: MultinomialOptions): void {
  const details = { shape: weights.shape, count, replacement };
  const refuse = (code: 'SHAPE' | 'OPTION', sentence: string): NnError =>
    new NnError(code, sentence, { op: 'multinomial', details });
  if (weights.ndim !== 1 && weights.ndim !== 2) throw refuse('SHAPE', 'prob_dist must be 1 or 2 dim');
  if (!isFloating(weights.dtype)) {
    throw new NnError(
      'DTYPE',
      `multinomial only supports floating-point dtypes for input, got: ${dtypes[weights.dtype].torchName}`,
      {
        op: 'multinomial',
        details: { dtype: weights.dtype },
        advice: "Use .to('float32').",
      },
    );
  }
  if (!Number.isSafeInteger(count))
    throw refuse('OPTION', `multinomial: the number of draws must be a whole number, got ${count}`);
  if (count <= 0) throw refuse('OPTION', 'cannot sample n_sample <= 0 samples');
  if (!replacement && count > weights.shape.at(-1)!)
    throw refuse('OPTION', 'cannot sample n_sample > prob_dist.size(-1) samples without replacement');
}

function drawn(weights: Tensor, values: Floats, count: number, options: MultinomialOptions): Tensor {
  const places = weights.shape.at(-1)!;
  const rows = weights.ndim === 1 ? 1 : weights.shape[0]!;
  const racing = options.replacement !== true;
  const out = new BigInt64Array(rows * count);
  const row = (r: number): Floats => values.subarray(r * places, (r + 1) * places);
  for (let r = 0; r < rows; r++) checkRow(row(r), racing);
  if (racing) race(values, waits(weights, values.length, generatorOf(options)), rows, places, count, out);
  else
    for (let r = 0; r < rows; r++)
      drawRow(row(r), count, generatorOf(options), out.subarray(r * count, (r + 1) * count));
  return fromHost(weights, weights.storage.backend, 'int64', weights.ndim === 1 ? [count] : [rows, count], out);
}

function checkRow(row: Floats, racing: boolean): void {
  const refuse = (sentence: string): NnError => new NnError('VALUE', sentence, { op: 'multinomial' });
  let sum = 0;
  for (const value of row) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      if (racing) throw refuse('probability tensor contains either `inf`, `nan` or element < 0');
      throw refuse(
        `invalid multinomial distribution (encountering probability entry ${value < 0 ? '< 0' : '= infinity or NaN'})`,
      );
    }
    sum += value;
  }
  if (!(sum > 0)) throw refuse('invalid multinomial distribution (sum of probabilities <= 0)');
}

/** An exponential time for every weight, drawn in the order in which the weights lie in memory. */
function waits(weights: Tensor, length: number, generator: Generator): Floats {
  const times = weights.dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
  fillExponential(times, { lambd: 1 }, generator);
  const [rows = 1, places = 1] = weights.shape;
  if (weights.ndim === 1 || weights.isContiguous() || weights.strides[0]! >= weights.strides[1]!) return times;
  return times.map((_, i) => times[(i % places) * rows + Math.floor(i / places)]!);
}

/** Without replacement: every place waits a time that its weight shortens; the first ones win. */
function race(values: Floats, times: Floats, rows: number, places: number, count: number, out: BigInt64Array): void {
  const speed = times.map((time, i) => values[i]! / time);
  for (let r = 0; r < rows; r++) {
    const order = Array.from({ length: places }, (_, i) => i).sort(
      (a, b) => speed[r * places + b]! - speed[r * places + a]! || a - b,
    );
    for (let k = 0; k < count; k++) out[r * count + k] = BigInt(order[k]!);
  }
}

/** With replacement: the distribution function, and where a uniform draw falls in it. */
function drawRow(row: Floats, count: number, generator: Generator, out: BigInt64Array): void {
  const cumulative = row.slice();
  const last = cumulative.length - 1;
  for (let i = 1; i <= last; i++) cumulative[i] = cumulative[i - 1]! + cumulative[i]!;
  const total = cumulative[last]!;
  for (let i = 0; i < last; i++) cumulative[i] = cumulative[i]! / total;
  cumulative[last] = 1;
  for (let k = 0; k < count; k++) {
    const u = generator.float64Unit();
    let low = 0;
    let high = last + 1;
    while (high > low) {
      const middle = low + Math.floor((high - low) / 2);
      if (cumulative[middle]! < u) low = middle + 1;
      else high = middle;
    }
    out[k] = BigInt(low);
  }
}
