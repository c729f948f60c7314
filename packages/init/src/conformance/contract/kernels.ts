import { type Backend, getBackend, numelOf, type Shape, Storage, type View } from '@nn/core';
import type { InitializerDefinition } from '../../initializer/definition.js';
import { keyedFillOf } from '../../initializer/fill-region.js';
import { type Check, fail } from '../check.js';
import type { FloatDType } from '../settings.js';
import { type ContractContext, sameBits, shown } from './context.js';
import { codeOf } from './refused.js';

/** What stands around the memory that a kernel is lent. */
const guard = 16;

const empty: readonly Shape[] = [[0], [2, 0], [0, 2, 2]];

/** That an initializer's own kernels give the bits of `fill` or `whole`, on the backends that are registered here and can be read at once. */
export function kernelChecks({ trial, key, shapes, settings }: ContractContext): readonly Check[] {
  const definition: InitializerDefinition<unknown, unknown> = trial.of.definition;
  const names = 'kernels' in definition ? Object.keys(definition.kernels ?? {}) : [];
  const backends = names.filter((name) => codeOf(() => getBackend(name)) === null).map((name) => getBackend(name));
  return backends
    .filter(({ capabilities }) => capabilities.syncRead)
    .map((backend) => ({
      name: `gives the same bits by its kernel for '${backend.name}', which leaves the memory around them alone`,
      run() {
        for (const dtype of settings.dtypes.filter((one) => backend.capabilities.dtypes.includes(one))) {
          for (const shape of [...empty, ...shapes].filter((one) => trial.accepts(one, dtype))) {
            // What was there before must not show, not even where it happens to be right.
            for (const before of [Number.NaN, 123]) examine(backend, shape, dtype, before);
          }
        }
      },
    }));

  function examine(backend: Backend, shape: Shape, dtype: FloatDType, before: number): void {
    const spec = trial.specFor(shape, dtype);
    const length = numelOf(spec.shape);
    const memory = rowOf(backend, dtype, length + 2 * guard);
    backend.kernels.fill([], { value: before }, [memory]);
    const lend = (): View => ({ ...memory, shape: [length], offset: guard });
    const fill = keyedFillOf(trial.of, spec, key);
    const written = fill.kind === 'values' && (fill.computeOn?.(backend, lend) ?? null) !== null;
    const found = valuesOf(backend, memory);
    const around = [...found.subarray(0, guard), ...found.subarray(guard + length)];
    if (!around.every((x) => Object.is(x, before))) fail(`it has written beside ${shown(shape)} in ${dtype}`);
    if (written && !sameBits(found.subarray(guard, guard + length), trial.values(shape, dtype, key)))
      fail(`${shown(shape)} in ${dtype} are other numbers`);
  }
}

function rowOf(backend: Backend, dtype: FloatDType, length: number): View {
  return { storage: new Storage(backend, dtype, length), dtype, shape: [length], strides: [1], offset: 0 };
}

/** The values of a row, 16-bit floats as float32. */
function valuesOf(backend: Backend, row: View): Float32Array | Float64Array {
  const [length = 0] = row.shape;
  const wide = rowOf(backend, row.dtype === 'float64' ? 'float64' : 'float32', length);
  backend.kernels.copy([row], {}, [wide]);
  return backend.memory.downloadSync!(wide.storage.memory, 0, length) as Float32Array | Float64Array;
}
