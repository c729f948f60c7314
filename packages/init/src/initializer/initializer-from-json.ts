import { type Json, NnError } from '@nn/core';
import { kindOf } from '../target.js';
import { refuseValue } from '../schema/schema.js';
import { type InitializerConfig, Initializer } from './initializer.js';
import { factoryNamed } from './registry.js';

/**
 * The initializer that JSON tells of. Its name must be registered.
 *
 * @throws NnError 'INITIALIZER' for an unknown name, and for a version that is not the one at hand: its values would be others; 'OPTION' for
 * parameters that do not fit, with their path
 * @example
 * import { init } from '@nn/nn';
 *
 * const undo = init.registerInitializers(init.uniform);
 * const json = JSON.stringify(init.uniform({ low: -1, high: 1 }));
 * init.initializerFromJSON(JSON.parse(json)).toString(); // uniform(low=-1, high=1)
 * undo();
 */
export function initializerFromJSON(config: InitializerConfig | Json, path = ''): Initializer {
  if (typeof path !== 'string') throw refuseValue({ op: 'initializerFromJSON', path: 'path' }, 'a string', path);
  if (open.has(config)) throw endless(path, 'contains itself');
  if (open.size >= deepest) throw endless(path, `stands within ${deepest} others, which is too deep`);
  open.add(config);
  try {
    const { use, version, params } = readConfig(config, path);
    const { definition } = factoryNamed(use);
    if (version !== undefined && version !== definition.version)
      throw wrongVersion(use, version, definition.version, path);
    const place = { op: use, path: path === '' ? '' : `${path}.params` };
    return new Initializer(definition, definition.parameters.parse(params ?? {}, place));
  } finally {
    open.delete(config);
  }
}

/** What is being read: an object that holds itself would be read for ever. */
const open = new Set<unknown>();

/** More than anybody composes, and far less than the call stack holds. */
const deepest = 64;

function readConfig(config: unknown, path: string): InitializerConfig {
  const { use, version, params, ...rest } = (kindOf(config) === 'Object' ? config : {}) as Record<string, unknown>;
  const extra = Object.keys(rest);
  const right =
    typeof use === 'string' &&
    (version === undefined || Number.isSafeInteger(version)) &&
    (params === undefined || kindOf(params) === 'Object') &&
    extra.length === 0;
  if (right) return config as InitializerConfig;
  throw new NnError('INITIALIZER', `${path === '' ? 'this' : path} is no initializer: { use, version?, params? } is`, {
    op: 'initializerFromJSON',
    details: { path, config },
    advice: "Write { use: '@nn/init:normal', params: { std: 0.02 } }.",
  });
}

function wrongVersion(use: string, asked: number, have: number, path: string): NnError {
  return new NnError('INITIALIZER', `version ${asked} of ${use} is asked for, but the one at hand is ${have}`, {
    op: 'initializerFromJSON',
    details: { use, asked, have, path },
    advice:
      asked > have
        ? 'Update the package that defines it.'
        : 'It gives other values now: install the older package, or leave the version out to take the new values.',
  });
}

function endless(path: string, what: string): NnError {
  // The path of something so deep is long; its beginning tells where to look.
  const place = path.length > 60 ? `${path.slice(0, 60)}…` : path;
  return new NnError('INITIALIZER', `the initializer at ${place} ${what}`, {
    op: 'initializerFromJSON',
    details: { path },
  });
}
