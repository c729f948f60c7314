/**
 * Everything in one import: the CPU backend is registered, operations are recorded for `backward`. Those who count kilobytes import the
 * packages and register by hand.
 */
import '@nn/autograd/register';
import '@nn/backend-cpu/register';

export * from '@nn/autograd';
export {
  type Backend,
  defaultDevice,
  type DType,
  getBackend,
  memoryStats,
  type MemoryStats,
  NnError,
  registerBackend,
  setDefaultDevice,
  type Shape,
} from '@nn/core';
export * as init from '@nn/init';
export * from '@nn/data';
export * from '@nn/modules';
export * from '@nn/optim';
export { forkRng, getRngState, initialSeed, setRngState } from '@nn/random';
export * from '@nn/safetensors';
export * from '@nn/tensor';
// Of two types of one name, that of the operation.
export type { NormOptions, PadOptions } from '@nn/tensor';
export { loadSafetensors, type LoadSafetensorsOptions, readStateDict } from './load-safetensors.js';
export { saveStateDict, saveStateDictSync } from './save-state-dict.js';
