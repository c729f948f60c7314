export { ModuleDict, ModuleDictBase } from './containers/module-dict.js';
export { ModuleList, ModuleListBase } from './containers/module-list.js';
export { ParameterDict } from './containers/parameter-dict.js';
export { ParameterList, ParameterListBase } from './containers/parameter-list.js';
export { type Layer, Sequential, SequentialBase } from './containers/sequential.js';
export { batchNorm, type BatchNormOptions } from './functional/batch-norm.js';
export { bilinear } from './functional/bilinear.js';
export { cosineSimilarity, type CosineSimilarityOptions } from './functional/cosine-similarity.js';
export { crossEntropy, type CrossEntropyOptions } from './functional/cross-entropy.js';
export {
  alphaDropout,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  type DropoutOptions,
  featureAlphaDropout,
} from './functional/dropout.js';
export { type BagMode, embeddingBag, type EmbeddingBagOptions } from './functional/embedding-bag.js';
export { embedding, type EmbeddingOptions } from './functional/embedding.js';
export { glu } from './functional/glu.js';
export { groupNorm, type GroupNormOptions } from './functional/group-norm.js';
export { instanceNorm, type InstanceNormOptions } from './functional/instance-norm.js';
export { layerNorm, type LayerNormOptions } from './functional/layer-norm.js';
export { localResponseNorm, type LocalResponseNormOptions } from './functional/local-response-norm.js';
export { mseLoss } from './functional/mse-loss.js';
export { nllLoss, type NllLossOptions } from './functional/nll-loss.js';
export { normalize, type NormalizeOptions } from './functional/normalize.js';
export { pairwiseDistance, type PairwiseDistanceOptions } from './functional/pairwise-distance.js';
export { prelu } from './functional/prelu.js';
export type { Reduction, ReductionOptions } from './functional/reduction.js';
export { rmsNorm, type RmsNormOptions } from './functional/rms-norm.js';
export { rrelu, type RreluOptions } from './functional/rrelu.js';
export { softmin } from './functional/softmin.js';
export type { BackwardHook, ForwardHook, ForwardPreHook, HookHandle } from './hooks.js';
export { Activation, InplaceActivation, type InplaceOptions } from './layers/activations/activation.js';
export { CELU } from './layers/activations/celu.js';
export { ELU } from './layers/activations/elu.js';
export { GELU } from './layers/activations/gelu.js';
export { GLU } from './layers/activations/glu.js';
export { Hardshrink } from './layers/activations/hardshrink.js';
export { Hardsigmoid } from './layers/activations/hardsigmoid.js';
export { Hardswish } from './layers/activations/hardswish.js';
export { type HardtanhLayerOptions, Hardtanh } from './layers/activations/hardtanh.js';
export { LeakyReLU } from './layers/activations/leaky-relu.js';
export { LogSigmoid } from './layers/activations/log-sigmoid.js';
export { LogSoftmax } from './layers/activations/log-softmax.js';
export { Mish } from './layers/activations/mish.js';
export { type PReLUOptions, PReLU } from './layers/activations/prelu.js';
export { ReLU } from './layers/activations/relu.js';
export { ReLU6 } from './layers/activations/relu6.js';
export { RReLU } from './layers/activations/rrelu.js';
export { SELU } from './layers/activations/selu.js';
export { Sigmoid } from './layers/activations/sigmoid.js';
export { SiLU } from './layers/activations/silu.js';
export { Softmax } from './layers/activations/softmax.js';
export { Softmax2d } from './layers/activations/softmax2d.js';
export { Softmin } from './layers/activations/softmin.js';
export { Softplus } from './layers/activations/softplus.js';
export { Softshrink } from './layers/activations/softshrink.js';
export { Softsign } from './layers/activations/softsign.js';
export { Tanh } from './layers/activations/tanh.js';
export { Tanhshrink } from './layers/activations/tanhshrink.js';
export { Threshold } from './layers/activations/threshold.js';
export { Bilinear } from './layers/bilinear.js';
export { CosineSimilarity } from './layers/distance/cosine-similarity.js';
export { PairwiseDistance } from './layers/distance/pairwise-distance.js';
export {
  AlphaDropout,
  Dropout,
  Dropout1d,
  Dropout2d,
  Dropout3d,
  DropoutLayer,
  FeatureAlphaDropout,
} from './layers/dropout.js';
export { type BagInputs, EmbeddingBag, type EmbeddingBagLayerOptions } from './layers/embedding/embedding-bag.js';
export { Embedding, type EmbeddingLayerOptions, type PretrainedOptions } from './layers/embedding/embedding.js';
export { Flatten, type FlattenOptions } from './layers/flatten.js';
export { Identity } from './layers/identity.js';
export { LazyLinear } from './layers/lazy-linear.js';
export { Linear, type LinearOptions } from './layers/linear.js';
export { BatchNorm, BatchNorm1d, BatchNorm2d, BatchNorm3d } from './layers/norm/batch-norm.js';
export { GroupNorm, type GroupNormLayerOptions } from './layers/norm/group-norm.js';
export { InstanceNorm, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from './layers/norm/instance-norm.js';
export { LayerNorm, type LayerNormLayerOptions } from './layers/norm/layer-norm.js';
export { LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d } from './layers/norm/lazy-batch-norm.js';
export { LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d } from './layers/norm/lazy-instance-norm.js';
export { LocalResponseNorm } from './layers/norm/local-response-norm.js';
export { NormBase, type NormOptions } from './layers/norm/norm-base.js';
export { RMSNorm, type RMSNormOptions } from './layers/norm/rms-norm.js';
export { GRUCell } from './layers/recurrent/gru-cell.js';
export { GRU } from './layers/recurrent/gru.js';
export { LSTMCell } from './layers/recurrent/lstm-cell.js';
export { LSTM, type LstmOptions, type LstmState } from './layers/recurrent/lstm.js';
export { PackedSequence, type Packing } from './layers/recurrent/packed-sequence.js';
export { type PackOptions, packPaddedSequence, type PackPaddedOptions, packSequence } from './layers/recurrent/pack.js';
export {
  type PadOptions,
  type PadPackedOptions,
  padPackedSequence,
  padSequence,
  unpackSequence,
  unpadSequence,
} from './layers/recurrent/pad.js';
export { RecurrentCell, type RecurrentCellOptions } from './layers/recurrent/recurrent-cell.js';
export { RecurrentLayer, type RecurrentOptions } from './layers/recurrent/recurrent-layer.js';
export { RNNCell, type RnnCellOptions } from './layers/recurrent/rnn-cell.js';
export { RNN, type RnnOptions } from './layers/recurrent/rnn.js';
export { CrossEntropyLoss } from './losses/cross-entropy-loss.js';
export { Loss } from './losses/loss.js';
export { MSELoss } from './losses/mse-loss.js';
export { NLLLoss } from './losses/nll-loss.js';
export { Module } from './module.js';
export {
  Buffer,
  type BufferOptions,
  Parameter,
  type ParameterOptions,
  type PartialShape,
  type UninitializedOptions,
} from './parameter.js';
export type { Repr } from './print-module.js';
export type { LoadOptions, LoadReport, StateDict } from './state-dict.js';
export type { WalkOptions } from './tree.js';
