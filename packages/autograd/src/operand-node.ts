import type { Tensor } from '@nn/tensor';
import type { Fitted } from './fit.js';
import type { Edge } from './node.js';

/** A node that computes a gradient for each of its operands. */
export interface OperandNode extends Fitted {
  readonly edges: readonly Edge[];
  readonly needs: readonly boolean[];
  readonly trace: string | null;
  /** Whether a gradient shares memory with what the node keeps. */
  keeps(gradient: Tensor): boolean;
}
