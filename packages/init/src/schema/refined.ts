import { NnError } from '@nn/core';
import { checkSchema, type Schema } from './schema.js';

/** The same, under a condition of several parts at once: `low <= high`. What `check` answers, if not true, is what the error says. */
export function refined<Out, In>(schema: Schema<Out, In>, check: (value: Out) => true | string): Schema<Out, In> {
  checkSchema('refined', schema);
  return {
    ...schema,
    parse(value, place) {
      const parsed = schema.parse(value, place);
      const answer = check(parsed);
      if (answer === true) return parsed;
      const subject = place.path === '' ? place.op : `${place.op}, at ${place.path}`;
      throw new NnError('OPTION', `${subject}: ${answer}`, { op: place.op, details: { path: place.path, value } });
    },
  };
}
