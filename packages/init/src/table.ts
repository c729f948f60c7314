/** Rows of cells as text with columns aligned, the first row the header; a column of numbers only stands to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const [header = []] = rows;
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const toRight = header.map((_, column) =>
    rows.slice(1).every((row) => /^(-?[\d.]+(e[-+]?\d+)?|)$/.test(row[column]!)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => (toRight[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A row that is about a parameter: its path comes first. */
export type PathRow = readonly [path: string, ...cells: string[]];

/**
 * Rows whose paths differ in one number and in nothing else become one: `h.0.weight` to `h.11.weight` are `h.{0..11}.weight`, a glob that
 * stands for just these. What is numbered within numbered layers goes first.
 */
export function collapsed(rows: readonly PathRow[]): readonly PathRow[] {
  const deepest = rows.reduce((most, [path]) => Math.max(most, path.split('.').length), 0);
  let lines = rows;
  for (let depth = deepest - 1; depth >= 0; depth--) lines = collapsedAt(lines, depth);
  return lines;
}

function collapsedAt(rows: readonly PathRow[], depth: number): PathRow[] {
  const groups = new Map<
    string,
    { readonly row: PathRow; readonly names: readonly string[]; readonly numbers: number[] }
  >();
  for (const row of rows) {
    const [path, ...cells] = row;
    const names = path.split('.');
    const isNumber = /^(0|[1-9]\d*)$/.test(names[depth] ?? '');
    const key = JSON.stringify([isNumber ? names.with(depth, '') : path, isNumber, cells]);
    const group = groups.get(key);
    const number = Number(names[depth]);
    if (group === undefined) groups.set(key, { row, names, numbers: [number] });
    else group.numbers.push(number);
  }
  return Array.from(groups.values(), ({ row, names, numbers }) => {
    const [, ...cells] = row;
    return numbers.length === 1 ? row : [names.with(depth, `{${span(numbers)}}`).join('.'), ...cells];
  });
}

function span(numbers: readonly number[]): string {
  const first = numbers[0]!;
  return numbers.every((number, i) => number === first + i) ? `${first}..${numbers.at(-1)}` : numbers.join(',');
}
