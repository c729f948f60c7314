import type { ParamSpec } from '@nn/core';
import { fillKeyedLogOfUniform, fillKeyedNormal, fillKeyedUniform, fillKeyedWords, type StreamKey } from '@nn/random';

/*
 * The page docs/specs/keyed-tensors.md again, from its text alone: lists of lists and closures over indices, no typed arrays but for the draws, which are
 * those of keyed streams. Slow.
 */

/** A line of vectors: what fills what. */
export interface Subject {
  readonly use: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly packing?: 'per-block' | 'whole';
  readonly spec?: ParamSpec;
}

type DType = 'float32' | 'float64';
type Vector = number[];
type Moments = readonly [number, number, number];
type Fields = Readonly<Record<string, unknown>>;

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);
const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
const sum = (from: number, to: number, term: (i: number) => number): number =>
  range(from, to).reduce((total, i) => total + term(i), 0);

/** Section 1: a parameter, block by block, then its rows of zeros. */
export function parameterOf({ use, params, shape, packing, spec }: Subject, dtype: DType, key: StreamKey): Vector {
  const blocks = packing === 'whole' || use === 'chrono' || use === 'perBlock' ? undefined : spec?.blocks;
  const rows = shape[0]! / (blocks?.length ?? 1);
  const part = { use, params, shape: [rows, ...shape.slice(1)], ...(spec && { spec }) };
  const values =
    blocks === undefined
      ? tensorOf({ ...part, shape }, dtype, key)
      : blocks.flatMap((block) => tensorOf(part, dtype, key.fold(block)));
  const row = product(shape.slice(1));
  return values.map((value, i) => (spec?.zeroRows?.includes(Math.floor(i / row)) ? 0 : value));
}

/** Sections 2, 4, 5 and 6. */
function tensorOf(subject: Subject, dtype: DType, key: StreamKey): Vector {
  const { use, params, shape, spec } = subject;
  const size = product(shape);
  const round = dtype === 'float32' ? Math.fround : (x: number): number => x;
  const inner = (of: unknown, tag: string | number, of_shape = shape): Vector => {
    const { use: name, params: own = {} } = of as { readonly use: string; readonly params?: Fields };
    return tensorOf(
      { ...subject, use: name.replace('@nn/init:', ''), params: own, shape: of_shape },
      dtype,
      key.fold(tag),
    );
  };
  const number = (name: string, otherwise = 0): number => (params[name] as number | undefined) ?? otherwise;
  switch (use) {
    case 'constant':
      return range(0, size).map(() => round(number('value')));
    case 'uniform':
      return drawn(size, dtype, (out) => fillKeyedUniform(out, { low: number('low'), high: number('high', 1) }, key));
    case 'normal':
      return drawn(size, dtype, (out) => fillKeyedNormal(out, { mean: number('mean'), std: number('std', 1) }, key));
    case 'orthogonal':
      return orthogonal(subject, params['rows'] === 'declared', key).map(round);
    case 'deltaOrthogonal':
      return deltaOrthogonal(subject, key).map(round);
    case 'sparse':
      return sparse(subject, dtype, key);
    case 'chrono': {
      const { blocks, addedTo } = spec!;
      const units = shape[0]! / blocks!.length;
      const bounds = { low: 1, high: number('tmax') - 1 };
      const draws = drawn(units, dtype, (out) => fillKeyedLogOfUniform(out, bounds, key));
      const of = { f: draws, i: draws.map((x) => 0 - x) } as Readonly<Record<string, Vector>>;
      return blocks!.flatMap((block) => (addedTo === undefined && of[block]) || draws.map(() => 0));
    }
    case 'icnr': {
      const copies = number('factor') ** 2;
      const [row, original] = [product(shape.slice(1)), [shape[0]! / copies, ...shape.slice(1)]];
      const values = inner(params['of'], 'of', original);
      return range(0, size).map((i) => values[Math.floor(i / row / copies) * row + (i % row)]!);
    }
    case 'scale':
      return inner(params['of'], 'of').map((x) => round(x * round(number('factor'))));
    case 'shift':
      return inner(params['of'], 'of').map((x) => round(x + round(number('by'))));
    case 'mask':
      return inner(params['of'], 'of').map((x) => (Math.abs(x) < number('atLeast') ? 0 : x));
    case 'clamp':
      return inner(params['of'], 'of').map((x) => round(Math.min(Math.max(x, number('low')), number('high'))));
    case 'mixture':
    case 'oneOf': {
      const parts = params['parts'] as readonly { readonly weight: number; readonly of: unknown }[];
      const values = parts.map(({ of }, j) => inner(of, j));
      const row = use === 'oneOf' ? product(shape.slice(1)) : 1;
      const words = wordsOf(key.fold('choice'), 0, size / row);
      const upTo = parts.map((_, j) => Math.floor(2 ** 32 * sum(0, j + 1, (k) => parts[k]!.weight) + 0.5));
      upTo[parts.length - 1] = 2 ** 32;
      return range(0, size).map((i) => values[upTo.findIndex((bound) => words[Math.floor(i / row)]! < bound)]![i]!);
    }
    default:
      throw new Error(use);
  }
}

