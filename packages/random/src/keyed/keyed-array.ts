import { largest, refusal } from '../refuse.js';

/** What keyed laws fill. 16-bit floats are these float32 values, rounded once more. */
export type KeyedArray = Float32Array | Float64Array;

/** The dtypes in which keyed values are defined. */
export type KeyedDType = 'float32' | 'float64';

export function dtypeOf(out: KeyedArray): KeyedDType {
  return out instanceof Float64Array ? 'float64' : 'float32';
}

/** A parameter as the dtype holds it. Zero has no sign. */
export function rounded(x: number, dtype: KeyedDType): number {
  return (dtype === 'float32' ? Math.fround(x) : x) + 0;
}

/** Refuses what the dtype does not hold as a finite number. */
export function requireFinite(op: string, parameters: Readonly<Record<string, number>>, dtype: KeyedDType): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'number' && Math.abs(value) <= largest[dtype]) continue;
    const found = typeof value === 'number' ? String(value) : typeof value;
    const sentence = `${op} expects finite numbers of ${dtype}, but found ${name}=${found}`;
    throw refusal(op, sentence, { ...parameters, dtype }, `Pass a finite ${name}.`);
  }
}
