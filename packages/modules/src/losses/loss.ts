import { checkReduction, type Reduction, type ReductionOptions } from '../functional/reduction.js';
import { Module } from '../module.js';

/** What losses share: how they reduce. */
export abstract class Loss extends Module {
  readonly reduction: Reduction;

  constructor(options: ReductionOptions = {}) {
    super();
    this.reduction = checkReduction(options.reduction ?? 'mean', this.constructor.name);
  }
}
