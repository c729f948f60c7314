import type { Tensor } from '@nn/tensor';
import { Module } from '../module.js';
import { NamedModules } from './named-modules.js';

/** What can stand in a chain of tensor to tensor. */
export interface Layer extends Module {
  forward(x: Tensor): Tensor;
}

/** A chain of layers. */
export class SequentialBase<L extends readonly Module[] = readonly Module[]> extends NamedModules {
  static override readonly logicalName: string = 'Sequential';
  static override readonly name: string = 'Sequential';

  constructor(...layers: L) {
    super();
    layers.forEach((layer, i) => this.insert(String(i), layer));
  }

  /** Passes the input through every layer. */
  override forward(x: Tensor): Tensor {
    let value = x;
    for (const layer of this) {
      try {
        value = (layer as Layer).forward(value);
      } catch (error) {
        throw layer.locate(error);
      }
    }
    return value;
  }

  /** Adds a layer at the end. */
  append(layer: Module): this {
    this.insert(String(this.length), layer);
    return this;
  }
}

/**
 * Layers one after another. `net[0]` is the first, with its own type; `net.at(-1)` the last; `for … of` walks them.
 *
 * @throws NnError 'MODULE_TREE' for what is no module
 * @example
 * import { Linear, rand, ReLU, Sequential } from '@nn/nn';
 *
 * const net = new Sequential(new Linear(4, 8), new ReLU(), new Linear(8, 1));
 * net.forward(rand([2, 4])).shape; // [2, 1]
 * net[0].outFeatures; // 8
 */
export type Sequential<L extends readonly Module[] = readonly Module[]> = SequentialBase<L> &
  (number extends L['length'] ? { readonly [index: number]: L[number] } : { readonly [K in keyof L & `${number}`]: L[K] });

/** @see {@link SequentialBase} */
export const Sequential: {
  new <L extends readonly Module[]>(...layers: L): Sequential<L>;
  readonly prototype: SequentialBase;
  readonly logicalName: string;
  readonly name: string;
} = SequentialBase as never;

