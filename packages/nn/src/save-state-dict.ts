import { NnError } from '@nn/core';
import { type Named, type SafetensorsTensor, serializeSafetensors } from '@nn/safetensors';
import { Tensor } from '@nn/tensor';

/**
 * A state dict as the bytes of a safetensors file, which PyTorch's `safetensors.torch.load_file` reads. Tensors that share memory are written
 * each for itself.
 *
 * @param metadata free text for the file's header
 * @throws NnError what `serializeSafetensors` throws
 * @example
 * import { Linear, loadSafetensors, saveStateDict } from '@nn/nn';
 *
 * const layer = new Linear(2, 3);
 * const bytes = await saveStateDict(layer.stateDict(), { format: 'pt' });
 * new Linear(2, 3).loadStateDict(loadSafetensors(bytes));
 */
export async function saveStateDict(state: Named<Tensor>, metadata: Named<string> = {}): Promise<Uint8Array> {
  const tensors = new Map<string, SafetensorsTensor>();
  for (const [name, x] of entriesOf(state))
    tensors.set(name, { dtype: x.dtype, shape: x.shape, data: await x.toTypedArray() });
  return serializeSafetensors(tensors, metadata);
}

/** `saveStateDict` without waiting, for devices that can be read at once. */
export function saveStateDictSync(state: Named<Tensor>, metadata: Named<string> = {}): Uint8Array {
  return serializeSafetensors(
    new Map(
      entriesOf(state).map(([name, x]) => [name, { dtype: x.dtype, shape: x.shape, data: x.toTypedArraySync() }]),
    ),
    metadata,
  );
}

function entriesOf(state: Named<Tensor>): readonly (readonly [string, Tensor])[] {
  const entries =
    state instanceof Map
      ? [...(state as ReadonlyMap<string, Tensor>)]
      : Object.entries((state ?? {}) as Readonly<Record<string, Tensor>>);
  for (const [name, value] of entries) {
    if (value instanceof Tensor) continue;
    throw new NnError('STATE_DICT', `'${name}' is no tensor`, {
      op: 'saveStateDict',
      details: { name },
      advice: 'Pass module.stateDict().',
    });
  }
  return entries;
}
