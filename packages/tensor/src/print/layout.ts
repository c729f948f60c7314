import type { Formatter, Element } from './formatter.js';
import type { PrintSettings } from './options.js';

/** @internal Elements in a shape; along `cut` axes only the ends are there. */
export interface Shown {
  readonly values: readonly Element[];
  readonly shape: readonly number[];
  readonly cut: readonly boolean[];
}

/** @internal The elements in brackets, in lines of the set width. `indent` counts the characters before them. */
export function layOut(shown: Shown, formatter: Formatter, settings: PrintSettings, indent: number): string {
  const { values, shape, cut } = shown;
  const rank = shape.length;
  const write = (axis: number, start: number, room: number): string => {
    if (axis === rank) return formatter.format(values[start]!);
    const size = shape[axis]!;
    const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    const items = Array.from({ length: size }, (_, i) => write(axis + 1, start + i * inner, room + 1));
    const last = axis === rank - 1;
    if (cut[axis] === true) items.splice(settings.edgeitems, 0, last ? ' ...' : '...');
    if (last) return inLines(items, formatter.width + 2, settings.linewidth, room);
    return `[${items.join(`,${'\n'.repeat(rank - 1 - axis)}${' '.repeat(room + 1)}`)}]`;
  };
  return write(0, 0, indent);
}

function inLines(items: readonly string[], width: number, linewidth: number, indent: number): string {
  const perLine = Math.max(1, Math.floor((linewidth - indent) / width));
  const lines: string[] = [];
  for (let start = 0; start < items.length; start += perLine)
    lines.push(items.slice(start, start + perLine).join(', '));
  return `[${lines.join(`,\n${' '.repeat(indent + 1)}`)}]`;
}
