import type { Op } from '@nn/tensor';

const name = 'AsStridedBackward0';
const names = new WeakMap<Op<unknown>, Op<unknown>>();

/** What a view that was itself written to sees: the values that were written. */
const seen: Op<unknown> = {
  name: 'asStrided',
  gradName: name,
  saves: 'none',
  forward: ([x]) => x as never,
  vjp: ({ dy }) => [dy],
};

/** A view operation, said again of memory that was written to since, under the name that PyTorch has for all of them; `null` for the written view itself. */
export function writtenView(op: Op<unknown> | null): Op<unknown> {
  if (op === null) return seen;
  let renamed = names.get(op);
  if (renamed === undefined) {
    renamed = { ...op, gradName: name };
    names.set(op, renamed);
  }
  return renamed;
}