function drawn(size: number, dtype: DType, fill: (out: Float32Array | Float64Array) => void): Vector {
  const out = dtype === 'float32' ? new Float32Array(size) : new Float64Array(size);
  fill(out);
  return [...out];
}

function wordsOf(key: StreamKey, first: number, count: number): Vector {
  const out = new Uint32Array(count);
  fillKeyedWords(out, key, first);
  return [...out];
}

/** Section 4. Where an element is: which matrix, which row, which column, and how many of each. */
function orthogonal({ shape, params, spec }: Subject, declared: boolean, key: StreamKey): Vector {
  const groups = declared ? (spec?.groups ?? 1) : 1;
  const sizes = [groups, shape[0]! / groups, ...shape.slice(1)];
  const all = range(1, sizes.length);
  const { out, in: inputs, field = [] } = spec?.axes ?? { out: [0], in: [] };
  const rowAxes = declared ? out.map((axis) => axis + 1) : [1];
  const columnAxes = declared ? [...inputs, ...field].map((axis) => axis + 1) : all.slice(1);
  const otherAxes = [0, ...all].filter((axis) => !rowAxes.includes(axis) && !columnAxes.includes(axis));
  const along = (axes: readonly number[]): number => product(axes.map((axis) => sizes[axis]!));
  const flat = (index: readonly number[], axes: readonly number[]): number =>
    axes.reduce((place, axis) => place * sizes[axis]! + index[axis]!, 0);
  const [vectorAxes, placeAxes] = along(rowAxes) > along(columnAxes) ? [columnAxes, rowAxes] : [rowAxes, columnAxes];
  const matrices = orthonormalMatrices(along(otherAxes), along(vectorAxes), along(placeAxes), key);
  return range(0, product(shape)).map((element) => {
    const index = sizes.map((size, axis) => Math.floor(element / product(sizes.slice(axis + 1))) % size);
    const value = matrices[flat(index, otherAxes)]![flat(index, vectorAxes)]![flat(index, placeAxes)]!;
    return value * ((params['gain'] as number | undefined) ?? 1);
  });
}

function deltaOrthogonal(subject: Subject, key: StreamKey): Vector {
  const [out, inputs, ...kernel] = subject.shape as [number, number, ...number[]];
  const groups = (subject.params['groups'] as number | undefined) ?? subject.spec?.groups ?? 1;
  const spec = { role: 'weight', groups, axes: { out: [0], in: [1] } } as const;
  const middle = orthogonal({ ...subject, shape: [out, inputs], spec }, true, key);
  const taps = product(kernel);
  const at = kernel.reduce((place, size) => place * size + Math.floor((size - 1) / 2), 0);
  return range(0, product(subject.shape)).map((i) => (i % taps === at ? middle[Math.floor(i / taps)]! : 0));
}

function sparse({ params, shape }: Subject, dtype: DType, key: StreamKey): Vector {
  const [rows, columns] = shape as [number, number];
  const std = (params['std'] as number | undefined) ?? 0.01;
  const values = drawn(rows * columns, dtype, (out) => fillKeyedNormal(out, { mean: 0, std }, key.fold('values')));
  for (const column of range(0, columns)) {
    const words = wordsOf(key.fold('zeros'), column * rows, rows);
    const ranking = range(0, rows).toSorted((a, b) => words[a]! - words[b]! || a - b);
    for (const row of ranking.slice(0, Math.ceil((params['sparsity'] as number) * rows)))
      values[row * columns + column] = 0;
  }
  return values;
}

function orthonormalMatrices(count: number, n: number, m: number, key: StreamKey): Vector[][] {
  const normals = drawn(count * n * m, 'float64', (out) => fillKeyedNormal(out, { mean: 0, std: 1 }, key));
  return range(0, count).map((matrix) =>
    perpendicular(range(0, n).map((k) => normals.slice((matrix * n + k) * m, (matrix * n + k + 1) * m))),
  );
}

