import { fixed, scientific } from './digits.js';
import type { PrintSettings } from './options.js';

/** @internal One way to write all the elements of a tensor: with how many digits, how wide. */
export interface Formatter {
  readonly width: number;
  readonly format: (value: Element) => string;
}

/** @internal An element as it is read. */
export type Element = number | bigint | boolean;

/** @internal Integers and booleans, flush right. */
export function wholeFormatter(values: readonly Element[]): Formatter {
  const width = values.reduce<number>((most, value) => Math.max(most, String(value).length), 1);
  return { width, format: (value) => String(value).padStart(width) };
}

/**
 * @internal Floats, all in one notation, by PyTorch's rules: as whole numbers (`1.`) where all are, with an exponent where magnitudes differ a
 * thousandfold or leave 1e-4 … 1e8, else with fixed digits.
 */
export function floatFormatter(values: readonly number[], { precision, sciMode }: PrintSettings): Formatter {
  const counted = values.filter((value) => Number.isFinite(value) && value !== 0);
  const whole = counted.every(Number.isInteger);
  const chosen = counted.length > 0 && spreads(counted, whole);
  const measured = chosen
    ? (x: number): number => scientific(x, precision).length
    : whole
      ? (x: number): number => fixed(x, 0).length + 1
      : (x: number): number => fixed(x, precision).length;
  const width = counted.reduce((most, value) => Math.max(most, measured(value)), 1);
  // Without a number to measure, PyTorch keeps to whole numbers whatever the mode says.
  const exponent = counted.length > 0 ? (sciMode ?? chosen) : false;
  const write = (value: number): string => {
    if (exponent) return scientific(value, precision);
    return whole ? fixed(value, 0) + (Number.isFinite(value) ? '.' : '') : fixed(value, precision);
  };
  return { width, format: (value) => write(value as number).padStart(width) };
}

function spreads(values: readonly number[], whole: boolean): boolean {
  let most = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) {
    most = Math.max(most, Math.abs(value));
    least = Math.min(least, Math.abs(value));
  }
  return most / least > 1000 || most > 1e8 || (!whole && least < 1e-4);
}
