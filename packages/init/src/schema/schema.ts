import { type Json, type JsonObject, NnError } from '@nn/core';
import { kindOf } from '../target.js';

/** Where a value stands: whose parameters, and the path within them. For errors. */
export interface Place {
  /** The initializer's name, or what else is being read. */
  readonly op: string;
  /** `parts[1].of.params.std`; empty at the top. */
  readonly path: string;
}

/**
 * What a parameter may be: checked from anything, written as JSON, described as JSON Schema. `Out` is what an initializer reads, `In` what a
 * caller may write.
 */
export interface Schema<Out, In = Out> {
  /** Refuses what does not fit, with the path of the part that does not. */
  parse(value: unknown, place: Place): Out;
  toJSON(value: Out): Json;
  /** JSON Schema, draft 2020-12. */
  readonly jsonSchema: JsonObject;
  /** Only tells the type of what `parse` takes: nobody implements it. */
  input?(written: In): void;
}

/** A schema of something that may be left out. */
export interface Optional<Out, In = Out> extends Schema<Out, In> {
  readonly fallback: Out;
}

/** What a caller may write for a schema. */
export type InputOf<S> = S extends Schema<infer _, infer In> ? In : never;

/** What an initializer reads of a schema. */
export type OutputOf<S> = S extends { parse(value: unknown, place: Place): infer Out } ? Out : never;

/** The same parameter with a value for those who leave it out; without one it is `undefined` then, and JSON does not have it. */
export function optional<Out, In>(schema: Schema<Out, In>): Optional<Out | undefined, In | undefined>;
export function optional<Out, In>(schema: Schema<Out, In>, fallback: Out): Optional<Out, In>;
export function optional<Out, In>(schema: Schema<Out, In>, fallback?: Out): Optional<Out | undefined, In | undefined> {
  checkSchema('optional', schema);
  const { jsonSchema } = schema;
  return {
    parse: (value, place) => schema.parse(value, place),
    // Whoever writes JSON leaves out what is undefined.
    toJSON: (value) => schema.toJSON(value as Out),
    fallback,
    jsonSchema: fallback === undefined ? jsonSchema : { ...jsonSchema, default: schema.toJSON(fallback) },
  };
}

/** Whether it has what a schema has. */
export function isSchema(value: unknown): value is Schema<unknown, unknown> {
  const { parse, toJSON } = (value ?? {}) as Partial<Schema<unknown, unknown>>;
  return typeof parse === 'function' && typeof toJSON === 'function';
}

/** Refuses what is no schema where one is made of others. */
export function checkSchema(op: string, value: unknown, name = 'what it is made of'): void {
  if (isSchema(value)) return;
  throw new NnError('OPTION', `${op} expects ${name} to be a schema, but got ${shown(value)}`, {
    op,
    advice: 'Write number({ min: 0 }), with its parentheses.',
  });
}

/** The same place, one step deeper: a field or an index. */
export function within({ op, path }: Place, step: string | number): Place {
  if (typeof step === 'number') return { op, path: `${path}[${step}]` };
  return { op, path: path === '' ? step : `${path}.${step}` };
}

/** Refuses a value: `@nn/init:normal expects std to be a number of at least 0, but got -1`. */
export function refuseValue(place: Place, wanted: string, value: unknown, advice?: string): NnError {
  const subject = place.path === '' ? 'its parameters' : place.path;
  return new NnError('OPTION', `${place.op} expects ${subject} to be ${wanted}, but got ${shown(value)}`, {
    op: place.op,
    details: { path: place.path, value },
    ...(advice === undefined ? {} : { advice }),
  });
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value);
  return typeof value === 'string' ? `'${value}'` : kindOf(value);
}
