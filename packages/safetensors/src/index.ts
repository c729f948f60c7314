export { parseSafetensors } from './parse.js';
export { serializeSafetensors, type Named } from './serialize.js';
export type { SafetensorsFile, SafetensorsTensor } from './types.js';
