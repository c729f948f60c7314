/** @internal The method that `console.log` calls in Node. */
export const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as typeof inspect;

/** @internal An option as PyTorch prints it, in TypeScript's spelling. */
export function printed(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(printed).join(', ')}]` : String(value);
}
