import type { StateDict } from '@nn/modules';
import { parseSafetensors, type SafetensorsReader, type SafetensorsTensor } from '@nn/safetensors';
import { tensor, type Tensor } from '@nn/tensor';

export interface LoadSafetensorsOptions {
  /** The backend that is to hold the values. @default the default device */
  readonly device?: string;
  /** Which tensors to take, by name. @default all */
  readonly only?: (name: string) => boolean;
}

/**
 * The tensors of a safetensors file, for `module.loadStateDict`.
 *
 * @throws NnError what `parseSafetensors` throws
 * @example
 * import { loadSafetensors, ones, saveStateDictSync } from '@nn/nn';
 *
 * const bytes = saveStateDictSync({ scale: ones([2]), shift: ones([3]) });
 * [...loadSafetensors(bytes, { only: (name) => name === 'scale' }).keys()]; // ['scale']
 */
export function loadSafetensors(
  source: Uint8Array | ArrayBuffer,
  { device, only = () => true }: LoadSafetensorsOptions = {},
): StateDict {
  const state: StateDict = new Map();
  for (const [name, value] of parseSafetensors(source).tensors)
    if (only(name)) state.set(name, tensorOf(value, device));
  return state;
}

/**
 * The tensors of an opened safetensors file or sharded checkpoint, read one by one: no more than one is on the host at a time.
 *
 * @throws NnError what the reader throws
 * @example
 * import { ones, openSafetensors, readStateDict, saveStateDictSync } from '@nn/nn';
 *
 * const file = await openSafetensors(saveStateDictSync({ scale: ones([2]) }));
 * const state = await readStateDict(file);
 * [...state.keys()]; // ['scale']
 */
export async function readStateDict(
  reader: SafetensorsReader,
  { device, only = () => true }: LoadSafetensorsOptions = {},
): Promise<StateDict> {
  const state: StateDict = new Map();
  for (const name of reader.names) if (only(name)) state.set(name, tensorOf(await reader.read(name), device));
  return state;
}

function tensorOf({ data, dtype, shape }: SafetensorsTensor, device: string | undefined): Tensor {
  return tensor(data, { dtype, shape, ...(device === undefined ? {} : { device }) });
}
