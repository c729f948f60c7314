import { defaultDevice, isFloating } from '@nn/core';
import { cast } from '../copy.js';
import { plainValues, toTypedArray, toTypedArraySync } from '../read.js';
import type { Tensor } from '../tensor.js';
import { type Element, floatFormatter, wholeFormatter } from './formatter.js';
import { layOut } from './layout.js';
import { type PrintSettings, printSettings } from './options.js';
import { summarized } from './summary.js';

const prefix = 'tensor(';

/**
 * The text of a tensor, as PyTorch prints it in TypeScript's spelling: `tensor([1., 2.], requiresGrad=true)`. Where values cannot be read at
 * once, its shape in their place.
 */
export function print(x: Tensor): string {
  const settings = printSettings();
  if (!x.storage.backend.capabilities.syncRead) {
    return compose(
      '...',
      [{ text: `device='${x.device}'` }, { text: `size=${list(x)}` }, ...dtypeOf(x, true)],
      x,
      settings,
    );
  }
  if (x.numel() === 0) return empty(x, settings);
  const { part, cut } = summarized(x, settings);
  const readable = inFloat32(part);
  return withValues(
    x,
    plainValues(toTypedArraySync(readable, 'toStringSync'), readable.dtype, { bigint: true }, 'toString'),
    part,
    cut,
    settings,
  );
}

/** The text of a tensor with its values, on any device. */
export async function printAsync(x: Tensor): Promise<string> {
  const settings = printSettings();
  if (x.device === 'meta') return print(x);
  if (x.numel() === 0) return empty(x, settings);
  const { part, cut } = summarized(x, settings);
  const readable = inFloat32(part);
  return withValues(
    x,
    plainValues(await toTypedArray(readable), readable.dtype, { bigint: true }, 'toStringAsync'),
    part,
    cut,
    settings,
  );
}

function empty(x: Tensor, settings: PrintSettings): string {
  return compose('[]', [...deviceOf(x), ...sizeOf(x), ...dtypeOf(x, true)], x, settings);
}

function inFloat32(x: Tensor): Tensor {
  return x.dtype === 'float16' || x.dtype === 'bfloat16' ? cast(x, 'float32') : x;
}

function withValues(
  x: Tensor,
  values: readonly Element[],
  part: Tensor,
  cut: readonly boolean[],
  settings: PrintSettings,
): string {
  const formatter = isFloating(x.dtype)
    ? floatFormatter(values as readonly number[], settings)
    : wholeFormatter(values);
  const text = layOut({ values, shape: part.shape, cut }, formatter, settings, prefix.length);
  return compose(text, [...deviceOf(x), ...dtypeOf(x, false)], x, settings);
}

/** Something said after the values. */
interface Suffix {
  readonly text: string;
  /** How much longer PyTorch's spelling is: lines break where PyTorch breaks them. */
  readonly longer?: number;
}

function deviceOf(x: Tensor): readonly Suffix[] {
  return x.device === defaultDevice() ? [] : [{ text: `device='${x.device}'` }];
}

function sizeOf(x: Tensor): readonly Suffix[] {
  return x.ndim === 1 ? [] : [{ text: `size=${list(x)}` }];
}

function list(x: Tensor): string {
  return `[${x.shape.join(', ')}]`;
}

/** The dtype where the values do not tell it; without values only float32 goes without saying. */
function dtypeOf(x: Tensor, always: boolean): readonly Suffix[] {
  if (x.dtype === 'float32' || (!always && (x.dtype === 'int64' || x.dtype === 'bool'))) return [];
  return [{ text: `dtype=${x.dtype}`, longer: 'torch.'.length }];
}

function gradOf(x: Tensor): readonly Suffix[] {
  if (x.gradFn !== null) return [{ text: `gradFn=<${x.gradFn.name}>`, longer: 1 }];
  return x.requiresGrad ? [{ text: 'requiresGrad=true', longer: 1 }] : [];
}

function compose(values: string, suffixes: readonly Suffix[], x: Tensor, { linewidth }: PrintSettings): string {
  let text = prefix + values;
  let last = text.length - text.lastIndexOf('\n') + 1;
  for (const { text: suffix, longer = 0 } of [...suffixes, ...gradOf(x)]) {
    const length = suffix.length + longer;
    if (last + length + 2 > linewidth) {
      text += `,\n${' '.repeat(prefix.length)}${suffix}`;
      last = prefix.length + length;
    } else {
      text += `, ${suffix}`;
      last += length + 2;
    }
  }
  return `${text})`;
}
