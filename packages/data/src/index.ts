export type { AbortSignalLike } from './abort.js';
export { type Collated, type Converted, defaultCollate, defaultConvert } from './collate.js';
export { ConcatDataset } from './concat-dataset.js';
export { type BatchOf, DataLoader, type DataLoaderOptions } from './data-loader.js';
export type { Dataset, DataSource } from './dataset.js';
export { randomSplit, type RandomSplitOptions } from './random-split.js';
export { BatchSampler } from './samplers/batch-sampler.js';
export { RandomSampler, type RandomSamplerOptions } from './samplers/random-sampler.js';
export type { BatchSamplerLike, Sampler } from './samplers/sampler.js';
export { SequentialSampler } from './samplers/sequential-sampler.js';
export { SubsetRandomSampler, type SubsetRandomSamplerOptions } from './samplers/subset-random-sampler.js';
export { WeightedRandomSampler, type WeightedRandomSamplerOptions } from './samplers/weighted-random-sampler.js';
export { Subset } from './subset.js';
export { TensorDataset } from './tensor-dataset.js';
export {
  pageProgress,
  type ProgressElement,
  type ProgressReporter,
  terminalProgress,
  type TerminalBar,
  trackProgress,
  trackProgressAsync,
} from './progress.js';
