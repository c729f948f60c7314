export { ModuleDict, ModuleDictBase } from './containers/module-dict.js';
export { ModuleList, ModuleListBase } from './containers/module-list.js';
export { ParameterDict } from './containers/parameter-dict.js';
export { ParameterList, ParameterListBase } from './containers/parameter-list.js';
export { type Layer, Sequential, SequentialBase } from './containers/sequential.js';
export type { Activating, ActivationSpec } from './activation-spec.js';
export { batchNorm, type BatchNormOptions } from './functional/batch-norm.js';
export { bilinear } from './functional/bilinear.js';
export {
  binaryCrossEntropyWithLogits,
  type BinaryCrossEntropyWithLogitsOptions,
} from './functional/binary-cross-entropy-with-logits.js';
export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from './functional/binary-cross-entropy.js';
export { cosineEmbeddingLoss } from './functional/cosine-embedding-loss.js';
export { cosineSimilarity, type CosineSimilarityOptions } from './functional/cosine-similarity.js';
export { crossEntropy, type CrossEntropyOptions } from './functional/cross-entropy.js';
export type { Lengths } from './functional/ctc-alignment.js';
export { ctcLoss, type CtcLossOptions } from './functional/ctc-loss.js';
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
export { gaussianNllLoss, type GaussianNllLossOptions } from './functional/gaussian-nll-loss.js';
export { glu } from './functional/glu.js';
export { groupNorm, type GroupNormOptions } from './functional/group-norm.js';
export { hingeEmbeddingLoss, type MarginOptions } from './functional/hinge-embedding-loss.js';
export { huberLoss, type HuberLossOptions } from './functional/huber-loss.js';
export { instanceNorm, type InstanceNormOptions } from './functional/instance-norm.js';
export { klDiv, type KlDivOptions } from './functional/kl-div.js';
export { l1Loss } from './functional/l1-loss.js';
export { layerNorm, type LayerNormOptions } from './functional/layer-norm.js';
export { localResponseNorm, type LocalResponseNormOptions } from './functional/local-response-norm.js';
export { marginRankingLoss } from './functional/margin-ranking-loss.js';
export { mseLoss } from './functional/mse-loss.js';
export { multiMarginLoss, type MultiMarginLossOptions } from './functional/multi-margin-loss.js';
export { multilabelMarginLoss } from './functional/multilabel-margin-loss.js';
export {
  multilabelSoftMarginLoss,
  type MultilabelSoftMarginLossOptions,
} from './functional/multilabel-soft-margin-loss.js';
export { nllLoss, type NllLossOptions } from './functional/nll-loss.js';
export { normalize, type NormalizeOptions } from './functional/normalize.js';
export { pairwiseDistance, type PairwiseDistanceOptions } from './functional/pairwise-distance.js';
export { poissonNllLoss, type PoissonNllLossOptions } from './functional/poisson-nll-loss.js';
export { prelu } from './functional/prelu.js';
export type { Reduction, ReductionOptions } from './functional/reduction.js';
export { rmsNorm, type RmsNormOptions } from './functional/rms-norm.js';
export { rrelu, type RreluOptions } from './functional/rrelu.js';
export { scaledDotProductAttention, type ScaledDotProductOptions } from './functional/scaled-dot-product-attention.js';
export { smoothL1Loss, type SmoothL1LossOptions } from './functional/smooth-l1-loss.js';
export { softMarginLoss } from './functional/soft-margin-loss.js';
export { softmin } from './functional/softmin.js';
export {
  tripletMarginLoss,
  type TripletMarginLossOptions,
  tripletMarginWithDistanceLoss,
  type TripletMarginWithDistanceOptions,
} from './functional/triplet-margin-loss.js';
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
export {
  type ConvTransposeCall,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  ConvTransposeLayer,
  type ConvTransposeLayerOptions,
} from './layers/conv/conv-transpose.js';
export { Conv1d, Conv2d, Conv3d, ConvLayer, type ConvLayerOptions } from './layers/conv/conv.js';
export { ConvolutionLayer, type ConvolutionLayerOptions, type PaddingMode } from './layers/conv/convolution-layer.js';
export {
  LazyConv1d,
  LazyConv2d,
  LazyConv3d,
  LazyConvTranspose1d,
  LazyConvTranspose2d,
  LazyConvTranspose3d,
} from './layers/conv/lazy-conv.js';
export { Flatten, type FlattenOptions } from './layers/flatten.js';
export { FunctionLayer } from './layers/function-layer.js';
export { Identity } from './layers/identity.js';
export { LazyLinear } from './layers/lazy-linear.js';
export { Linear, type LinearOptions } from './layers/linear.js';
export { CircularPad1d, CircularPad2d, CircularPad3d } from './layers/padding/circular-pad.js';
export { ConstantPad1d, ConstantPad2d, ConstantPad3d, ConstantPadLayer } from './layers/padding/constant-pad.js';
export { PadLayer } from './layers/padding/pad-layer.js';
export { ReflectionPad1d, ReflectionPad2d, ReflectionPad3d } from './layers/padding/reflection-pad.js';
export { ReplicationPad1d, ReplicationPad2d, ReplicationPad3d } from './layers/padding/replication-pad.js';
export { ZeroPad1d, ZeroPad2d, ZeroPad3d } from './layers/padding/zero-pad.js';
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveAvgPoolLayer,
} from './layers/pool/adaptive-avg-pool.js';
export {
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
  AdaptiveMaxPoolLayer,
} from './layers/pool/adaptive-max-pool.js';
export { AvgPool1d, AvgPool2d, AvgPool3d, AvgPoolLayer } from './layers/pool/avg-pool.js';
export { FractionalMaxPool2d } from './layers/pool/fractional-max-pool.js';
export { LPPool1d, LPPool2d, LPPool3d, LPPoolLayer } from './layers/pool/lp-pool.js';
export { MaxPool1d, MaxPool2d, MaxPool3d, MaxPoolLayer } from './layers/pool/max-pool.js';
export { MaxUnpool1d, MaxUnpool2d, MaxUnpool3d, type MaxUnpoolCall, MaxUnpoolLayer } from './layers/pool/max-unpool.js';
export { ChannelShuffle } from './layers/shape/channel-shuffle.js';
export { BlockLayer, Fold, Unfold } from './layers/shape/fold.js';
export { PixelShuffle, PixelUnshuffle } from './layers/shape/pixel-shuffle.js';
export { Unflatten } from './layers/shape/unflatten.js';
export { Upsample } from './layers/shape/upsample.js';
export { BatchNorm, BatchNorm1d, BatchNorm2d, BatchNorm3d } from './layers/norm/batch-norm.js';
export { GroupNorm, type GroupNormLayerOptions } from './layers/norm/group-norm.js';
export { InstanceNorm, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from './layers/norm/instance-norm.js';
export { LayerNorm, type LayerNormLayerOptions } from './layers/norm/layer-norm.js';
export {
  LazyBatchNorm1d,
  LazyBatchNorm2d,
  LazyBatchNorm3d,
  LazyInstanceNorm1d,
  LazyInstanceNorm2d,
  LazyInstanceNorm3d,
} from './layers/norm/lazy-norm.js';
export { LocalResponseNorm } from './layers/norm/local-response-norm.js';
export { NormBase, type NormOptions } from './layers/norm/norm-base.js';
export { RMSNorm, type RMSNormOptions } from './layers/norm/rms-norm.js';
export type { TransformerActivation } from './layers/attention/activation-of.js';
export {
  type AttentionOptions,
  MultiheadAttention,
  type MultiheadAttentionOptions,
} from './layers/attention/multihead-attention.js';
export { type DecoderMasks, TransformerDecoderLayer } from './layers/attention/transformer-decoder-layer.js';
export { type DecoderLayer, TransformerDecoder } from './layers/attention/transformer-decoder.js';
export { type EncoderLayerMasks, TransformerEncoderLayer } from './layers/attention/transformer-encoder-layer.js';
export {
  type EncoderLayer,
  type EncoderMasks,
  type NormOption,
  TransformerEncoder,
} from './layers/attention/transformer-encoder.js';
export type { TransformerLayerOptions } from './layers/attention/transformer-options.js';
export {
  type CustomDecoder,
  type CustomEncoder,
  Transformer,
  type TransformerMasks,
  type TransformerOptions,
} from './layers/attention/transformer.js';
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
export { BCELoss } from './losses/bce-loss.js';
export { BCEWithLogitsLoss } from './losses/bce-with-logits-loss.js';
export { CosineEmbeddingLoss } from './losses/cosine-embedding-loss.js';
export { CrossEntropyLoss } from './losses/cross-entropy-loss.js';
export { CTCLoss } from './losses/ctc-loss.js';
export { GaussianNLLLoss } from './losses/gaussian-nll-loss.js';
export { HingeEmbeddingLoss } from './losses/hinge-embedding-loss.js';
export { HuberLoss } from './losses/huber-loss.js';
export { KLDivLoss } from './losses/kl-div-loss.js';
export { L1Loss } from './losses/l1-loss.js';
export { Loss } from './losses/loss.js';
export { MarginRankingLoss } from './losses/margin-ranking-loss.js';
export { MSELoss } from './losses/mse-loss.js';
export { MultiLabelMarginLoss } from './losses/multi-label-margin-loss.js';
export { MultiLabelSoftMarginLoss } from './losses/multi-label-soft-margin-loss.js';
export { MultiMarginLoss } from './losses/multi-margin-loss.js';
export { NLLLoss } from './losses/nll-loss.js';
export { PoissonNLLLoss } from './losses/poisson-nll-loss.js';
export { SmoothL1Loss } from './losses/smooth-l1-loss.js';
export { SoftMarginLoss } from './losses/soft-margin-loss.js';
export { TripletMarginLoss } from './losses/triplet-margin-loss.js';
export { TripletMarginWithDistanceLoss } from './losses/triplet-margin-with-distance-loss.js';
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
export { tag } from './tags.js';
export type { WalkOptions } from './tree.js';
export { clipGradNorm_, type ClipGradNormOptions } from './utils/clip-grad-norm.js';
export { clipGradValue_ } from './utils/clip-grad-value.js';
export { deepCopy } from './utils/deep-copy.js';
export { freeze, unfreeze } from './utils/freeze.js';
export { functionalCall } from './utils/functional-call.js';
export { parametersToVector, vectorToParameters } from './utils/parameters-to-vector.js';
export { isParametrized, type Parametrized } from './utils/parametrize/is-parametrized.js';
export { orthogonal, type OrthogonalMap, type OrthogonalOptions } from './utils/parametrize/orthogonal.js';
export { type Parametrization, ParametrizationList } from './utils/parametrize/parametrization-list.js';
export {
  registerParametrization,
  type RegisterParametrizationOptions,
} from './utils/parametrize/register-parametrization.js';
export {
  removeParametrizations,
  type RemoveParametrizationsOptions,
} from './utils/parametrize/remove-parametrizations.js';
export { spectralNorm, type SpectralNormOptions } from './utils/parametrize/spectral-norm.js';
export { weightNorm, type WeightNormOptions } from './utils/parametrize/weight-norm.js';
export { skipInit, type SkipInitOptions } from './utils/skip-init.js';
export { summary } from './utils/summary.js';
export { toEmpty } from './utils/to-empty.js';
