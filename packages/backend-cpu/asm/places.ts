/* Where elements are: moves from and to places, orders, and running folds. */
export { areWithin, moveElements, moveRows } from './indexed';
export { firstGreatest, firstLeast } from './first-extreme';
export { scan } from './scan';
export { sort } from './sort';
