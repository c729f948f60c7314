/** How values are folded. NaN wins in max and min; an empty fold gives sum 0, prod 1, any false, all true. */
export type ReduceKind = 'sum' | 'prod' | 'max' | 'min' | 'any' | 'all';
