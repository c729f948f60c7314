/*
 * A kernel's parameters in memory, in bytes from where its only argument points: how many elements a row has, how many rows there are,
 * then for every operand, inputs first, three numbers, then for every run-time parameter and constant eight bytes.
 */
export const countAt = 0;
export const rowsAt = 4;

/** Of an operand: its address, and how far its rows and its elements stand apart, in bytes. */
export function operandAt(operand: number): number {
  return 8 + 16 * operand;
}
export const rowStep = 4;
export const elementStep = 8;

/** Of run-time parameters, and constants behind them. */
export function cellAt(operands: number, cell: number): number {
  return 8 + 16 * operands + 8 * cell;
}

/** How an operand's elements stand: next to each other, at any distance, or all in one place. */
export type Pace = 'dense' | 'strided' | 'one';
