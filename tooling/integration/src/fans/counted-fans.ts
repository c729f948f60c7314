import { Bilinear, ConvolutionLayer, Embedding, EmbeddingBag, Linear, type Module, MultiheadAttention } from '@nn/nn';
import { attentionFans } from './attention.js';
import type { Counted } from './dependence.js';
import { bilinearFans, convolutionFans, embeddingFans, linearFans } from './maps.js';
import { isRecurrent, recurrentFans } from './recurrent.js';

/** The fans of every map in a network, counted by running it: by path, and by block where one parameter holds several maps (`weight_ih_l0:f`). */
export function countedFans(net: Module): Record<string, Counted> {
  const fans: Record<string, Counted> = {};
  for (const [path, module] of net.namedModules()) {
    for (const [name, counted] of Object.entries(mapsOf(module)))
      fans[path === '' ? name : `${path}.${name}`] = counted;
  }
  return fans;
}

function mapsOf(module: Module): Record<string, Counted> {
  if (module instanceof Linear) return { weight: linearFans(module) };
  if (module instanceof Bilinear) return { weight: bilinearFans(module) };
  if (module instanceof Embedding || module instanceof EmbeddingBag) return { weight: embeddingFans(module) };
  if (module instanceof ConvolutionLayer) return { weight: convolutionFans(module) };
  if (module instanceof MultiheadAttention) return attentionFans(module);
  return isRecurrent(module) ? recurrentFans(module) : {};
}
