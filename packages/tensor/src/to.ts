import { type Backend, type DType, dtypes, getBackend, NnError } from '@nn/core';
import { cast } from './copy.js';
import { fromHost } from './from-host.js';
import { type Op, run } from './op.js';
import { toTypedArray, toTypedArraySync } from './read.js';
import type { Tensor } from './tensor.js';

export interface ToOptions {
  readonly dtype?: DType;
  readonly device?: string;
}

/** Moving is differentiable: the gradient moves back. */
const moveOp: Op<{ readonly backend: Backend; readonly origin: string }> = {
  name: 'to',
  gradName: 'ToCopyBackward0',
  saves: 'none',
  forward: (inputs, { backend }) => {
    const x = inputs[0] as Tensor;
    if (
      x.storage.backend.name !== 'meta' &&
      backend.name !== 'meta' &&
      x.storage.backend.memory.downloadSync === undefined
    ) {
      throw new NnError('SYNC_READ', `to: values on device '${x.device}' cannot be read without waiting`, {
        op: 'to',
        details: { from: x.device, to: backend.name },
        advice: `Write await t.toAsync('${backend.name}').`,
      });
    }
    if (backend.name === 'meta') return fromHost(x, backend, x.dtype, x.shape, null);
    return fromHost(x, backend, x.dtype, x.shape, toTypedArraySync(x, 'to'));
  },
  vjp: ({ dy, attributes }) => [dy.to(attributes.origin)],
};

/**
 * The values in another dtype or on another device; the tensor itself where nothing changes. Gradients flow through.
 *
 * @param target a dtype (`'float64'`), a device (`'webgpu'`), or both in an object
 * @throws NnError 'SYNC_READ' from a device that cannot be read at once (use `toAsync`), 'BACKEND' for an unknown device
 */
export function to(x: Tensor, target: DType | (string & {}) | ToOptions): Tensor {
  const { dtype, device } = optionsOf(target);
  const moved =
    device === undefined || device === x.device
      ? x
      : run(moveOp, [x], { backend: getBackend(device), origin: x.device });
  return dtype === undefined ? moved : cast(moved, dtype);
}

/** `to` from any device. What comes back is a leaf: the copy leaves the graph. */
export async function toAsync(x: Tensor, target: DType | (string & {}) | ToOptions): Promise<Tensor> {
  const { dtype, device } = optionsOf(target);
  const moved =
    device === undefined || device === x.device
      ? x
      : fromHost(x, getBackend(device), x.dtype, x.shape, await toTypedArray(x));
  return dtype === undefined ? moved : cast(moved, dtype);
}

function optionsOf(target: DType | (string & {}) | ToOptions): ToOptions {
  if (typeof target !== 'string') return target;
  return Object.hasOwn(dtypes, target) ? { dtype: target as DType } : { device: target };
}
