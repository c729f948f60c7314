// The tests of initializers: for whoever writes one. They need fast-check, @nn/testing and three packages of @stdlib, which are optional peers.
export { type Certificate, certify } from './certify.js';
export { certificateMarkdown } from './certificate-markdown.js';
export { initializerConformance, type Runner } from './initializer-conformance.js';
export type { InvariantFigure } from './invariants/check.js';
export type { MutantFigure } from './hunt.js';
export type { CaseFigures, CheckFigure, SampleFigure } from './report.js';
export type { ConformanceOptions, FloatDType } from './settings.js';
export type { ConformanceCase, ConformanceSubject } from './subject.js';
