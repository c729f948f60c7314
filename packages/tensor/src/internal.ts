/** What the engines of other `@nn` packages need of this one, and nobody else: no promise is made for it. */
export { madeForOthers } from './made-for-others.js';
export { divided } from './ops/reduce/divided.js';
export { defineFold } from './ops/reduce/fold.js';
export { allocateBlank, backendOf, isRecorded, recorded } from './op.js';
export { giveAway, listTemporaries, type Temporary } from './scope.js';
