import { cat, eye, type Tensor, zeros } from '@nn/nn';

/** How many inputs an output depends on, and how many outputs depend on an input. */
export interface Counted {
  readonly in: number;
  readonly out: number;
}

/** What came out: as it was, and after each input was changed alone. */
export interface Outcomes {
  readonly before: readonly number[];
  readonly after: readonly (readonly number[])[];
}

/** Counts by looking which outputs have changed. */
export function count({ before, after }: Outcomes): Counted {
  const changed = after.map((outputs) => outputs.map((value, i) => value !== before[i]));
  const ofInputs = changed.map((outputs) => outputs.filter(Boolean).length);
  const ofOutputs = before.map((_, i) => changed.filter((outputs) => outputs[i]).length);
  return { in: Math.max(...ofOutputs), out: Math.max(...ofInputs) };
}

/** Runs a batch in which the first element is zero, and each other one has a 1 in its own place. */
export function runOnBasis(shape: readonly number[], run: (x: Tensor) => Tensor): Outcomes {
  const size = shape.reduce((product, length) => product * length, 1);
  return outcomes(rowsOf(run(basis(size).reshape([size + 1, ...shape]))));
}

/** Zero, then each feature 1 by itself. */
export function basis(size: number): Tensor {
  return cat([zeros([1, size]), eye(size)]);
}

/** The first row is how it was. */
export function outcomes([before, ...after]: readonly (readonly number[])[]): Outcomes {
  return { before: before!, after };
}

/** The elements of a batch, each as a list of numbers. */
export function rowsOf(batch: Tensor): number[][] {
  return batch.flatten(1).toArraySync<number[][]>();
}
