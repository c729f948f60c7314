/** One step in time of a batch whose sequences may differ in length, in the order in which a direction takes them. */
export interface Step {
  /** Place in time. */
  readonly time: number;
  /** The first of its rows in the data, which hold step after step. */
  readonly start: number;
  /** How many sequences are that long. */
  readonly rows: number;
  /** How many of its rows go on from the step before; the others begin here, from their initial state. */
  readonly carried: number;
}

/** The steps of one direction, from how many sequences each place in time holds; these only ever become fewer. */
export function stepsOf(batchSizes: readonly number[], reverse: boolean): readonly Step[] {
  const starts: number[] = [];
  let total = 0;
  for (const size of batchSizes) {
    starts.push(total);
    total += size;
  }
  const times = batchSizes.map((_, time) => time);
  if (reverse) times.reverse();
  let before = 0;
  return times.map((time) => {
    const rows = batchSizes[time]!;
    const carried = Math.min(before, rows);
    before = rows;
    return { time, start: starts[time]!, rows, carried };
  });
}

/** The row in which each sequence ends, in the order of the steps. */
export function lastRows(steps: readonly Step[]): readonly number[] {
  const rows: number[] = [];
  for (const { start, rows: count } of steps) for (let i = 0; i < count; i++) rows[i] = start + i;
  return rows;
}

/** For every row, where the state before it stands when the initial states come before the data. */
export function previousRows(steps: readonly Step[], batch: number): Int32Array<ArrayBuffer> {
  const total = steps.reduce((sum, { rows }) => sum + rows, 0);
  const previous = new Int32Array(total);
  let before: Step | undefined;
  for (const step of steps) {
    for (let i = 0; i < step.rows; i++) previous[step.start + i] = i < step.carried ? batch + before!.start + i : i;
    before = step;
  }
  return previous;
}
