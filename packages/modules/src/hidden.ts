import { Tensor } from '@nn/tensor';
import { isModule } from './module-base.js';
import { Buffer, Parameter } from './parameter.js';

/** What a plain collection hides, in words. */
export interface Hidden {
  readonly what: string;
  readonly kind: string;
  readonly advice: string;
}

/** How deep collections in collections are looked into, and how far along. */
const maxDepth = 3;
const maxItems = 1000;

/** @internal Modules, parameters or buffers in a plain collection: they would never be trained or saved. */
export function hiddenIn(value: unknown): Hidden | null {
  const found = find(value, maxDepth);
  if (found === null) return null;
  const kind = Array.isArray(value) ? 'array' : value instanceof Map ? 'Map' : value instanceof Set ? 'Set' : 'object';
  const [what, type] = isModule(found)
    ? (['modules', 'Module'] as const)
    : found instanceof Parameter
      ? (['parameters', 'Parameter'] as const)
      : (['buffers', null] as const);
  const suffix = kind === 'array' || kind === 'Set' ? 'List' : 'Dict';
  return { what, kind, advice: type === null ? 'Give each a field of its own.' : `Put them in a ${type}${suffix}.` };
}

function find(value: unknown, depth: number): unknown {
  if (depth === 0 || typeof value !== 'object' || value === null) return null;
  let left = maxItems;
  for (const item of itemsOf(value)) {
    if (isModule(item) || item instanceof Parameter || item instanceof Buffer) return item;
    const deeper = find(item, depth - 1);
    if (deeper !== null) return deeper;
    if (--left === 0) break;
  }
  return null;
}

/** What a plain collection holds; of anything else, nothing. */
function itemsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value as Iterable<unknown>;
  if (value instanceof Map) return value.values();
  if (value instanceof Tensor || ArrayBuffer.isView(value)) return [];
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.values(value) : [];
}
