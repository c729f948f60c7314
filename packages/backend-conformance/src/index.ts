export { backendConformance } from './backend-conformance.js';
export type { BackendConformanceOptions } from './suite.js';
