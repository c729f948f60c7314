import { NnError, type RandomSource } from '@nn/core';
import { closest } from './closest.js';
import { kindOf } from './target.js';

/** An option of every initializer that draws. */
export interface GeneratorOption {
  /** The stream to draw from. @default the one that `manualSeed` starts */
  readonly generator?: RandomSource;
}

/** What a law keeps of an initializer's options: all but the stream, with no blanks. */
export type ParametersOf<Options> = {
  readonly [K in keyof Omit<Options, 'generator'>]-?: Exclude<Options[K], undefined>;
};

/** The options that were chosen, and the defaults of the others. Refuses names that are no option. */
export function readOptions<P extends object>(op: string, options: Partial<P> & GeneratorOption, defaults: P): P {
  return merge(op, options, defaults, true);
}

/** `readOptions` for a law that draws nothing, and so takes no generator. */
export function readOptionsOfFixed<P extends object>(op: string, options: Partial<P>, defaults: P): P {
  return merge(op, options, defaults, false);
}

function merge<P extends object>(op: string, options: Partial<P> & GeneratorOption, defaults: P, draws: boolean): P {
  const names = Object.keys(defaults) as (keyof P & string)[];
  checkNames(op, options, draws ? [...names, 'generator'] : names);
  if (draws) checkSource(op, options.generator);
  const parameters = { ...defaults };
  for (const name of names) {
    const value = options[name];
    if (value !== undefined) parameters[name] = value;
  }
  return parameters;
}

function checkNames(op: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new NnError('OPTION', `${op} takes its options as an object, but got ${kindOf(options)}`, {
      op,
      details: { options },
      advice: `Write { ${known[0]}: … }.`,
    });
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = closest(unknown, known);
  throw new NnError('OPTION', `${op} has no option '${unknown}'`, {
    op,
    details: { option: unknown, known },
    advice: meant === null ? `It has ${known.join(', ')}.` : `Did you mean '${meant}'?`,
  });
}

function checkSource(op: string, generator: Partial<RandomSource> | null | undefined): void {
  if (generator === undefined) return;
  const methods = [generator?.nextUint32, generator?.getState, generator?.setState];
  if (methods.every((method) => typeof method === 'function')) return;
  throw new NnError('OPTION', `${op} draws from a Generator, but got ${kindOf(generator)}`, {
    op,
    details: { option: 'generator' },
    advice: 'Pass new Generator(seed).',
  });
}
