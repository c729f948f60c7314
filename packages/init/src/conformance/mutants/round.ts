import type { FloatDType } from '../settings.js';

const formats = {
  float32: { digits: 24, least: -126 },
  float16: { digits: 11, least: -14 },
  bfloat16: { digits: 8, least: -126 },
} as const;

/** The dtype's number nearest to x, ties to even: by arithmetic, where the framework works on bits. */
export function roundedTo(dtype: FloatDType, x: number): number {
  if (dtype === 'float64' || x === 0 || !Number.isFinite(x)) return x;
  const { digits, least } = formats[dtype];
  const step = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), least) - digits + 1);
  const scaled = x / step;
  const down = Math.floor(scaled);
  const rest = scaled - down;
  const up = rest > 0.5 || (rest === 0.5 && down % 2 !== 0);
  return (up ? down + 1 : down) * step;
}
