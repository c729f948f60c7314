import { type Kernel, type NoAttributes, numelOf, type View } from '@nn/core';
import type { Arena } from '../arena/arena.js';
import { Block } from '../arena/block.js';
import type { Staging } from '../arena/staging.js';
import { contiguousView } from '../strides.js';
import type { ProductKernels } from '../wasm-kernels/products.js';
import { forBatches } from './batches.js';
import { copy } from './copy.js';
import { matmul } from './matmul.js';

/**
 * JavaScript's products have sums in one order, PyTorch's while there are few rows (`docs/decisions/0004`). A product this small is theirs:
 * entering WebAssembly would cost as much, or the product of a few rows keeps PyTorch's bits.
 */
export function staysExact(rows: number, products: number): boolean {
  return products <= 2048 || (rows <= 3 && products <= 16_384);
}

function isFloat32(inputs: readonly View[], out: View): boolean {
  return out.dtype === 'float32' && inputs.every((view) => view.dtype === 'float32');
}

/** float32 products by vector instructions, within rounding of the exact ones; all others as without. */
export function wasmMatmul(arena: Arena, staging: Staging, load: () => ProductKernels): Kernel<NoAttributes> {
  let kernels: ProductKernels | null = null;
  return (inputs, attributes, outputs) => {
    const out = outputs[0]!;
    const { shape } = inputs[0]!;
    const products = numelOf(out.shape) * shape[shape.length - 1]!;
    if (staysExact(shape[shape.length - 2]!, products) || !isFloat32(inputs, out) || !multiply(inputs, out))
      matmul(inputs, attributes, outputs);
  };

  function multiply(inputs: readonly View[], out: View): boolean {
    // Parts of the sums are written before all operands are read.
    if (!inputs.some((view) => view.storage.memory === out.storage.memory)) return multiplyApart(inputs, out);
    const block = new Block(arena, 'float32', numelOf(out.shape));
    if (!block.enter()) return false;
    const apart = contiguousView(block, 'float32', out.shape);
    const done = multiplyApart(inputs, apart);
    if (done) copy([apart], {}, [out]);
    block.free();
    return done;
  }

  function multiplyApart(inputs: readonly View[], out: View): boolean {
    const addresses: number[] = [];
    if (!staging.bringIn(inputs, [out], addresses)) return false;
    kernels ??= load();
    const products = kernels;
    const [a, b, bias] = inputs as readonly [View, View, View | undefined];
    const rank = out.shape.length;
    const [m, n] = [out.shape[rank - 2]!, out.shape[rank - 1]!];
    const k = a.shape[rank - 1]!;
    const workspace = arena.reserve(products.workspaceBytes(m, n, k) >>> 0);
    if (workspace === null) return false;
    const views = [...inputs, out];
    const last = views.length - 1;
    const places = addresses.map((address) => ({ at: address / 4 }));
    const row = (view: View): number => view.strides[rank - 2]!;
    const column = (view: View): number => view.strides[rank - 1]!;
    const at = (i: number): number => 4 * places[i]!.at;
    forBatches(views, places, () =>
      products.multiply(
        m,
        n,
        k,
        at(0),
        row(a),
        column(a),
        at(1),
        row(b),
        column(b),
        at(last),
        row(out),
        column(out),
        bias === undefined ? 0 : at(2),
        bias === undefined ? 0 : row(bias),
        bias === undefined ? 0 : column(bias),
        0,
        workspace.address,
      ),
    );
    arena.release(workspace);
    staging.bringOut();
    return true;
  }
}
