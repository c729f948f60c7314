import { NnError, sameShape, type Scalar } from '@nn/core';
import type { ExpressionGraph } from '@nn/core/expression';
import { checkNoOverlap, wrote } from './in-place.js';
import { differentDevices } from './op.js';
import type { Tensor } from './tensor.js';

/**
 * Runs an expression over tensors of one shape straight into tensors of that shape, which may be inputs: one pass over memory, outside
 * the tape. What optimizer steps are made of.
 *
 * @param scalars the run-time parameters: they change without a new graph
 * @throws NnError 'SHAPE' where shapes differ (nothing broadcasts here), 'DEVICE', 'IN_PLACE' for overlapping outputs
 */
export function evaluateInto(
  graph: ExpressionGraph,
  inputs: readonly Tensor[],
  scalars: readonly Scalar[],
  outputs: readonly Tensor[],
): void {
  const { backend } = outputs[0]!.storage;
  check(inputs, outputs[0]!);
  check(outputs, outputs[0]!);
  for (const output of outputs) checkNoOverlap(output, 'evaluateInto');
  backend.kernels.expression(inputs, { graph, scalars }, outputs);
  for (const output of outputs) wrote(output);
}

function check(operands: readonly Tensor[], { shape, storage }: Tensor): void {
  for (const x of operands) {
    if (x.storage.backend !== storage.backend)
      throw differentDevices('evaluateInto', storage.backend, x.storage.backend);
    if (!sameShape(x.shape, shape))
      throw new NnError('SHAPE', 'evaluateInto: tensors of different shapes', {
        op: 'evaluateInto',
        details: { expected: shape, got: x.shape },
      });
  }
}
