import { type JsonObject, type NetworkView, NnError } from '@nn/core';
import { keyedStreamVersion } from '@nn/random';
import { checkStream } from '../policy/check-stream.js';
import { fieldsOf, refusedAs } from '../policy/format.js';
import { text } from '../policy/texts.js';
import { viewsOf } from '../policy/views-of.js';
import { object } from '../schema/object.js';
import { record } from '../schema/record.js';
import { originSchema, type ParameterOrigin } from './origin-schema.js';
import { specMark } from './spec-mark.js';

/** The key in a file's metadata. */
const metadataKey = 'nn.provenance';
const provenanceFormat = 'nn-provenance/1';

/** Free text of a file: what safetensors readers and writers use. */
export type Metadata = ReadonlyMap<string, string> | Readonly<Record<string, string>>;

/**
 * Where each parameter's initial values came from, for the metadata of a checkpoint: initializer, version, parameters and key, also after training.
 * Parameters that were not initialized from keyed streams are left out: nothing can make their values again.
 *
 * @returns one entry, to be spread into the metadata
 * @example
 * import { init, Linear, saveStateDictSync } from '@nn/nn';
 *
 * const net = new Linear(4, 2);
 * init.plan(net, { name: 'example', rules: [{ match: '**', use: init.normal({ std: 0.02 }) }] }, { seed: 0 }).apply();
 * const bytes = saveStateDictSync(net.stateDict(), { format: 'pt', ...init.provenanceMetadata(net) });
 */
export function provenanceMetadata(net: NetworkView): Record<string, string> {
  const parameters: Record<string, JsonObject> = {};
  for (const view of viewsOf(net, 'provenanceMetadata')) {
    const { path, shape, dtype, history } = view;
    const origin = history?.provenance?.origin ?? null;
    if (origin === null || shape === null) continue;
    parameters[path] = { ...origin, shape, dtype, spec: specMark(view) };
  }
  return { [metadataKey]: JSON.stringify({ format: provenanceFormat, stream: keyedStreamVersion, parameters }) };
}

const schema = object({ stream: text, parameters: record(originSchema) });

/**
 * Where the initial values of a checkpoint's parameters came from, by path.
 *
 * @param metadata of the file: `parseSafetensors(bytes).metadata`
 * @throws NnError 'PLAN' where the metadata tells nothing of it, or is not what `provenanceMetadata` writes; and for keyed streams of
 * another version
 */
export function readProvenance(metadata: Metadata): ReadonlyMap<string, ParameterOrigin> {
  const op = 'readProvenance';
  const fields = fieldsOf(parsed(metadata, op), provenanceFormat, 'PLAN', op);
  const { stream, parameters } = refusedAs('PLAN', op, () => schema.parse(fields, { op, path: '' }));
  checkStream(stream, op);
  return new Map(Object.entries(parameters));
}

function parsed(metadata: Metadata, op: string): unknown {
  const given: unknown =
    metadata instanceof Map ? metadata.get(metadataKey) : (metadata as Record<string, unknown> | null)?.[metadataKey];
  if (typeof given !== 'string') {
    throw new NnError(
      'PLAN',
      `the metadata has no '${metadataKey}', and so does not tell how parameters were initialized`,
      {
        op,
        advice: 'Save with { ...provenanceMetadata(net) } in the metadata.',
      },
    );
  }
  try {
    return JSON.parse(given);
  } catch (cause) {
    throw new NnError('PLAN', `'${metadataKey}' in the metadata is no JSON`, { op, cause });
  }
}
