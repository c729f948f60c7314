import type { Backend } from './backend.js';
import { NnError } from './errors.js';
import { requiredKernels } from './kernels.js';
import { meta } from './meta.js';
import { createRegistry, type Registry } from './registry.js';

const registry: Registry<Backend> = /* @__PURE__ */ createRegistry(
  'backend',
  'BACKEND',
  "Import '@nn/nn', or call registerBackend(cpu()) from '@nn/backend-cpu'.",
);

let defaultName: string | null = null;

/**
 * Makes a backend available under its name; the first one becomes the default device. Returns a function that takes it out.
 *
 * @throws NnError 'BACKEND' where the name is taken or a required kernel is missing: every missing one is named.
 */
export function registerBackend(backend: Backend): () => void {
  const missing = requiredKernels.filter((name) => typeof backend.kernels[name] !== 'function');
  if (missing.length > 0) {
    throw new NnError('BACKEND', `backend '${backend.name}' lacks required kernels: ${missing.join(', ')}`, {
      details: { backend: backend.name, missing },
      advice: 'Every kernel of RequiredKernels is needed; see the page "add a backend".',
    });
  }
  if (backend.capabilities.syncRead !== (backend.memory.downloadSync !== undefined)) {
    throw new NnError(
      'BACKEND',
      `backend '${backend.name}' says syncRead: ${backend.capabilities.syncRead}, but ${backend.memory.downloadSync ? 'has' : 'lacks'} downloadSync`,
      {
        details: { backend: backend.name },
      },
    );
  }
  if (backend.name === meta.name)
    throw new NnError('BACKEND', "the name 'meta' is taken by the device without memory", {
      details: { backend: backend.name },
    });
  const undo = registry.register(backend.name, backend);
  defaultName ??= backend.name;
  return () => {
    undo();
    if (defaultName === backend.name && registry.get(backend.name) === undefined)
      defaultName = registry.names()[0] ?? null;
  };
}

/** The backend of a device name, or of the default device. `'meta'` is always there: shapes without values. */
export function getBackend(device: string = defaultName ?? 'cpu'): Backend {
  return device === meta.name ? meta : registry.require(device);
}

/** The device of tensors that name none. */
export function defaultDevice(): string {
  return getBackend().name;
}

/** Sets the device of tensors that name none, as `torch.set_default_device` does. */
export function setDefaultDevice(device: string): void {
  getBackend(device);
  defaultName = device;
}

/** Runs `fn` with another device for tensors that name none. */
export function withDefaultDevice<T>(device: string, fn: () => T): T {
  const before = defaultName;
  setDefaultDevice(device);
  try {
    return fn();
  } finally {
    defaultName = before;
  }
}
