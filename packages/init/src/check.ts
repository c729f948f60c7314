import { type DType, NnError } from '@nn/core';
import { kindOf } from './target.js';

/** Refuses what is no finite number. */
export function checkFinite(op: string, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    const found = typeof value === 'number' ? value : kindOf(value);
    throw new NnError('OPTION', `${op} expects a finite number as ${name}, but got ${found}`, { op, details: values });
  }
}

/** Refuses dtypes that PyTorch's kernel of this name does not draw, and numbers that would be infinite in the dtype. */
export function checkDrawn(op: string, kernel: string, values: Readonly<Record<string, number>>, dtype: DType): void {
  const integer: Partial<Record<DType, string>> = { int32: 'Int', int64: 'Long', uint8: 'Byte', bool: 'Bool' };
  if (integer[dtype] !== undefined) {
    throw new NnError('DTYPE', `"${kernel}" not implemented for '${integer[dtype]}'`, {
      op,
      details: { dtype },
      advice: `${op} is for floating dtypes.`,
    });
  }
  const highest = dtype === 'float64' ? Number.MAX_VALUE : dtype === 'float16' ? 65504 : (2 - 2 ** -23) * 2 ** 127;
  for (const [name, value] of Object.entries(values)) {
    if (Math.abs(value) <= highest) continue;
    throw new NnError('OPTION', `${name} is out of bounds for ${dtype}`, { op, details: { ...values, dtype } });
  }
}

/** Runs another function's check, so that its refusal names what the user called. */
export function refuseAs(op: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof NnError)) throw error;
    const { code, sentence, details, advice } = error;
    throw new NnError(code, sentence, { op, details, cause: error, ...(advice === undefined ? {} : { advice }) });
  }
}
