import { NnError, type ErrorCode } from './errors.js';

/** Named values that packages hand in and take back. */
export interface Registry<T> {
  /** Adds `value`; the function that it returns takes it out again. A name that is taken is a coded error. */
  register(name: string, value: T): () => void;
  get(name: string): T | undefined;
  /** The value, or a coded error that lists what there is. */
  require(name: string): T;
  names(): string[];
}

/** An empty registry; `what` and `code` word its errors, `hint` says how a missing one gets in. */
export function createRegistry<T>(what: string, code: ErrorCode, hint: string): Registry<T> {
  const entries = new Map<string, T>();
  return {
    register(name, value) {
      if (entries.has(name)) {
        throw new NnError(code, `a ${what} named '${name}' is registered already`, {
          details: { name },
          advice: 'Call the function that the first registration returned, or choose another name.',
        });
      }
      entries.set(name, value);
      return () => {
        if (entries.get(name) === value) entries.delete(name);
      };
    },
    get: (name) => entries.get(name),
    require(name) {
      const value = entries.get(name);
      if (value !== undefined) return value;
      const known = [...entries.keys()].map((key) => `'${key}'`).join(', ');
      throw new NnError(code, `no ${what} named '${name}'`, {
        details: { name, known: [...entries.keys()] },
        advice: `${known === '' ? `No ${what} is registered` : `There is ${known}`}. ${hint}`,
      });
    },
    names: () => [...entries.keys()],
  };
}
