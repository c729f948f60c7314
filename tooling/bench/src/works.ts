import type { Prepare } from './workload.js';
import { initialization } from './work/initialization.js';
import * as math from './work/math.js';
import * as networks from './work/networks.js';

/** What does the rows of `workloads`, by name. */
export const works: Readonly<Record<string, Prepare>> = { initialization, ...math, ...networks };
