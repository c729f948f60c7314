import type { Parameter } from '../parameter.js';
import { NamedParameters } from './parameter-list.js';

/**
 * Parameters under names that the network knows of, in the order in which they came.
 *
 * @throws NnError 'MODULE_TREE' for a name that is empty, has a dot, or is a member of the container, and for what is no parameter
 * @example
 * import { ones, Parameter, ParameterDict } from '@nn/nn';
 *
 * const gains = new ParameterDict({ left: new Parameter(ones([2])) });
 * gains.get('left')?.shape; // [2]
 */
export class ParameterDict extends NamedParameters {
  static override readonly logicalName: string = 'ParameterDict';
  static override readonly name: string = 'ParameterDict';

  constructor(parameters: Readonly<Record<string, Parameter>> | Iterable<readonly [string, Parameter]> = {}) {
    super();
    this.replaceAll(Symbol.iterator in parameters ? parameters : Object.entries(parameters));
  }

  /** The parameter of a name, `undefined` where there is none. */
  get(name: string): Parameter | undefined {
    return this.lookUp(name);
  }

  /** Whether there is a parameter of that name. */
  has(name: string): boolean {
    return this.lookUp(name) !== undefined;
  }

  /** Puts a parameter under a name: in place of the one that had it, or at the end. */
  set(name: string, parameter: Parameter): this {
    this.put(name, parameter);
    return this;
  }

  /** Takes a parameter out and gives it back; `undefined` where there was none. */
  pop(name: string): Parameter | undefined {
    return this.take(name);
  }

  keys(): string[] {
    return this.names();
  }

  values(): Parameter[] {
    return this.entryValues();
  }

  /** Names and parameters, in the order in which they came. */
  entries(): [name: string, parameter: Parameter][] {
    return [...this.containerEntries()] as [string, Parameter][];
  }

  /** As maps do it, names with their parameters. */
  [Symbol.iterator](): IterableIterator<[name: string, parameter: Parameter]> {
    return this.entries()[Symbol.iterator]();
  }
}
