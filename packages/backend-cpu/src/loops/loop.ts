import type { ExprOp } from '@nn/core/expression';

/**
 * One operation on a stretch of the heap: the elements from `o` to before `e` become results of operands from `i`, `j` and `l` on,
 * which move by `s`, `t` and `u`: 1, or 0 where one value serves all. An output may be an operand.
 *
 * Every loop is written out over the arrays of `heap.ts`, and keeps its addresses 32-bit: that is what engines compile well.
 */
export type Loop = (o: number, e: number, i: number, s: number, j: number, t: number, l: number, u: number) => void;

/** The operations of a type. */
export type Loops = { readonly [Op in ExprOp]?: Loop } & { readonly copy: Loop };
