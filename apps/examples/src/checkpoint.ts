/** A checkpoint that PyTorch made: load it, go on training, write one that PyTorch loads. */
import { crossEntropy, parseSafetensors, serializeSafetensors, SGD, type Tensor, tensor } from '@nn/nn';
import { LeNet } from './models/lenet.js';

/** Loads a LeNet from the bytes of a safetensors file whose keys begin with `prefix`. */
export function loadLeNet(bytes: Uint8Array, prefix: string): LeNet {
  const net = new LeNet();
  const state = new Map<string, Tensor>();
  for (const [key, { data, dtype, shape }] of parseSafetensors(bytes).tensors) {
    if (key.startsWith(prefix)) state.set(key.slice(prefix.length), tensor(data, { dtype, shape }));
  }
  net.loadStateDict(state);
  return net;
}

/** One step of training; gives the loss before it. */
export function trainStep(net: LeNet, images: Tensor, labels: Tensor, lr = 0.05): number {
  const optimizer = new SGD(net.parameters(), { lr });
  const loss = crossEntropy(net.forward(images), labels);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss.itemSync();
}

/** The bytes of a safetensors file: `safetensors.torch.load` reads them. */
export function saveLeNet(net: LeNet): Uint8Array {
  return serializeSafetensors(
    new Map(
      [...net.stateDict()].map(([key, value]) => [
        key,
        { dtype: value.dtype, shape: value.shape, data: value.toTypedArraySync() },
      ]),
    ),
  );
}
