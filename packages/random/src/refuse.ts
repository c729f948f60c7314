import { NnError } from '@nn/core';

/** An `OPTION` error of a fill: nothing has been drawn yet. */
export function refusal(
  op: string,
  sentence: string,
  details: Readonly<Record<string, unknown>>,
  advice: string,
): NnError {
  return new NnError('OPTION', sentence, { op, details, advice });
}

/** A number as C++ streams print it, so that messages read as PyTorch's: six digits, `1e+06`, `nan`, `inf`. */
export function streamed(x: number): string {
  if (!Number.isFinite(x)) return String(x).toLowerCase().replace('infinity', 'inf');
  const [digits, exponent] = x.toExponential(5).split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(x.toPrecision(6)));
  return `${Number(digits)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The largest finite value of a floating dtype. */
export const largest: Readonly<Record<'float32' | 'float64', number>> = {
  float32: (2 - 2 ** -23) * 2 ** 127,
  float64: Number.MAX_VALUE,
};

/** Refuses NaN, which no law has a use for, and what is no number at all. */
export function refuseNaN(op: string, parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'number' && !Number.isNaN(value)) continue;
    const found = typeof value === 'number' ? 'nan' : typeof value;
    throw refusal(op, `${op} expects numbers, but found ${name} ${found}`, parameters, `Pass a number as ${name}.`);
  }
}
