import type { Tensor } from '../../tensor.js';
import { type Label, readEquation, refuse } from './einsum-notation.js';

interface Labelled {
  readonly x: Tensor;
  readonly labels: readonly Label[];
}

/**
 * Sums of products by name: every letter is an axis; a letter that is missing from the result is summed over; a letter twice in one operand is
 * its diagonal; `...` are axes that broadcast. Computed from the left, two operands at a time, as (batched) matrix products of views.
 *
 * Examples: `'ij,jk->ik'` a product of matrices, `'bij,bkj->bik'` a batch with one transposed, `'ii->i'` a diagonal, `'i,j->ij'` an outer
 * product, `'...ij->...ji'` a transposition, `'ij->'` a sum.
 *
 * @throws NnError 'SHAPE' for a notation that does not fit the operands, 'DTYPE' for two dtypes in a contraction
 * @example
 * import { einsum, tensor } from '@nn/nn';
 *
 * einsum('ij,j->i', tensor([[1, 2], [3, 4]]), tensor([1, 10])).toArraySync(); // [21, 43]
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  const { operands: labels, output } = readEquation(
    equation,
    operands.map((x) => x.shape),
  );
  const terms = operands.map((x, i) => diagonals(x, labels[i]!, i));
  checkSizes(terms);
  let result = terms[0]!;
  for (let i = 1; i < terms.length; i++) {
    const needed = new Set([...output, ...terms.slice(i + 1).flatMap((term) => term.labels)]);
    result = contract(result, terms[i]!, needed);
  }
  return inOrder(summed(result, new Set(output)), output);
}

/** A letter that stands twice: only where the two indices are equal. */
function diagonals(x: Tensor, labels: readonly Label[], position: number): Labelled {
  const merged = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (merged < 0) return { x, labels };
  const kept = labels.indexOf(labels[merged]!);
  if (x.shape[kept] !== x.shape[merged]) {
    throw refuse(
      `subscript ${labels[merged]} is repeated for operand ${position} but the sizes don't match, ${x.shape[merged]} != ${x.shape[kept]}`,
      { shape: x.shape },
    );
  }
  const rest = labels.filter((_, axis) => axis !== kept && axis !== merged);
  return diagonals(x.diagonal({ dim1: kept, dim2: merged }), [...rest, labels[merged]!], position);
}

/** Axes of one letter have one size, or 1. */
function checkSizes(terms: readonly Labelled[]): void {
  const sizes = new Map<Label, number>();
  terms.forEach(({ x, labels }, position) => {
    labels.forEach((label, axis) => {
      const size = x.shape[axis]!;
      const seen = sizes.get(label) ?? 1;
      if (size !== 1 && seen !== 1 && size !== seen) {
        const what = label.startsWith('...') ? 'dimension covered by ellipsis' : `subscript ${label}`;
        throw refuse(
          `${what} has size ${size} for operand ${position} which does not broadcast with previously seen size ${seen}`,
        );
      }
      sizes.set(label, size === 1 ? seen : size);
    });
  });
}

/** The axes that nobody needs any more are summed. */
function summed({ x, labels }: Labelled, needed: ReadonlySet<Label>): Labelled {
  const axes = labels.map((_, axis) => axis).filter((axis) => !needed.has(labels[axis]!));
  return axes.length === 0 ? { x, labels } : { x: x.sum(axes), labels: labels.filter((label) => needed.has(label)) };
}

/** Drops axes of size 1 that are longer in the other operand: they broadcast. */
function withoutBroadcast({ x, labels }: Labelled, other: Labelled): Labelled {
  const axes = labels
    .map((_, axis) => axis)
    .filter(
      (axis) =>
        x.shape[axis] === 1 &&
        other.labels.includes(labels[axis]!) &&
        other.x.shape[other.labels.indexOf(labels[axis]!)] !== 1,
    );
  return axes.length === 0
    ? { x, labels }
    : { x: x.squeeze(axes), labels: labels.filter((_, axis) => !axes.includes(axis)) };
}

/** The product of two operands, summed over the axes that both have and nobody needs. */
function contract(first: Labelled, second: Labelled, needed: ReadonlySet<Label>): Labelled {
  const wideA = withoutBroadcast(first, second);
  const wideB = withoutBroadcast(second, first);
  const a = summed(wideA, new Set([...needed, ...wideB.labels]));
  const b = summed(wideB, new Set([...needed, ...wideA.labels]));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const inner = shared.filter((label) => !needed.has(label));
  const ofA = a.labels.filter((label) => !shared.includes(label));
  const ofB = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...ofA, ...ofB];
  if (inner.length === 0) {
    const left = inOrder(a, [...batch, ...ofA]);
    return {
      x: left
        .reshape([...left.shape, ...ofB.map(() => 1)])
        .mul(between(inOrder(b, [...batch, ...ofB]), batch.length, ofA.length)),
      labels,
    };
  }
  const size = (term: Labelled, names: readonly Label[]): number =>
    names.reduce((product, name) => product * term.x.shape[term.labels.indexOf(name)]!, 1);
  const [count, rows, k, columns] = [size(a, batch), size(a, ofA), size(a, inner), size(b, ofB)];
  const left = inOrder(a, [...batch, ...ofA, ...inner]);
  const right = inOrder(b, [...batch, ...inner, ...ofB]);
  const product =
    batch.length === 0
      ? left.reshape([rows, k]).mm(right.reshape([k, columns]))
      : left.reshape([count, rows, k]).bmm(right.reshape([count, k, columns]));
  const shape = labels.map((name) => size(a.labels.includes(name) ? a : b, [name]));
  return { x: product.reshape(shape), labels };
}

/** New axes of size 1 after the first `after`. */
function between(x: Tensor, after: number, count: number): Tensor {
  return count === 0
    ? x
    : x.reshape([...x.shape.slice(0, after), ...new Array<number>(count).fill(1), ...x.shape.slice(after)]);
}

function inOrder({ x, labels }: Labelled, order: readonly Label[]): Tensor {
  const axes = order.map((label) => labels.indexOf(label));
  return axes.every((axis, i) => axis === i) ? x : x.permute(axes);
}
