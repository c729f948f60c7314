import { NnError } from '@nn/core';
import { cat, type Tensor } from '@nn/tensor';

/**
 * All values in one vector, in the order of the parameters. Gradients flow back.
 *
 * @throws NnError 'OPTION' for no parameters, 'DEVICE' where they live on several devices, 'UNINITIALIZED' for one that waits for its shape
 * @example
 * import { Linear, parametersToVector } from '@nn/nn';
 *
 * parametersToVector(new Linear(4, 8).parameters()).shape; // [40]
 */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  const all = [...parameters];
  if (all.length === 0) {
    throw new NnError('OPTION', 'torch.cat(): expected a non-empty list of Tensors', { op: 'parametersToVector' });
  }
  checkDevices(all, 'parametersToVector');
  return cat(all.map((parameter) => parameter.reshape([parameter.numel()])));
}

/**
 * The way back: copies the values of a vector over the parameters, which stay the same tensors with memory of their own.
 *
 * @throws NnError 'SHAPE' for a vector that is no vector, or has more or fewer values than the parameters (PyTorch leaves over what is too
 * much in silence); nothing is written then
 * @example
 * import { Linear, parametersToVector, vectorToParameters } from '@nn/nn';
 *
 * const layer = new Linear(2, 1);
 * vectorToParameters(parametersToVector(layer.parameters()).mul(0), layer.parameters());
 * layer.weight.toArraySync(); // [[0, 0]]
 */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  const all = [...parameters];
  checkDevices(all, 'vectorToParameters');
  const wanted = all.reduce((sum, parameter) => sum + parameter.numel(), 0);
  if (vector.ndim !== 1 || vector.numel() !== wanted) {
    throw new NnError('SHAPE', `a vector of shape [${vector.shape.join(', ')}] does not fill ${wanted} values`, {
      op: 'vectorToParameters',
      details: { shape: vector.shape, wanted },
      advice: 'Take the parameters that the vector was made of.',
    });
  }
  const values = vector.detach();
  let start = 0;
  for (const parameter of all) {
    const target = parameter.detach();
    target.copy_(values.narrow(0, start, parameter.numel()).reshape(parameter.shape));
    start += parameter.numel();
  }
}

function checkDevices(parameters: readonly Tensor[], op: string): void {
  const devices = [...new Set(parameters.map((parameter) => parameter.device))];
  if (devices.length < 2) return;
  throw new NnError('DEVICE', 'Found two parameters on different devices, this is currently not supported.', {
    op,
    details: { devices },
  });
}
