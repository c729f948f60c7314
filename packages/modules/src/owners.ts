import type { Module } from './module.js';
import { ModuleBase } from './module-base.js';

type Class = { readonly name: string; readonly logicalName: string; readonly prototype: Module };

const known = new WeakMap<object, readonly string[]>();

/** @internal The names of a module's class and of those that it extends, up to `Module`. Lazy classes count as what they become. */
export function ownersOf({ constructor }: Module): readonly string[] {
  let owners = known.get(constructor);
  if (owners === undefined) known.set(constructor, (owners = namesOf(constructor as unknown as Class)));
  return owners;
}

/** @internal The name that rules know one class by. */
export function ownerName(type: { readonly name: string }): string {
  return Object.hasOwn(type, 'logicalName') ? (type as Class).logicalName : type.name;
}

function namesOf(type: Class): readonly string[] {
  const chain: Class[] = [];
  for (let at: unknown = type; at !== ModuleBase; at = Object.getPrototypeOf(at)) chain.push(at as Class);
  const base = chain.pop()!;
  const lazy = (one: Class): boolean => one.prototype.materializeFrom !== base.prototype.materializeFrom;
  // A parametrized class has the name of what it was.
  return [...new Set(chain.filter((one) => !lazy(one)).map(ownerName))];
}
