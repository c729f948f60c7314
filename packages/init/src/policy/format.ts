import { type ErrorCode, NnError } from '@nn/core';
import { kindOf } from '../target.js';

/** The fields of a JSON document of a format such as `nn-policy/1`; refuses other formats and other versions. */
export function fieldsOf(json: unknown, format: string, code: ErrorCode, op: string): Record<string, unknown> {
  const { format: found, ...fields } = (kindOf(json) === 'Object' ? json : {}) as Record<string, unknown>;
  if (found === format) return fields;
  const shown =
    typeof found === 'string' ? `'${found}'` : found === undefined ? 'something without a format' : kindOf(found);
  throw new NnError(code, `${op} reads the format '${format}', but got ${shown}`, {
    op,
    details: { format: found, known: [format] },
    ...(isNewer(found, format) ? { advice: 'A newer version of the library wrote it: update this one.' } : {}),
  });
}

/** Runs a schema, whose refusals then have the code of what is being read. Initializers within it speak for themselves. */
export function refusedAs<T>(code: ErrorCode, op: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NnError) || error.code !== 'OPTION' || error.op !== op) throw error;
    const { sentence, details, advice } = error;
    throw new NnError(code, sentence, { op, details, ...(advice === undefined ? {} : { advice }) });
  }
}

function isNewer(found: unknown, format: string): boolean {
  const [name, version] = format.split('/') as [string, string];
  const [other, its] = typeof found === 'string' ? found.split('/') : [];
  return other === name && Number(its) > Number(version);
}
