import { type DType, dtypes, NnError, type Scalar } from '@nn/core';

/**
 * A plain value as an element of a dtype: integers wrap, as a 0-d int64 tensor's value would in PyTorch, fractions are cut off.
 *
 * @throws NnError 'VALUE' for what int64 cannot hold, and for NaN and infinities as integers
 */
export function convertScalar(value: Scalar, dtype: DType): Scalar {
  if (dtype === 'bool') return typeof value === 'number' ? value !== 0 : Boolean(value);
  if (dtypes[dtype].category === 'floating') return Number(value);
  if (typeof value === 'number' && value >= 0 && value <= 255 && Number.isInteger(value) && dtype !== 'int64')
    return value;
  const whole = wholeOf(value, dtype);
  if (dtype === 'int64') return whole;
  return Number(dtype === 'uint8' ? BigInt.asUintN(8, whole) : BigInt.asIntN(32, whole));
}

/**
 * Refuses a plain value that a dtype cannot hold, for operations that do not let it wrap.
 *
 * @throws NnError 'VALUE'
 */
export function checkScalar(value: Scalar, dtype: DType, op: string): void {
  if (typeof value === 'boolean' || dtype === 'bool') return;
  if (dtypes[dtype].category === 'floating') {
    const number = Number(value);
    if (dtype !== 'float64' && Number.isFinite(number) && Math.abs(number) > largest(dtype))
      throw overflow(value, dtype, op);
    return;
  }
  const whole = wholeOf(value, dtype, op);
  // A byte takes −255 to −1 too: they wrap.
  const [low, high] =
    dtype === 'uint8'
      ? [-255n, 255n]
      : dtype === 'int32'
        ? [-(2n ** 31n), 2n ** 31n - 1n]
        : [-(2n ** 63n), 2n ** 63n - 1n];
  if (whole < low || whole > high) throw overflow(value, dtype, op);
}

/** The greatest finite value of a floating dtype. */
export function largest(dtype: DType): number {
  if (dtype === 'float16') return 65504;
  if (dtype === 'bfloat16') return 255 * 2 ** 120;
  return dtype === 'float32' ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
}

function wholeOf(value: Scalar, dtype: DType, op?: string): bigint {
  if (typeof value === 'number' && !Number.isFinite(value)) throw overflow(value, dtype, op);
  const whole = BigInt(typeof value === 'number' ? Math.trunc(value) : value);
  if (BigInt.asIntN(64, whole) !== whole) throw overflow(value, dtype, op);
  return whole;
}

const cNames: Partial<Record<DType, string>> = {
  uint8: 'uint8_t',
  int32: 'int',
  int64: 'int64_t',
  float32: 'float',
  float16: 'at::Half',
  bfloat16: 'at::BFloat16',
};

function overflow(value: Scalar, dtype: DType, op?: string): NnError {
  return new NnError('VALUE', `value cannot be converted to type ${cNames[dtype] ?? dtype} without overflow`, {
    ...(op === undefined ? {} : { op }),
    details: { value, dtype },
    advice: `${String(value)} does not fit into ${dtype}.`,
  });
}
