import { NnError } from '@nn/core';
import { gelu, type Tensor } from '@nn/tensor';
import type { Layer } from '../../containers/sequential.js';

/** What stands between the two linear maps of a transformer's layer: a name, a function, or a layer. */
export type TransformerActivation = 'relu' | 'gelu' | ((x: Tensor) => Tensor) | Layer;

/** @internal The activation as given, if it is one. */
export function checkActivation(activation: TransformerActivation, op: string): TransformerActivation {
  if (typeof activation !== 'string' || activation === 'relu' || activation === 'gelu') return activation;
  throw new NnError('OPTION', `activation should be relu/gelu, not ${String(activation)}`, {
    op,
    details: { activation },
    advice: "Use 'relu', 'gelu' or a function.",
  });
}

/** @internal */
export function activate(activation: TransformerActivation, x: Tensor): Tensor {
  if (activation === 'relu') return x.relu();
  if (activation === 'gelu') return gelu(x);
  return typeof activation === 'function' ? activation(x) : activation.forward(x);
}
