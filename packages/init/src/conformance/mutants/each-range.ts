import type { Layout } from '../battery/layout.js';
import type { Law } from '../../law/law.js';

/** Calls `visit` with every law of a sample, and where its draws begin and end. */
export function eachRange(
  { stretches }: Layout,
  visit: (of: { readonly law: Law }, from: number, to: number) => void,
): void {
  stretches.reduce((from, stretch) => {
    const to = from + stretch.length;
    visit(stretch, from, to);
    return to;
  }, 0);
}
