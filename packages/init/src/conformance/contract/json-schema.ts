import type { Json, JsonObject } from '@nn/core';

/** A JSON Schema, as far as parameters of initializers use it. */
export interface ParameterSchema {
  readonly type?: 'object' | 'array' | 'number' | 'integer' | 'boolean' | 'string';
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: ParameterSchema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, ParameterSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ParameterSchema;
}

/** Whether a value is what the schema describes: a second reading of it, beside `parse`. */
export function describes(schema: ParameterSchema, value: unknown): boolean {
  if (schema.enum !== undefined && !schema.enum.includes(value as Json)) return false;
  switch (schema.type ?? 'anything') {
    case 'object':
      return isObject(value) && describesObject(schema, value);
    case 'array':
      return (
        Array.isArray(value) &&
        value.length >= (schema.minItems ?? 0) &&
        value.every((item) => describes(schema.items ?? {}, item))
      );
    case 'integer':
      return Number.isInteger(value) && isWithin(schema, value as number);
    case 'number':
      return Number.isFinite(value) && isWithin(schema, value as number);
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case 'anything':
      return true;
  }
}

function describesObject(
  { properties = {}, required = [], additionalProperties = true }: ParameterSchema,
  value: JsonObject,
): boolean {
  const others = typeof additionalProperties === 'boolean' ? {} : additionalProperties;
  return (
    required.every((name) => name in value) &&
    Object.entries(value).every(([name, entry]) => {
      if (Object.hasOwn(properties, name)) return describes(properties[name]!, entry);
      return additionalProperties !== false && describes(others, entry);
    })
  );
}

function isWithin(schema: ParameterSchema, x: number): boolean {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity, exclusiveMaximum = Infinity } = schema;
  return x >= minimum && x > exclusiveMinimum && x <= maximum && x < exclusiveMaximum;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
