/** @internal The method by which Node's `console.log` asks an object for its text. */
export const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as typeof inspect;
