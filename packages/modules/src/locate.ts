import type { NnError } from '@nn/core';
import type { Module } from './module.js';
import { printHead } from './print-module.js';
import { pathOf } from './tree.js';

/** @internal Tells an error which module it came out of: `net.0: Linear(inFeatures=4, …)`. The innermost module wins. */
export function locate(error: NnError, module: Module, detail?: string): NnError {
  const path = pathOf(module);
  const head = printHead(module);
  return error.locate(`${path === '' ? head : `${path}: ${head}`}${detail === undefined ? '' : ` ${detail}`}`);
}
