import type { ExprOp, ExprType } from '@nn/core/expression';

/** Codes of vector instructions on memory and bits. */
export const simd = {
  load: 0x00,
  load32Splat: 0x09,
  load64Splat: 0x0a,
  store: 0x0b,
  shuffle: 0x0d,
  splat32: 0x11,
  splat64: 0x12,
  splatF32: 0x13,
  splatF64: 0x14,
  extract32: 0x1b,
  replace32: 0x1c,
  extract64: 0x1d,
  replace64: 0x1e,
  extractF32: 0x1f,
  replaceF32: 0x20,
  extractF64: 0x21,
  replaceF64: 0x22,
  notEqual32: 0x38,
  not: 0x4d,
  and: 0x4e,
  andNot: 0x4f,
  or: 0x50,
  xor: 0x51,
  bitselect: 0x52,
  load32Lane: 0x56,
  load64Lane: 0x57,
  store32Lane: 0x5a,
  store64Lane: 0x5b,
  load32Zero: 0x5c,
  load64Zero: 0x5d,
  absBytes: 0x60,
  bytesToShorts: 0x89,
  shortsToWords: 0xa9,
  neg32: 0xa1,
  allTrue32: 0xa3,
  shiftLeft: 0xab,
  shiftRight: 0xac,
  shiftRightUnsigned: 0xad,
  wordsToPairsLow: 0xc7,
  wordsToPairsHigh: 0xc8,
  unsignedToPairsLow: 0xc9,
  unsignedToPairsHigh: 0xca,
  shiftPairsLeft: 0xcb,
  shiftPairsRight: 0xcc,
  demote: 0x5e,
  promote: 0x5f,
} as const;

/** Instructions that are an operation, by type: one or two operands, one result of the same shape. */
type Codes = { readonly [Op in ExprOp]?: number } & { readonly pmin?: number; readonly pmax?: number };

const bits = { and: simd.and, or: simd.or, xor: simd.xor, not: simd.not };

export const instructions: Readonly<Record<ExprType, Codes>> = {
  f32: {
    neg: 0xe1,
    abs: 0xe0,
    sqrt: 0xe3,
    floor: 0x68,
    ceil: 0x67,
    trunc: 0x69,
    round: 0x6a,
    add: 0xe4,
    sub: 0xe5,
    mul: 0xe6,
    div: 0xe7,
    lt: 0x43,
    le: 0x45,
    eq: 0x41,
    pmin: 0xea,
    pmax: 0xeb,
  },
  f64: {
    neg: 0xed,
    abs: 0xec,
    sqrt: 0xef,
    floor: 0x75,
    ceil: 0x74,
    trunc: 0x7a,
    round: 0x94,
    add: 0xf0,
    sub: 0xf1,
    mul: 0xf2,
    div: 0xf3,
    lt: 0x49,
    le: 0x4b,
    eq: 0x47,
    pmin: 0xf6,
    pmax: 0xf7,
  },
  i32: {
    neg: 0xa1,
    abs: 0xa0,
    add: 0xae,
    sub: 0xb1,
    mul: 0xb5,
    min: 0xb6,
    max: 0xb8,
    lt: 0x39,
    le: 0x3d,
    eq: 0x37,
    ...bits,
  },
  u32: {
    neg: 0xa1,
    add: 0xae,
    sub: 0xb1,
    mul: 0xb5,
    min: 0xb7,
    max: 0xb9,
    lt: 0x3a,
    le: 0x3e,
    eq: 0x37,
    ...bits,
  },
  i64: { neg: 0xc1, abs: 0xc0, add: 0xce, sub: 0xd1, mul: 0xd5, lt: 0xd8, le: 0xda, eq: 0xd6, ...bits },
  // Masks: all bits of a lane, or none.
  bool: bits,
};

/** The instruction that converts lanes of one type to another; from and to f64 it reads or fills the lower half. */
export const conversions: Readonly<Record<string, number>> = {
  'f32 i32': 0xf8,
  'f32 u32': 0xf9,
  'i32 f32': 0xfa,
  'u32 f32': 0xfb,
  'f64 i32': 0xfc,
  'f64 u32': 0xfd,
  'i32 f64': 0xfe,
  'u32 f64': 0xff,
  'f64 f32': simd.demote,
  'f32 f64': simd.promote,
};

/** Of single numbers: there is none for lanes of 64 bits. Float to integer saturates, and makes 0 of NaN. */
export const scalarConversions = {
  'i64 f32': [0xb4],
  'i64 f64': [0xb9],
  'f32 i64': [0xfc, 0x04],
  'f64 i64': [0xfc, 0x06],
} as const;

/** What `shuffle` takes: bytes of two vectors. */
export const lanes = {
  /** The first four words of two vectors of pairs. */
  evenWords: [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27],
  /** The lower halves of two vectors. */
  lowerHalves: [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23],
  upperHalf: [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15],
  secondWord: [4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7],
  /** The lowest byte of every word, together. */
  lowBytes: [0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12],
} as const;
