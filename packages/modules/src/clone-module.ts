import { NnError } from '@nn/core';
import { Tensor } from '@nn/tensor';
import { ownForward } from './hooks.js';
import type { Module } from './module.js';
import { isModule } from './module-base.js';
import { Buffer, Parameter } from './parameter.js';
import { copyTags } from './tags.js';

/** What has been copied already: a value that occurs twice is copied once. */
type Copies = Map<object, unknown>;

let running: Copies | null = null;

/** @internal A clone in which the values of `instead` stand for its keys. */
export function cloneWith<M extends Module>(module: M, instead: ReadonlyMap<object, unknown>): M {
  const before = running;
  running = new Map(instead);
  try {
    return module.clone();
  } finally {
    running = before;
  }
}

/** @internal `Module.clone`. Modules below are copied by their own `clone`, which may be another one. */
export function cloneModule<M extends Module>(module: M): M {
  const outermost = running === null;
  const copies = (running ??= new Map());
  try {
    return copyModule(module, copies);
  } finally {
    if (outermost) running = null;
  }
}

function copyModule<M extends Module>(module: M, copies: Copies): M {
  const copy = Object.create(Object.getPrototypeOf(module) as object) as M;
  copies.set(module, copy);
  copyTags(module, copy);
  for (const key of Reflect.ownKeys(module)) {
    const descriptor = key === 'forward' ? forwardOf(module) : Object.getOwnPropertyDescriptor(module, key);
    if (descriptor === undefined) continue;
    if ('value' in descriptor) descriptor.value = copyValue(descriptor.value, copies);
    Object.defineProperty(copy, key, descriptor);
  }
  return copy;
}

/** A hook's shadow is not copied; what lies under it is. */
function forwardOf(module: Module): PropertyDescriptor | undefined {
  const own = ownForward(module);
  if (typeof own?.value !== 'function' || 'prototype' in own.value) return own;
  throw new NnError(
    'MODULE_TREE',
    `'forward' of ${module.constructor.name} is an arrow function in a field: a copy would go on using the original`,
    {
      op: 'clone',
      advice: 'Make forward a method, or override clone().',
    },
  );
}

function copyValue(value: unknown, copies: Copies): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (isModule(value)) {
    const copy = value.clone();
    copies.set(value, copy);
    return copy;
  }
  if (value instanceof Tensor) return remember(copies, value, copyTensor(value));
  if (ArrayBuffer.isView(value)) return remember(copies, value, copyOfView(value));
  return copyCollection(value, copies);
}

function copyTensor(x: Tensor): Tensor {
  if (x instanceof Parameter) return copyParameter(x);
  const copy = copyValues(x);
  if (x instanceof Buffer) return new Buffer(copy, { persistent: x.persistent });
  return x.isLeaf && x.requiresGrad ? copy.requiresGrad_() : copy;
}

function copyParameter(parameter: Parameter): Parameter {
  const { requiresGrad } = parameter;
  const copy = parameter.isUninitialized ? parameter.twin() : new Parameter(copyValues(parameter), { requiresGrad });
  copyTags(parameter, copy);
  return copy;
}

/** Memory of its own, in which the same was done. */
function copyValues(x: Tensor): Tensor {
  const copy = x.detach().clone();
  copy.storage.inherit(x.storage);
  return copy;
}

/** Plain collections are copied with what they hold; anything else, functions and generators among them, is shared. */
function copyCollection(value: object, copies: Copies): unknown {
  if (Array.isArray(value)) {
    const copy: unknown[] = remember(copies, value, []);
    for (const item of value as unknown[]) copy.push(copyValue(item, copies));
    return copy;
  }
  if (value instanceof Map) {
    const copy = remember(copies, value, new Map<unknown, unknown>());
    for (const [key, item] of value) copy.set(key, copyValue(item, copies));
    return copy;
  }
  if (value instanceof Set) {
    const copy = remember(copies, value, new Set<unknown>());
    for (const item of value) copy.add(copyValue(item, copies));
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy = remember(copies, value, Object.create(prototype) as Record<string, unknown>);
  for (const [key, item] of Object.entries(value)) copy[key] = copyValue(item, copies);
  return copy;
}

function copyOfView(view: ArrayBufferView): unknown {
  return 'slice' in view && typeof view.slice === 'function' ? (view.slice() as unknown) : view;
}

function remember<T>(copies: Copies, value: object, copy: T): T {
  copies.set(value, copy);
  return copy;
}
