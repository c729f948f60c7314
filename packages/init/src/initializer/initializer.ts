import type { Json, JsonObject } from '@nn/core';
import type { InitializerDefinition } from './definition.js';

/** An initializer and its parameters, as JSON. */
export interface InitializerConfig {
  readonly use: string;
  /** @default the version at hand */
  readonly version?: number;
  readonly params?: JsonObject;
}

/**
 * An initializer with its parameters: `normal({ std: 0.02 })`. A value: it can be compared, printed, written as JSON and used anywhere any
 * number of times; what it fills depends on the key that it is given and on nothing else.
 */
export class Initializer {
  /** @internal Made by the functions of `defineInitializer`. */
  constructor(
    readonly definition: InitializerDefinition<unknown, unknown>,
    readonly params: unknown,
  ) {}

  toJSON(): Required<InitializerConfig> {
    const { name, version, parameters } = this.definition;
    return { use: name, version, params: parameters.toJSON(this.params) as JsonObject };
  }

  /** `normal(mean=0, std=0.02)` */
  toString(): string {
    return shownConfig(this.toJSON());
  }
}

function shownConfig({ use, params = {} }: InitializerConfig): string {
  const short = use.startsWith('@nn/init:') ? use.slice('@nn/init:'.length) : use;
  const shown = Object.entries(params).map(([name, value]) => `${name}=${shownValue(value)}`);
  return `${short}(${shown.join(', ')})`;
}

function shownValue(value: Json): string {
  if (Array.isArray(value)) {
    const entries = value.slice(0, 4).map(shownValue);
    return `[${[...entries, ...(value.length > 4 ? ['…'] : [])].join(', ')}]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = value as JsonObject;
  if (typeof fields['use'] === 'string') return shownConfig(fields as unknown as InitializerConfig);
  return `{${Object.entries(fields)
    .map(([name, entry]) => `${name}: ${shownValue(entry)}`)
    .join(', ')}}`;
}
