import { formatShape, type NetworkView, NnError, type ParameterView, prepareFill } from '@nn/core';
import { StreamKey } from '@nn/random';
import { initializerFromJSON } from '../initializer/initializer-from-json.js';
import { keyedRequest } from '../initializer/keyed-request.js';
import { fillAll, type PlannedFill } from '../policy/fill-all.js';
import { viewsOf } from '../policy/views-of.js';
import type { ParameterOrigin } from './origin-schema.js';
import { type Metadata, readProvenance } from './provenance-metadata.js';
import { specMark } from './spec-mark.js';

/**
 * Fills a network with what a checkpoint's parameters were initialized with, bit for bit, whatever seeds and policies were used: the values before
 * training. Parameters that the metadata does not tell of stay as they are. All or nothing, as `Plan.apply`.
 *
 * @param metadata of the file: `parseSafetensors(bytes).metadata`, with what `provenanceMetadata` has written
 * @returns the paths of what was filled
 * @throws NnError 'PLAN' for a network that has not the same parameters, shapes, dtypes and declarations, and for initializers that are not
 * registered, or not in the version that made the values: all in one error. What `readProvenance` throws
 */
export function recreate(net: NetworkView, metadata: Metadata): readonly string[] {
  const origins = [...readProvenance(metadata)];
  const views = new Map(viewsOf(net, 'recreate').map((view) => [view.path, view]));
  const problems: string[] = [];
  const fills = origins.flatMap(([path, origin]) => {
    const found = fillOf(views.get(path), path, origin);
    if ('request' in found) return [found];
    problems.push(...found);
    return [];
  });
  if (problems.length > 0) {
    throw new NnError('PLAN', `the parameters cannot be made again:\n- ${problems.join('\n- ')}`, {
      op: 'recreate',
      details: { problems },
    });
  }
  fillAll(fills);
  return fills.map(({ path }) => path);
}

/** How to fill a parameter, or what is in the way. */
function fillOf(
  view: ParameterView | undefined,
  path: string,
  origin: ParameterOrigin,
): PlannedFill | readonly string[] {
  if (view === undefined) return [`'${path}' is not there`];
  const { shape, dtype, target } = view;
  const was = { shape: formatShape(origin.shape), dtype: origin.dtype, 'declared spec': origin.spec };
  const is = { shape: shape === null ? was.shape : formatShape(shape), dtype, 'declared spec': specMark(view) };
  const changes = (Object.keys(was) as (keyof typeof was)[]).filter((field) => was[field] !== is[field]);
  if (changes.length > 0) return changes.map((field) => `'${path}': ${field} was ${was[field]}, and is ${is[field]}`);
  const { use, version, params, key, packed: packing, policy, rule } = origin;
  try {
    const initializer = initializerFromJSON({ use, version, params });
    const choice = { ...(policy === undefined ? {} : { policy }), ...(rule === undefined ? {} : { rule }) };
    const request = keyedRequest(initializer, view, { key: StreamKey.parse(key), packing, path, ...choice });
    target[prepareFill](request);
    return { path, target, request };
  } catch (error) {
    if (error instanceof NnError) return [`'${path}': ${error.message}`];
    throw error;
  }
}
