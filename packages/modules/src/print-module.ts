import type { Module } from './module.js';
import { isModule } from './module-base.js';
import type { Parameter } from './parameter.js';
import { ownEntries } from './tree.js';

/** @internal The method that `console.log` calls in Node. */
export const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as typeof inspect;

/** What a printed form shows of a module: arguments by name, or ready text for those that PyTorch prints without one. */
export type Repr = string | Readonly<Record<string, unknown>>;

/** PyTorch's printed form: the class with its arguments, then children one a line. */
export function printModule(module: Module, above: ReadonlySet<Module> = new Set()): string {
  if (above.has(module)) return `${moduleName(module)}(contains itself)`;
  const within = new Set(above).add(module);
  const children: string[] = [];
  for (const [name, value] of ownEntries(module))
    if (isModule(value)) children.push(`(${name}): ${indent(printModule(value, within))}`);
  if (children.length === 0) return printHead(module);
  const extra = formatRepr(module.extraRepr());
  const lines = extra === '' ? children : [extra, ...children];
  return `${moduleName(module)}(\n${lines.map((line) => `  ${line}`).join('\n')}\n)`;
}

/** @internal The class with its arguments, without children. */
export function printHead(module: Module): string {
  return `${moduleName(module)}(${formatRepr(module.extraRepr())})`;
}

/** @internal The class's name. Library classes say theirs in a static field, whatever a bundler makes of it. */
export function moduleName(module: Module): string {
  return module.constructor.name;
}

/** @internal A parameter in a list of parameters. */
export function printParameter(parameter: Parameter): string {
  if (parameter.isUninitialized) return parameter.toString();
  const { shape, dtype } = parameter;
  return `Parameter containing: [${dtype}${shape.length === 0 ? '' : ` of size ${shape.join('x')}`}]`;
}

/** @internal Arguments to show that PyTorch shows only where they are on. */
export function shownIf(name: string, on: boolean): Readonly<Record<string, true>> {
  return on ? { [name]: true } : {};
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

function formatRepr(repr: Repr): string {
  if (typeof repr === 'string') return repr;
  return Object.entries(repr)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join(', ');
}

/** @internal A value as PyTorch prints it, in TypeScript's spelling. */
export function formatValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (typeof value === 'string') return `'${value}'`;
  if (Object.is(value, -0)) return '-0';
  return String(value);
}
