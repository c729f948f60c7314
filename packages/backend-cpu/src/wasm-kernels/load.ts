import { hasSimd, PAGE, type WasmMemory, webAssembly } from '../arena/web-assembly.js';

/*
 * Kernels that were compiled from `asm/`: functions over addresses in one memory. They allocate nothing and keep nothing
 * between calls. The constants of all modules lie in the first page of that memory, which is theirs.
 */

/** Where memory for everything else begins. */
export const KERNEL_DATA: number = PAGE;

/** A module, a character for a byte: with vector instructions that every engine computes alike, and one that may fuse. */
export interface Binaries {
  readonly baseline: string;
  readonly relaxed?: string;
}

export interface LoadOptions {
  /** Only instructions with the same result on every machine. @default false */
  readonly deterministic?: boolean;
}

/** A module's functions, over `memory`; `null` on an engine without vector instructions. */
export function loadKernels(
  binaries: Binaries,
  memory: WasmMemory,
  { deterministic = false }: LoadOptions = {},
): object | null {
  if (!hasSimd()) return null;
  const text =
    binaries.relaxed !== undefined && !deterministic && hasRelaxedSimd() ? binaries.relaxed : binaries.baseline;
  const module = new webAssembly!.Module(bytesOf(text));
  return new webAssembly!.Instance(module, { env: { memory } }).exports;
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (byte) => byte.charCodeAt(0));
}

/** `(func (drop (f32x4.relaxed_madd …)))` of three zeros. */
const relaxedMultiplyAdd = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 20, 1, 18, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0,
  253, 15, 253, 133, 2, 26, 11,
];

let relaxedSimd: boolean | null = null;

/** Whether the instructions are there that may fuse. */
export function hasRelaxedSimd(): boolean {
  return (relaxedSimd ??= webAssembly?.validate(new Uint8Array(relaxedMultiplyAdd)) ?? false);
}
