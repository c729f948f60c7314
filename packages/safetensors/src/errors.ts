import { NnError } from '@nn/core';

/** The operation that every refusal of the reader names. */
export const parseOp = 'parseSafetensors';

/** A refusal of the reader: what is wrong, and the facts of it as data (`at` is the byte in the file, `tensor` the name). */
export function malformed(sentence: string, details: Readonly<Record<string, unknown>> = {}, advice?: string): NnError {
  return new NnError('FORMAT', `safetensors: ${sentence}`, {
    op: parseOp,
    details,
    ...(advice === undefined ? {} : { advice }),
  });
}

/** Runs part of the reader for another operation, which its refusals name. */
export function readingFor<T>(op: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NnError) || error.op !== parseOp) throw error;
    const { code, sentence, details, advice } = error;
    throw new NnError(code, sentence, { op, details, ...(advice === undefined ? {} : { advice }) });
  }
}

const longestQuote = 60;

/** A name from the file, quoted for a message: escaped, and cut where it is long. */
export function quote(name: string): string {
  return JSON.stringify(name.length > longestQuote ? `${name.slice(0, longestQuote)}…` : name);
}