/** Section 3. */
export function perpendicular(vectors: readonly (readonly number[])[]): Vector[] {
  const x = vectors.map((vector) => [...vector]);
  const [n, m] = [x.length, x[0]?.length ?? 0];
  const signs: number[] = [];
  const scales: number[] = [];
  const panels = range(0, Math.ceil(n / 4)).map((panel) => 4 * panel);

  const reflect = (s: number, e: number): void => {
    for (const k of range(s, e)) {
      const norm = Math.sqrt(sum(k, m, (i) => x[k]![i]! * x[k]![i]!));
      const first = x[k]![k]!;
      signs[k] = norm === 0 ? 0 : first < 0 ? 1 : -1;
      scales[k] = norm === 0 ? 0 : 1 / (norm * (norm + Math.abs(first)));
      if (norm !== 0) x[k]![k] = first - signs[k]! * norm;
      for (const j of range(k + 1, e)) {
        const d = sum(k, m, (i) => x[k]![i]! * x[j]![i]!) * scales[k]!;
        for (const i of range(k, m)) x[j]![i] = x[j]![i]! - d * x[k]![i]!;
      }
    }
  };

  const applyTo = (targets: readonly Vector[], s: number, e: number, transposed: boolean): void => {
    const v = range(s, s + 4).map(
      (k) =>
        (i: number): number =>
          k < e && i >= k ? x[k]![i]! : 0,
    );
    const t = range(0, 4).map(() => [0, 0, 0, 0]);
    for (const p of range(0, e - s)) {
      const b = scales[s + p]!;
      t[p]![p] = b;
      const h = range(0, p).map((c) => sum(s, m, (i) => v[c]!(i) * v[p]!(i)));
      for (const r of range(0, p)) t[r]![p] = -b * sum(r, p, (c) => t[r]![c]! * h[c]!);
    }
    for (const target of targets) {
      const a = v.map((one) => sum(s, m, (i) => one(i) * target[i]!));
      const c = range(0, 4).map((r) => {
        const [t0, t1, t2, t3] = range(0, 4).map((p) => (transposed ? t[p]![r]! : t[r]![p]!)) as [
          number,
          number,
          number,
          number,
        ];
        return t0 * a[0]! + t1 * a[1]! + t2 * a[2]! + t3 * a[3]!;
      });
      for (const i of range(s, m)) {
        const [w0, w1, w2, w3] = v.map((one, r) => one(i) * c[r]!) as [number, number, number, number];
        target[i] = target[i]! - (w0 + w1 + (w2 + w3));
      }
    }
  };

  for (const s of panels) {
    const e = Math.min(s + 4, n);
    reflect(s, e);
    applyTo(x.slice(e), s, e, true);
  }
  const y = x.map((_, k) => range(0, m).map((i) => (i === k ? signs[k]! : 0)));
  for (const s of panels.toReversed()) applyTo(y.slice(s), s, Math.min(s + 4, n), false);
  return y;
}

/** Section 7. */
export function priorBias(p: number): number {
  const ratio = (large: number, small: number): number => {
    let [d, m] = [0, small];
    while (1.4142135623730951 * m < large) [d, m] = [d + 1, 2 * m];
    const s = d === 0 ? 1 - 2 * small : (large - m) / (large + m);
    const u = range(0, 12).reduce((value, j) => value * (s * s) + 1 / (23 - 2 * j), 0);
    return d * 0.6931471805599453 + 2 * s * u;
  };
  return p < 1 / 2 ? -ratio(1 - p, p) : ratio(p, 1 - p);
}

/** Section 7: mean', std', a, b. */
export function corrected({ mean, std, low, high }: Readonly<Record<string, number>>): readonly number[] {
  const [from, to] = [Math.max(low!, -9), Math.min(high!, 9)];
  const q = (to - from) / 288;
  const t = (2 / 7) * Math.sqrt(6 / 5);
  const [nearer, farther] = [Math.sqrt(3 / 7 - t), Math.sqrt(3 / 7 + t)];
  const [heavy, light] = [(18 + Math.sqrt(30)) / 36, (18 - Math.sqrt(30)) / 36];
  const nodes = [
    [-farther, light],
    [-nearer, heavy],
    [nearer, heavy],
    [farther, light],
  ] as const;
  const exponential = (exponent: number): number => {
    const k = Math.floor(-exponent * 1.4426950408889634 + 0.5);
    const r = exponent + k * 0.6931471805599453;
    const u = range(0, 18).reduce((value, j) => 1 + (r / (18 - j)) * value, 1);
    return range(0, k).reduce((value) => value / 2, u);
  };
  const moments = (z: number): Moments =>
    range(0, 144)
      .flatMap((piece) => nodes.map(([node, weight]) => [from + q * (2 * piece + 1) + q * node, weight] as const))
      .map(([x, weight]) => [weight * exponential((-x * x) / 2), x - z] as const)
      .reduce<Moments>(([m0, m1, m2], [d, y]) => [m0 + d, m1 + d * y, m2 + d * y * y], [0, 0, 0]);
  const z = (from + to) / 2;
  const [mass, first] = moments(z);
  const c = z + first / mass;
  const own = std! / Math.sqrt(moments(c)[2] / mass);
  const middle = mean! - own * c;
  return [middle, own, middle + low! * own, middle + high! * own];
}
