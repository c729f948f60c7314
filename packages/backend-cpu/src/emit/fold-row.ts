import { type Assembler, type Local, plain } from './assembler.js';
import { instructions, lanes, simd } from './instructions.js';

/** Folds that are emitted. */
export type EmittedFold = 'sum' | 'max' | 'min';

/** What a fold sees of the row that it is at the end of. */
export interface Row {
  /** How many elements are left. */
  readonly left: Local;
  /** A loop over rounds of so many vectors, as long as `counter` has as many elements: `take` is written once for each of them. */
  readonly vectors: (counter: Local, count: number, take: (vector: Local, part: number) => void) => void;
  /** A loop over the elements that are left, each in all lanes. */
  readonly elements: (take: (vector: Local) => void) => void;
}

/** Elements whose sum is taken in float32. */
const run = 512;

const floats = instructions.f32 as Readonly<Record<'add' | 'pmax' | 'pmin' | 'eq', number>>;
const addPairs = instructions.f64.add!;

/** Folds a row of float32 in the very order of `reduce`; gives the local whose first lane is the fold. */
export function foldRow(asm: Assembler, kind: EmittedFold, row: Row): Local {
  return kind === 'sum'
    ? sumOfRow(asm, row)
    : extremeOfRow(asm, kind === 'max' ? floats.pmax : floats.pmin, kind === 'max', row);
}

/** `asm/reduce.ts`, `sumOfRow`: eight vectors of float32 beside each other for a run, doubles beyond. */
function sumOfRow(asm: Assembler, { left, vectors, elements }: Row): Local {
  const total = splat(asm, asm.vector(), 0);
  const sums = Array.from({ length: 8 }, () => asm.vector());
  const part = asm.number();
  asm.whileAtLeast(left, 32, () => {
    asm.get(left).constant(-32).op(plain.and).constant(run);
    asm.get(left).constant(run).op(plain.lessUnsigned).op(plain.select).set(part);
    asm.get(left, part).op(plain.sub).set(left);
    for (const sum of sums) splat(asm, sum, 0);
    vectors(part, 8, (vector, i) => asm.get(sums[i]!, vector).simd(floats.add).set(sums[i]!));
    const sum = joined(asm, floats.add, sums);
    asm.get(sum).simd(simd.promote);
    upperHalf(asm, sum).simd(simd.promote).simd(addPairs).set(sum);
    asm.get(total, sum);
    upperHalf(asm, sum).simd(addPairs).simd(addPairs).set(total);
  });
  elements((vector) => asm.get(total, vector).simd(simd.promote).simd(addPairs).set(total));
  asm.get(total).simd(simd.demote).set(total);
  return total;
}

/** `extremeOfRow` there: four vectors beside each other, and where all elements equaled themselves, so that NaN wins. */
function extremeOfRow(asm: Assembler, farther: number, isLargest: boolean, { left, vectors, elements }: Row): Local {
  const infinity = 0x7f80_0000;
  const best = Array.from({ length: 4 }, () => splat(asm, asm.vector(), isLargest ? infinity | (1 << 31) : infinity));
  const numbers = splat(asm, asm.vector(), -1);
  const take = (vector: Local, part = 0): void => {
    asm.get(best[part]!, vector).simd(farther).set(best[part]!);
    asm.get(numbers, vector, vector).simd(floats.eq).simd(simd.and).set(numbers);
  };
  vectors(left, 4, take);
  elements(take);
  const all = joined(asm, farther, best);
  asm.get(all);
  upperHalf(asm, all).simd(farther).set(all);
  asm.get(all, all, all).simd(simd.shuffle, ...lanes.secondWord);
  asm.simd(farther).set(all);
  const notANumber = splat(asm, best[1]!, 0x7fc0_0000);
  asm.get(all, notANumber, numbers).simd(simd.allTrue32).op(plain.select).set(all);
  return all;
}

function upperHalf(asm: Assembler, vector: Local): Assembler {
  return asm.get(vector, vector).simd(simd.shuffle, ...lanes.upperHalf);
}

function splat(asm: Assembler, into: Local, bits: number): Local {
  asm.constant(bits).simd(simd.splat32).set(into);
  return into;
}

/** One vector of several, by pairs of pairs; it takes the first one's place. */
function joined(asm: Assembler, code: number, vectors: readonly Local[]): Local {
  if (vectors.length === 1) return vectors[0]!;
  const half = vectors.length / 2;
  const [a, b] = [joined(asm, code, vectors.slice(0, half)), joined(asm, code, vectors.slice(half))];
  asm.get(a, b).simd(code).set(a);
  return a;
}
