/** The part of WebAssembly that is used here; the language's own library does not declare it. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KiB. Throws where there is no room. */
  grow(pages: number): number;
}

export type WasmModule = object;

interface WasmInstance {
  readonly exports: Readonly<Record<string, (...args: number[]) => number>>;
}

interface WebAssembly {
  readonly Memory: new (limits: { initial: number; maximum?: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: Record<string, Record<string, unknown>>) => WasmInstance;
  validate(bytes: Uint8Array): boolean;
}

/** @internal `undefined` on engines without. */
export const webAssembly: WebAssembly | undefined = (globalThis as unknown as { WebAssembly?: WebAssembly })
  .WebAssembly;

/** A module whose only function makes a vector: `(func (drop (i8x16.splat (i32.const 0))))`. */
const vectors = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11];

let simd: boolean | null = null;

/** @internal Whether modules with vector instructions may be compiled: not on old engines, nor where a page's policy forbids it. */
export function hasSimd(): boolean {
  return (simd ??= compiles(vectors));
}

function compiles(bytes: readonly number[]): boolean {
  if (webAssembly === undefined) return false;
  try {
    void new webAssembly.Module(new Uint8Array(bytes));
    return true;
  } catch {
    return false;
  }
}

/** @internal */
export const PAGE = 65536;
