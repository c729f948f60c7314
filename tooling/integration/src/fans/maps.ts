import {
  type Bilinear,
  type ConvolutionLayer,
  Embedding,
  type EmbeddingBag,
  eye,
  type Linear,
  type Tensor,
  tensor,
  zeros,
} from '@nn/nn';
import { type Counted, count, runOnBasis } from './dependence.js';

/** The fans of a linear layer. */
export function linearFans(layer: Linear): Counted {
  return count(runOnBasis([layer.inFeatures], (x) => layer.forward(x)));
}

/** Of a table of vectors, as a map of one-hot vectors. */
export function embeddingFans({ numEmbeddings, embeddingDim }: Embedding | EmbeddingBag): Counted {
  const twin = new Embedding(numEmbeddings, embeddingDim);
  const after = Array.from({ length: numEmbeddings }, (_, token) =>
    twin.forward(tensor(BigInt(token))).toArraySync<number[]>(),
  );
  return count({ before: Array<number>(embeddingDim).fill(0), after });
}

/** Of a bilinear layer, whose inputs are pairs of features. */
export function bilinearFans(layer: Bilinear): Counted {
  const { in1Features, in2Features } = layer;
  const [first, second] = [eye(in1Features), eye(in2Features)];
  const pairs: Tensor[] = [];
  for (let i = 0; i < in1Features; i++)
    for (let j = 0; j < in2Features; j++) pairs.push(layer.forward(first.at(i), second.at(j)));
  const before = layer.forward(zeros([in1Features]), zeros([in2Features]));
  return count({ before: before.toArraySync<number[]>(), after: pairs.map((y) => y.toArraySync<number[]>()) });
}

type ConvolutionClass = new (
  inputs: number,
  outputs: number,
  kernel: number[],
  options: object,
) => ConvolutionLayer & {
  forward(x: Tensor): Tensor;
};

/**
 * Of a convolution, or a transposed one: within an image so large that some outputs and some inputs meet the whole kernel. A stride is left out, as
 * everybody does who counts fans: with one, inputs differ in how many outputs they reach.
 */
export function convolutionFans(layer: ConvolutionLayer): Counted {
  const { inChannels, outChannels, kernelSize, dilation, groups } = layer;
  const Class = layer.constructor as ConvolutionClass;
  const twin = new Class(inChannels, outChannels, [...kernelSize], { dilation: [...dilation], groups });
  const sizes = kernelSize.map((size, axis) => 2 * dilation[axis]! * (size - 1) + 1);
  return count(runOnBasis([inChannels, ...sizes], (x) => twin.forward(x)));
}
