import { NnError } from '@nn/core';
import { Parameter } from '../parameter.js';
import { printParameter, type Repr } from '../print-module.js';
import { kindOf, NamedEntries } from './named-entries.js';

/** @internal What containers of parameters share: how they print, and that they hold nothing else. */
export abstract class NamedParameters extends NamedEntries<Parameter> {
  override extraRepr(): Repr {
    const lines = this.names().map((name) => `  (${name}): ${printParameter(this.lookUp(name)!)}`);
    return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  }

  override forward(): never {
    const name = this.constructor.name;
    throw new NnError('MODULE_TREE', `${name} should not be called.`, { op: 'forward', advice: 'Use its parameters.' });
  }

  protected override checkEntry(value: unknown, name: string): void {
    if (value instanceof Parameter) return;
    const op = this.constructor.name;
    throw new NnError('MODULE_TREE', `${op} holds parameters, but got ${kindOf(value)}`, {
      op,
      details: { name },
      advice: 'Write new Parameter(tensor).',
    });
  }
}

/** @see {@link ParameterList} */
export class ParameterListBase extends NamedParameters {
  static override readonly logicalName: string = 'ParameterList';
  static override readonly name: string = 'ParameterList';

  constructor(parameters: Iterable<Parameter> = []) {
    super();
    this.extend(parameters);
  }

  /** The parameter at a position; a negative one counts from the end. */
  at(index: number): Parameter | undefined {
    return this.entryValues().at(index);
  }

  [Symbol.iterator](): IterableIterator<Parameter> {
    return this.entryValues()[Symbol.iterator]();
  }

  /** Adds a parameter at the end. */
  append(parameter: Parameter): this {
    return this.extend([parameter]);
  }

  /** Adds parameters at the end; where one is refused, none. */
  extend(parameters: Iterable<Parameter>): this {
    this.replaceAll(Object.entries([...this.entryValues(), ...parameters]));
    return this;
  }
}

/**
 * Parameters in an array that the network knows of.
 *
 * @throws NnError 'MODULE_TREE' for what is no parameter
 * @example
 * import { ones, Parameter, ParameterList } from '@nn/nn';
 *
 * const gains = new ParameterList([new Parameter(ones([2])), new Parameter(ones([3]))]);
 * gains[1]?.shape; // [3]
 * [...gains.stateDict().keys()]; // ['0', '1']
 */
export type ParameterList = ParameterListBase & { [index: number]: Parameter };

export const ParameterList: {
  new (parameters?: Iterable<Parameter>): ParameterList;
  readonly prototype: ParameterListBase;
  readonly logicalName: string;
  readonly name: string;
} = ParameterListBase as never;
