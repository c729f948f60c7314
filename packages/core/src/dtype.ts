import { NnError } from './errors.js';

/** Element types. `float16` and `bfloat16` are stored as their bits and computed in float32. */
export type DType = 'float32' | 'float64' | 'int32' | 'int64' | 'uint8' | 'bool' | 'float16' | 'bfloat16';

/** Typed arrays that carry tensor values to and from the host. */
export type TypedArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Uint16Array;

/** A plain value that can stand for an element. */
export type Scalar = number | bigint | boolean;

/** Where PyTorch's promotion ranks a dtype: a scalar or 0-d operand never lifts another within its category. */
export type DTypeCategory = 'bool' | 'integer' | 'floating';

export interface DTypeInfo {
  readonly name: DType;
  /** A small integer, dense from 0: for tables on hot paths. */
  readonly index: number;
  readonly bytes: number;
  readonly category: DTypeCategory;
  /** Significand bits with the hidden one; 0 for what is not floating. */
  readonly precision: number;
  /** PyTorch's word in messages: `Float`, `Long`. */
  readonly torchName: string;
  /** A zeroed typed array of the host representation: float16 and bfloat16 are Uint16Array of bits, bool is Uint8Array. */
  readonly allocate: (length: number) => TypedArray;
}

/** Every dtype's facts. */
export const dtypes: Readonly<Record<DType, DTypeInfo>> = {
  float32: {
    name: 'float32',
    index: 0,
    bytes: 4,
    category: 'floating',
    precision: 24,
    torchName: 'Float',
    allocate: (n) => new Float32Array(n),
  },
  float64: {
    name: 'float64',
    index: 1,
    bytes: 8,
    category: 'floating',
    precision: 53,
    torchName: 'Double',
    allocate: (n) => new Float64Array(n),
  },
  int32: {
    name: 'int32',
    index: 2,
    bytes: 4,
    category: 'integer',
    precision: 0,
    torchName: 'Int',
    allocate: (n) => new Int32Array(n),
  },
  int64: {
    name: 'int64',
    index: 3,
    bytes: 8,
    category: 'integer',
    precision: 0,
    torchName: 'Long',
    allocate: (n) => new BigInt64Array(n),
  },
  uint8: {
    name: 'uint8',
    index: 4,
    bytes: 1,
    category: 'integer',
    precision: 0,
    torchName: 'Byte',
    allocate: (n) => new Uint8Array(n),
  },
  bool: {
    name: 'bool',
    index: 5,
    bytes: 1,
    category: 'bool',
    precision: 0,
    torchName: 'Bool',
    allocate: (n) => new Uint8Array(n),
  },
  float16: {
    name: 'float16',
    index: 6,
    bytes: 2,
    category: 'floating',
    precision: 11,
    torchName: 'Half',
    allocate: (n) => new Uint16Array(n),
  },
  bfloat16: {
    name: 'bfloat16',
    index: 7,
    bytes: 2,
    category: 'floating',
    precision: 8,
    torchName: 'BFloat16',
    allocate: (n) => new Uint16Array(n),
  },
};

/** True for float16, bfloat16, float32 and float64. */
export function isFloating(dtype: DType): boolean {
  return dtypes[dtype].category === 'floating';
}

/** `dtype` if it is one; else a coded error. For values that come from outside the type system. */
export function checkDType(dtype: unknown, op: string): DType {
  if (typeof dtype === 'string' && Object.hasOwn(dtypes, dtype)) return dtype as DType;
  throw new NnError('DTYPE', `${op}: unknown dtype ${String(dtype)}`, {
    op,
    details: { dtype },
    advice: `Use one of ${Object.keys(dtypes).join(', ')}.`,
  });
}

/** The dtype that a typed array brings with it: contract 5. */
export function dtypeOfArray(array: TypedArray): DType {
  if (array instanceof Float32Array) return 'float32';
  if (array instanceof Float64Array) return 'float64';
  if (array instanceof Int32Array) return 'int32';
  if (array instanceof BigInt64Array) return 'int64';
  if (array instanceof Uint8Array) return 'uint8';
  throw new NnError('DTYPE', 'a Uint16Array does not say whether it holds float16 or bfloat16 bits', {
    details: { array: 'Uint16Array' },
    advice: "Pass { dtype: 'float16' } or { dtype: 'bfloat16' }.",
  });
}
