import * as nn from '@nn/nn';
import type { Module, Tensor } from '@nn/nn';
import { NotBuilt } from './outcome.js';
import { readSignatures, type Signature, translate } from './signatures.js';

const sections = ['Modules', 'Initializers', 'Optimizers', 'Schedules', 'Operations'] as const;
type Section = (typeof sections)[number];

/** Our side of a recorded call: what is built, found by the documented signature. */
export class Library {
  private readonly sections: Readonly<Record<Section, ReadonlyMap<string, Signature>>>;

  constructor(signatures: string) {
    this.sections = Object.fromEntries(
      sections.map((section) => [section, readSignatures(signatures, section)]),
    ) as Library['sections'];
  }

  /** A module as PyTorch's arguments describe it; an argument may be a module too. */
  module(name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): Module {
    const { type, call } = this.constructorOf(
      'Modules',
      name,
      args.map((arg) => this.argument(arg)),
      kwargs,
    );
    return new type(...call) as Module;
  }

  optimizer(name: string, params: readonly Tensor[], kwargs: Readonly<Record<string, unknown>>): nn.Optimizer<object> {
    const { type, call } = this.constructorOf('Optimizers', name, [params], kwargs);
    return new type(...call) as nn.Optimizer<object>;
  }

  scheduler(name: string, optimizer: unknown, kwargs: Readonly<Record<string, unknown>>): { step(): void } {
    const { type, call } = this.constructorOf('Schedules', name, [optimizer], kwargs);
    return new type(...call) as { step(): void };
  }

  initialize(name: string, target: Tensor, kwargs: Readonly<Record<string, unknown>>): void {
    const signature = this.signature('Initializers', name);
    const fn = (nn.init as unknown as Record<string, unknown>)[signature.name];
    if (typeof fn !== 'function') throw new NotBuilt(`init.${name}`);
    fn(...translate(signature, [target], kwargs));
  }

  /** An operation by the function of that name. */
  operate(name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): unknown {
    const signature = this.signature('Operations', name);
    const fn = signature.name
      .split('.')
      .reduce<unknown>((home, part) => (home as Record<string, unknown> | undefined)?.[part], nn);
    if (typeof fn !== 'function') throw new NotBuilt(name);
    return fn(...translate(signature, args, kwargs));
  }

  private argument(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const {
      $module,
      module,
      args = [],
      kwargs = {},
    } = value as { $module?: string; module?: string; args?: unknown[]; kwargs?: Record<string, unknown> };
    const name = $module ?? module;
    return name === undefined ? value : this.module(name, args, kwargs);
  }

  private constructorOf(
    section: Section,
    name: string,
    args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>>,
  ): { type: new (...args: unknown[]) => unknown; call: unknown[] } {
    const signature = this.signature(section, name);
    const type = (nn as unknown as Record<string, unknown>)[signature.name];
    if (typeof type !== 'function') throw new NotBuilt(name);
    return { type: type as new (...args: unknown[]) => unknown, call: translate(signature, args, kwargs) };
  }

  private signature(section: Section, name: string): Signature {
    const signature = this.sections[section].get(name);
    if (signature === undefined) throw new NotBuilt(name);
    return signature;
  }
}
