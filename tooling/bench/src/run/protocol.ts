import type { Row } from '../workloads.js';
import type { Digest } from './digest.js';

/*
 * A peer is a process that reads a line of JSON and answers with one.
 */
export type Request =
  | { readonly command: 'hello' | 'drop' }
  | { readonly command: 'prepare'; readonly row: Row }
  | { readonly command: 'run'; readonly times: number }
  | { readonly command: 'memory'; readonly row: Row; readonly steps: number };

/** Milliseconds: by the clock, and of all threads of the process. */
export interface Times {
  readonly wall: number;
  readonly cpu: number;
}

export interface Replies {
  readonly hello: { readonly name: string; readonly relaxed: boolean };
  readonly prepare: { readonly answer: Digest };
  readonly run: Times;
  /** The bytes of the process after every tenth of the steps. */
  readonly memory: { readonly seen: readonly number[] };
  readonly drop: object;
}

export type Failure = { readonly error: string };
