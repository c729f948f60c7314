import { type Json, NnError } from '@nn/core';
import * as fc from 'fast-check';
import { factoryNamed, registerInitializers, type AnyInitializerFactory } from '../../initializer/registry.js';
import { Initializer } from '../../initializer/initializer.js';
import { initializerFromJSON } from '../../initializer/initializer-from-json.js';
import { normal } from '../../initializers/normal.js';
import { uniform } from '../../initializers/uniform.js';
import { zeros } from '../../initializers/zeros.js';
import { type Check, fail } from '../check.js';
import { type ContractContext, largestOf, sameBits } from './context.js';
import { documentOf } from './json-arbitrary.js';
import { describes, type ParameterSchema } from './json-schema.js';
import { refusalOf } from './refused.js';

/** That parameters travel as JSON, that their schema describes them, and that bad ones are refused where they stand. */
export function jsonChecks({ trial, key, shapes, settings }: ContractContext): readonly Check[] {
  const { definition } = trial.of;
  const { parameters, name } = definition;
  const schema = parameters.jsonSchema as ParameterSchema;
  const parse = (params: unknown): unknown => parameters.parse(params, { op: name, path: '' });
  return [
    {
      name: 'comes back from JSON as it was',
      run: () =>
        withRegistered(trial.of, () => {
          const json = JSON.stringify(trial.of);
          const again = initializerFromJSON(JSON.parse(json) as Json);
          if (JSON.stringify(again) !== json) fail(`${json} has come back as ${JSON.stringify(again)}`);
          const shape = largestOf(shapes);
          const copy = trial.with(again);
          if (!sameBits(trial.values(shape, 'float32', key), copy.values(shape, 'float32', key)))
            fail('it gives other values afterwards');
        }),
    },
    {
      name: 'describes its parameters by a JSON Schema that says what it takes',
      run: () =>
        withRegistered(trial.of, () => {
          if (!describes(schema, trial.of.toJSON().params))
            fail(`the schema does not describe ${JSON.stringify(trial.of.toJSON().params)}`);
          const property = fc.property(documentOf(schema, someInitializers), (document) => {
            // Conditions of several parameters at once are not in the schema.
            const refused = refusalOf(() => parse(document));
            if (refused !== null)
              return isExpected(refused) || fail(`refused with the code ${refused.code}: ${refused.message}`);
            const written = JSON.parse(JSON.stringify(parameters.toJSON(parse(document)))) as Json;
            return (
              describes(schema, written) ||
              fail(`the schema does not describe what it writes: ${JSON.stringify(written)}`)
            );
          });
          fc.assert(property, { seed: settings.seed, numRuns: settings.numRuns });
        }),
    },
    {
      name: 'refuses unknown names and values of the wrong kind, and says where',
      run: () =>
        withRegistered(trial.of, () => {
          const right = parameters.toJSON(trial.of.params) as Readonly<Record<string, Json>>;
          for (const [wrong, path] of wrongParameters(schema, right)) {
            const refused = refusalOf(() => parse(wrong));
            if (refused === null) fail(`it has taken ${JSON.stringify(wrong)}, which is wrong at ${path}`);
            else if (!isExpected(refused)) fail(`refused with the code ${refused.code}: ${refused.message}`);
            else if (!String(refused.details['path']).startsWith(path))
              fail(`the error does not say that ${path} is wrong: ${refused.message}`);
          }
        }),
    },
  ];
}

function isExpected({ code }: NnError): boolean {
  return code === 'OPTION' || code === 'INITIALIZER';
}

const someInitializers: readonly Json[] = [zeros(), normal(), uniform()].map((of) => ({ ...of.toJSON() }));

/** Right parameters but for one, with the name of that. */
function wrongParameters(
  { type, properties = {} }: ParameterSchema,
  right: Readonly<Record<string, Json>>,
): readonly (readonly [unknown, string])[] {
  if (type !== 'object') return [];
  const kinds: readonly unknown[] = [
    Number.NaN,
    Infinity,
    'no such thing',
    true,
    1,
    null,
    [],
    {},
    [Number.NaN],
    () => 1,
  ];
  const wrong = Object.entries(properties).flatMap(([name, schema]) =>
    kinds.filter((value) => !describes(schema, value)).map((value) => [{ ...right, [name]: value }, name] as const),
  );
  return [...wrong, [{ ...right, noSuchParameter: 1 }, 'noSuchParameter']];
}

/** Runs `fn` while JSON finds an initializer, those that it is made of, and a few others. */
function withRegistered(of: Initializer, fn: () => void): void {
  const undos: (() => void)[] = [];
  try {
    for (const { definition } of [...withParts(of), zeros(), normal(), uniform()]) {
      if (isRegistered(definition.name)) continue;
      const factory = Object.assign(() => fail('not called'), { definition }) as AnyInitializerFactory;
      undos.push(registerInitializers(factory));
    }
    fn();
  } finally {
    undos.forEach((undo) => undo());
  }
}

function withParts(of: Initializer): readonly Initializer[] {
  return [of, ...(of.definition.parts?.(of.params) ?? []).flatMap(withParts)];
}

function isRegistered(name: string): boolean {
  try {
    factoryNamed(name);
    return true;
  } catch (error) {
    if (error instanceof NnError) return false;
    throw error;
  }
}
