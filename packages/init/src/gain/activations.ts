import { normalCdf } from '../law/normal-cdf.js';

export type ActivationFunction = (z: number) => number;

/** Two of the named ones have a parameter. */
type NamedActivation = (z: number, param?: number) => number;

/** Names of activations as PyTorch's `functional` spells them. `gelu` is the exact one, not the one by tanh. */
export type ActivationName =
  | 'identity'
  | 'relu'
  | 'leaky_relu'
  | 'sigmoid'
  | 'tanh'
  | 'softplus'
  | 'softsign'
  | 'elu'
  | 'selu'
  | 'silu'
  | 'gelu'
  | 'mish';

/** Those that keep mean 0 and variance 1 (Klambauer et al., 2017, appendix A.1). */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

const sigmoid: ActivationFunction = (z) => (z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z)));
const softplus: ActivationFunction = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

export const activations: Readonly<Record<ActivationName, NamedActivation>> = {
  identity: (z) => z,
  relu: (z) => Math.max(z, 0),
  leaky_relu: (z, slope = 0.01) => (z > 0 ? z : slope * z),
  sigmoid,
  tanh: Math.tanh,
  softplus,
  softsign: (z) => z / (1 + Math.abs(z)),
  elu: (z, alpha = 1) => (z > 0 ? z : alpha * Math.expm1(z)),
  selu: (z) => seluScale * (z > 0 ? z : seluAlpha * Math.expm1(z)),
  silu: (z) => z * sigmoid(z),
  gelu: (z) => z * normalCdf(z),
  mish: (z) => z * Math.tanh(softplus(z)),
};
