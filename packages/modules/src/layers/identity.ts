import { Module } from '../module.js';

/**
 * Gives its input back; takes any constructor arguments, so that it can stand in for another layer.
 *
 * @example
 * import { Identity, ones } from '@nn/nn';
 *
 * new Identity().forward(ones([2])).toArraySync(); // [1, 1]
 */
export class Identity extends Module {
  static override readonly logicalName: string = 'Identity';
  static override readonly name: string = 'Identity';

  constructor(..._ignored: unknown[]) {
    super();
  }

  override forward<T>(x: T): T {
    return x;
  }
}
