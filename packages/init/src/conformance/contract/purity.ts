import { numelOf } from '@nn/core';
import { defaultGenerator } from '@nn/random';
import { claimOf } from '../../initializer/claim-of.js';
import { fillRegion } from '../../initializer/fill-region.js';
import type { Law } from '../../law/law.js';
import type { Initializer } from '../../initializer/initializer.js';
import { wholeOf } from '../../initializer/region.js';
import { type Check, fail } from '../check.js';
import { type ContractContext, largestOf, sameBits, shown } from './context.js';

/** That values follow from parameters, tensor and key, and from nothing else; and that nothing else follows. */
export function purityChecks({ trial, key, shapes, settings }: ContractContext): readonly Check[] {
  const { dtypes } = settings;
  return [
    {
      name: 'gives the same values for the same key, whatever was filled before',
      run() {
        for (const dtype of dtypes) {
          const before = shapes.map((shape) => trial.values(shape, dtype, key));
          for (const [i, shape] of [...shapes.entries()].toReversed()) {
            trial.values(shape, dtype, key.fold('in between'));
            const again = trial.values(shape, dtype, key);
            if (!sameBits(before[i]!, again)) fail(`other values for ${shown(shape)} in ${dtype} the second time`);
          }
        }
      },
    },
    {
      name: 'leaves its parameters and what it is told of the tensor as they are',
      run() {
        for (const shape of shapes) {
          const spec = trial.specFor(shape, 'float32');
          const region = wholeOf(spec.shape);
          const before = snapshot([trial.of.params, spec, region]);
          fillRegion(trial.of, spec, key, region, new Float32Array(numelOf(spec.shape)));
          claimOf(trial.of, spec);
          if (snapshot([trial.of.params, spec, region]) !== before) fail(`changed by filling ${shown(shape)}`);
        }
      },
    },
    {
      name: 'draws from its stream alone: no global generator, no clock',
      run() {
        const state = defaultGenerator.getState();
        const used = withoutGlobals(() => shapes.forEach((shape) => trial.values(shape, 'float32', key)));
        if (used !== null) fail(`${used} was called`);
        if (!sameBits(state, defaultGenerator.getState())) fail('the default generator has moved');
      },
    },
    {
      name: 'gives other values under another path, another seed, another part, unless it leaves nothing to chance',
      run() {
        const shape = largestOf(shapes);
        const { dependence } = trial.claim(shape, 'float32');
        const values = trial.values(shape, 'float32', key);
        for (const [what, other] of [
          ['path', key.fold('other')],
          ['number', key.fold(0)],
          ['part', key.fold('of')],
        ] as const) {
          const same = sameBits(values, trial.values(shape, 'float32', other));
          if (dependence === 'deterministic' && !same)
            fail(`is claimed to be deterministic, but another ${what} gives other values`);
          if (dependence !== 'deterministic' && same && chancesOf(values) > 40)
            fail(`another ${what} gives the same values for ${shown(shape)}`);
        }
      },
    },
  ];
}

/** About how many bits are left to chance: few values say nothing by being equal. */
function chancesOf(values: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits + count * Math.log2(values.length / count), 0);
}

/** Everything that can be read off a value, as text. */
export function snapshot(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) => {
    if (ArrayBuffer.isView(entry)) return [...(entry as Float64Array)].map(String);
    if (typeof entry === 'function') return `function ${entry.name}`;
    if (typeof entry === 'number' && !Number.isFinite(entry)) return String(entry);
    // All atoms of a law that somebody has computed would be many pages.
    if (isCustomLaw(entry)) return entry.name;
    if (isInitializer(entry)) return { use: entry.definition.name, params: entry.params };
    return entry;
  });
}

function isCustomLaw(value: unknown): value is Extract<Law, { readonly law: 'custom' }> {
  return typeof value === 'object' && value !== null && (value as Partial<Law>).law === 'custom';
}

function isInitializer(value: unknown): value is Initializer {
  return typeof value === 'object' && value !== null && 'definition' in value && 'params' in value;
}

/** Runs `fn` while whoever asks for a random number or the time is noticed; gives the name of what was asked. */
function withoutGlobals(fn: () => void): string | null {
  let used: string | null = null;
  const sources: readonly (readonly [object, string, string])[] = [
    [Math, 'random', 'Math.random'],
    [Date, 'now', 'Date.now'],
    ...(['performance', 'crypto'] as const).flatMap((name) => {
      const found = (globalThis as Record<string, unknown>)[name];
      const method = name === 'performance' ? 'now' : 'getRandomValues';
      return typeof found === 'object' && found !== null ? [[found, method, `${name}.${method}`] as const] : [];
    }),
  ];
  const undos = sources.map(([owner, method, name]) => {
    const before = Object.getOwnPropertyDescriptor(owner, method);
    const original = (owner as Record<string, (...args: unknown[]) => unknown>)[method]!;
    const watched = (...args: unknown[]): unknown => {
      used = name;
      return original.apply(owner, args);
    };
    Object.defineProperty(owner, method, { value: watched, configurable: true, writable: true });
    return () =>
      before === undefined ? Reflect.deleteProperty(owner, method) : Object.defineProperty(owner, method, before);
  });
  try {
    fn();
  } finally {
    undos.forEach((undo) => undo());
  }
  return used;
}
