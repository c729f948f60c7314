import { NnError, type Shape } from '@nn/core';
import { getRngState, setRngState, Tensor, zeros } from '@nn/tensor';
import { cloneWith } from '../clone-module.js';
import type { Module } from '../module.js';
import { Buffer, Parameter } from '../parameter.js';
import { moduleName } from '../print-module.js';
import { namedModules, ownEntries } from '../tree.js';
import { isModule } from '../module-base.js';

interface Row {
  readonly path: string;
  readonly type: string;
  output: string;
  readonly counts: readonly Count[];
}

interface Count {
  readonly size: number | null;
  readonly trainable: boolean;
}

/**
 * A table of a network: for every module its path, class, output shape, and the parameters of its own (each counted once, where it stands first)
 * and how many of them train; then the totals.
 *
 * Nothing happens to the network: a copy without memory is run, in evaluation mode, on the `'meta'` device, so that nothing is computed, drawn or
 * counted, and hooks do not run. Only where `forward` reads values does a real copy run, and the random state is put back. Lazy parameters take
 * their shapes in the copy and wait on in the network itself. A module that `forward` does not call shows `-`; one that it calls often, its last
 * output.
 *
 * @param input the shape of one input (zeros of the network's dtype); or the inputs themselves, in an array
 * @throws NnError whatever `forward` throws for such inputs
 * @example
 * import { Linear, ReLU, Sequential, summary } from '@nn/nn';
 *
 * console.log(summary(new Sequential(new Linear(4, 8), new ReLU(), new Linear(8, 1)), [2, 4]));
 * // path   class       output  parameters  trainable
 * // (net)  Sequential  [2, 1]           -          -
 * // 0      Linear      [2, 8]          40         40
 * // 1      ReLU        [2, 8]           -          -
 * // 2      Linear      [2, 1]           9          9
 * // total                              49         49
 */
export function summary(module: Module, input: Shape | readonly unknown[]): string {
  const inputs = inputsOf(module, input);
  let rows: readonly Row[];
  try {
    rows = trace(module, inputs, true);
  } catch (error) {
    if (!(error instanceof NnError) || (error.code !== 'SYNC_READ' && error.code !== 'DEVICE')) throw error;
    const before = getRngState();
    try {
      rows = trace(module, inputs, false);
    } finally {
      setRngState(before);
    }
  }
  return table(rows);
}

function inputsOf(module: Module, input: readonly unknown[]): readonly unknown[] {
  if (input instanceof Tensor) return [input];
  if (!input.every((size) => typeof size === 'number')) return input;
  for (const parameter of module.parameters()) {
    if (!parameter.isFloatingPoint()) continue;
    return [
      zeros(input, {
        dtype: parameter.dtype,
        ...(parameter.block === null ? {} : { device: parameter.device }),
      }),
    ];
  }
  return [zeros(input)];
}

/** Runs a copy, and writes down what comes out of every module. */
function trace(module: Module, inputs: readonly unknown[], onMeta: boolean): readonly Row[] {
  const copy = onMeta ? cloneWith(module, metaTwins(module)) : module.clone();
  copy.eval();
  copy.requiresGrad_(false);
  if (onMeta) copy.to('meta');
  const rows: Row[] = [];
  const seen = new Set<Parameter>();
  const originals = [...namedModules(module)];
  const parts = [...namedModules(copy)];
  const outputs = new Map<Module, string>();
  for (const [, part] of parts) part.registerForwardHook((_, __, output) => void outputs.set(part, shapesIn(output)));
  (copy as unknown as { forward: (...given: readonly unknown[]) => unknown }).forward(
    ...inputs.map((value) =>
      value instanceof Tensor ? (onMeta ? value.detach().to('meta') : value.detach().clone()) : value,
    ),
  );
  originals.forEach(([path, original], i) => {
    const part = parts[i]![1];
    const now = new Map(ownEntries(part));
    const counts: Count[] = [];
    for (const [name, value] of ownEntries(original)) {
      if (isModule(value) || !(value instanceof Parameter) || seen.has(value)) continue;
      seen.add(value);
      const known = now.get(name);
      const size = known instanceof Parameter && !known.isUninitialized ? known.numel() : null;
      counts.push({ size, trainable: value.requiresGrad });
    }
    rows.push({
      path: path === '' ? '(net)' : path,
      type: moduleName(original),
      output: outputs.get(part) ?? '-',
      counts,
    });
  });
  return rows;
}

/** For every tensor of the network one of its shape without memory. */
function metaTwins(module: Module): ReadonlyMap<object, unknown> {
  const twins = new Map<object, unknown>();
  for (const parameter of module.parameters()) {
    if (!parameter.isUninitialized)
      twins.set(parameter, new Parameter(parameter.detach().to('meta'), { requiresGrad: false }));
  }
  for (const buffer of module.buffers()) {
    if (buffer.block !== null)
      twins.set(buffer, new Buffer(buffer.detach().to('meta'), { persistent: buffer.persistent }));
  }
  return twins;
}

function shapesIn(output: unknown): string {
  if (output instanceof Tensor) return `[${output.shape.join(', ')}]`;
  if (Array.isArray(output)) return `(${output.map(shapesIn).join(', ')})`;
  return '-';
}

function table(rows: readonly Row[]): string {
  const all = rows.flatMap(({ counts }) => counts);
  const cells = [
    ['path', 'class', 'output', 'parameters', 'trainable'],
    ...rows.map(({ path, type, output, counts }) => [path, type, output, ...sums(counts, counts.length === 0)]),
    ['total', '', '', ...sums(all, false)],
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}

/** How many parameters, and how many of them train; `?` where some still wait for their shapes. */
function sums(counts: readonly Count[], none: boolean): string[] {
  if (none) return ['-', '-'];
  return [counts, counts.filter(({ trainable }) => trainable)].map((some) => {
    const known = some.reduce((sum, { size }) => sum + (size ?? 0), 0).toLocaleString('en-US');
    return some.every(({ size }) => size !== null) ? known : `${known} + ?`;
  });
}
