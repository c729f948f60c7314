import type { ParamSpec } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { activationSpecOf } from '../activation-spec.js';
import type { Module } from '../module.js';
import { isModule } from '../module-base.js';
import { IndexedModules } from './indexed-modules.js';

type Names = Readonly<Record<string, Module>>;

/** What a chain of these layers gives in a loop; one that begins empty takes anything later. */
type Each<L extends readonly Module[]> = L extends readonly [] ? Module : L[number];

/** What can stand in a chain of tensor to tensor. */
export interface Layer extends Module {
  forward(x: Tensor): Tensor;
}

/** @see {@link Sequential} */
export class SequentialBase<L extends readonly Module[] = readonly Module[]> extends IndexedModules {
  static override readonly logicalName: string = 'Sequential';
  static override readonly name: string = 'Sequential';

  constructor(...layers: L | readonly [named: Names]) {
    super();
    const [first] = layers as readonly unknown[];
    const named = layers.length === 1 && typeof first === 'object' && first !== null && !isModule(first);
    this.replaceAll(Object.entries(named ? (first as Names) : (layers as L)));
  }

  override at(index: number): Each<L> | undefined {
    return super.at(index) as Each<L> | undefined;
  }

  override [Symbol.iterator](): IterableIterator<Each<L>> {
    return super[Symbol.iterator]() as IterableIterator<Each<L>>;
  }

  /** Passes the input through every layer. */
  override forward(x: Tensor): Tensor {
    let value = x;
    for (const layer of this.entryValues()) {
      try {
        value = (layer as Layer).forward(value);
      } catch (error) {
        throw layer.locate(error);
      }
    }
    return value;
  }

  /** The activation right behind a layer is what follows the layer's map. */
  override refineSpec(path: string, spec: ParamSpec): ParamSpec {
    const name = path.slice(0, path.indexOf('.'));
    if (spec.role !== 'weight' || path !== `${name}.weight`) return spec;
    const activation = activationSpecOf(this.after(name));
    return activation === null ? spec : { activation, ...spec };
  }

  private after(name: string): Module | undefined {
    // Names are positions, unless somebody has given others: those are few.
    if (/^\d+$/.test(name)) return this.lookUp(String(Number(name) + 1));
    const names = this.names();
    return this.lookUp(names[names.indexOf(name) + 1] ?? '');
  }

  /** A new chain of the layers from one position up to another, as arrays do it; its layers are the same objects. */
  slice(start?: number, end?: number): Sequential {
    const layers: readonly Module[] = this.entryValues().slice(start, end);
    return new Sequential(...layers);
  }
}

/**
 * Layers one after another. `net[0]` is the first, with its own type; `net.at(-1)` the last; `for … of` walks them. An object gives the
 * layers names of their own, which keys of the state dict are made of.
 *
 * @throws NnError 'MODULE_TREE' for what is no module
 * @example
 * import { Linear, rand, ReLU, Sequential } from '@nn/nn';
 *
 * const net = new Sequential(new Linear(4, 8), new ReLU(), new Linear(8, 1));
 * net.forward(rand([2, 4])).shape; // [2, 1]
 * net[0].outFeatures; // 8
 * new Sequential({ hidden: new Linear(4, 8), act: new ReLU() }).hidden.outFeatures; // 8
 */
export type Sequential<L extends readonly Module[] = readonly Module[]> = SequentialBase<L> & {
  [K in keyof L & `${number}`]: L[K];
} & { [index: number]: Each<L> };

export const Sequential: {
  new <L extends readonly Module[] | readonly [named: Names] = readonly Module[]>(
    ...layers: L
  ): L extends readonly Module[] ? Sequential<L> : SequentialBase & { -readonly [K in keyof L[0]]: L[0][K] };
  readonly prototype: SequentialBase;
  readonly logicalName: string;
  readonly name: string;
} = SequentialBase as never;
