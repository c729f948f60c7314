import { inspect } from 'node:util';

/** What `console.log` would show of its arguments. */
export function formatLog(values: readonly unknown[]): string {
  return values
    .map((value) => (typeof value === 'string' ? value : inspect(value, { breakLength: Infinity })))
    .join(' ');
}
