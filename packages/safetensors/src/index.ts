export { type OpenShard, openShardedSafetensors, type ShardIndex } from './open-sharded.js';
export { openSafetensors, type SafetensorsReader, type TensorInfo } from './open.js';
export { parseSafetensors } from './parse.js';
export { serializeSafetensors, type Named } from './serialize.js';
export { type BlobLike, type ByteSource, type FileHandleLike, fileSource, type SafetensorsSource } from './source.js';
export type { SafetensorsFile, SafetensorsTensor } from './types.js';
