import { cpu } from '@nn/backend-cpu';
import { registerBackend } from '@nn/core';
import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { tensor } from '../../create/tensor-of.js';
import type { Tensor } from '../../tensor.js';
import { placeView, refusal, tensorOf } from '../../test-support.js';
import { det } from './det.js';
import * as linalg from './namespace.js';

const size = fc.nat({ max: 6 });
const value = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -64, max: 64 }).map((n) => n / 16) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e-6, 1e6) },
);

/** Batches of matrices, transposed in memory, in float64; some of less than full rank. */
function matrices(rows: fc.Arbitrary<number>, columns: fc.Arbitrary<number> | null): fc.Arbitrary<Tensor> {
  return fc
    .tuple(rows, columns ?? fc.constant(-1), fc.integer({ min: 1, max: 2 }), fc.boolean())
    .chain(([m, wide, batch, lowRank]) => {
      const n = wide < 0 ? m : wide;
      return fc.array(value, { minLength: batch * m * n, maxLength: batch * m * n }).map((values) => {
        const { view } = placeView(
          { baseShape: [batch, n, m], shape: [batch, m, n], strides: [m * n, 1, m], offset: 0 },
          values,
          'float64',
        );
        return lowRank && n > 1 ? view.mul(tensorOf([...new Array<number>(n - 1).fill(1), 0], [n], 'float64')) : view;
      });
    });
}

function expectNear(actual: Tensor, expected: Tensor, scale: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  if (actual.numel() === 0) return;
  const allowed = 1e-12 * Math.max(1, scale.numel() === 0 ? 0 : scale.abs().max().itemSync()) * 10;
  expect(actual.sub(expected).abs().max().itemSync()).toBeLessThanOrEqual(allowed);
}

const one = tensorOf([1], [], 'float64');

function identity(like: Tensor, n: number): Tensor {
  const values = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  return tensorOf(values, [n, n], 'float64').expand([...like.shape.slice(0, -2), n, n]);
}

describe('decompositions of any matrix', () => {
  it('qr: Q·R is A, columns of Q are orthonormal, R is triangular', () => {
    const property = fc.property(matrices(size, size), fc.constantFrom('reduced', 'complete'), (a, mode) => {
      const { Q, R } = linalg.qr(a, { mode: mode as 'reduced' });
      expectNear(Q.matmul(R), a, a);
      expectNear(Q.mT.matmul(Q), identity(a, Q.shape.at(-1)!), one);
      expectNear(R.triu(), R, one);
    });
    fc.assert(property, { seed: 42, numRuns: 60 });
  });

  it('svd: U·S·Vh is A, vectors are orthonormal, values descend', () => {
    const property = fc.property(matrices(size, size), fc.boolean(), (a, fullMatrices) => {
      const { U, S, Vh } = linalg.svd(a, { fullMatrices });
      const k = S.shape.at(-1)!;
      expectNear(
        U.narrow(-1, 0, k)
          .mul(S.unsqueeze(-2))
          .matmul(Vh.narrow(-2, 0, k)),
        a,
        a,
      );
      expectNear(U.mT.matmul(U), identity(a, U.shape.at(-1)!), one);
      expectNear(Vh.matmul(Vh.mT), identity(a, Vh.shape.at(-2)!), one);
      if (k > 1)
        expect(
          S.narrow(-1, 0, k - 1)
            .ge(S.narrow(-1, 1, k - 1))
            .all()
            .itemSync(),
        ).toBe(1);
      if (S.numel() > 0) expect(S.ge(0).all().itemSync()).toBe(1);
    });
    fc.assert(property, { seed: 42, numRuns: 80 });
  });

  it('eigh: V·Λ·Vᵀ is A, vectors are orthonormal, values ascend', () => {
    const property = fc.property(matrices(size, null), (a) => {
      const symmetric = a.add(a.mT);
      const { eigenvalues, eigenvectors: v } = linalg.eigh(symmetric);
      expectNear(v.mul(eigenvalues.unsqueeze(-2)).matmul(v.mT), symmetric, symmetric);
      expectNear(v.mT.matmul(v), identity(a, v.shape.at(-1)!), one);
      const n = eigenvalues.shape.at(-1)!;
      if (n > 1)
        expect(
          eigenvalues
            .narrow(-1, 0, n - 1)
            .le(eigenvalues.narrow(-1, 1, n - 1))
            .all()
            .itemSync(),
        ).toBe(1);
    });
    fc.assert(property, { seed: 42, numRuns: 60 });
  });

  it('cholesky: L·Lᵀ is A; solve, inv and det agree with it', () => {
    const property = fc.property(matrices(size, null), (a) => {
      const n = a.shape.at(-1)!;
      const positive = a
        .div(a.abs().sum().add(1))
        .matmul(a.mT.div(a.abs().sum().add(1)))
        .add(identity(a, n));
      const l = linalg.cholesky(positive);
      expectNear(l.matmul(l.mT), positive, one);
      expectNear(linalg.inv(positive).matmul(positive), identity(a, n), one);
      expectNear(positive.matmul(linalg.solve(positive, a)), a, a);
      const roots = l.diagonal({ dim1: -2, dim2: -1 }).prod(-1);
      expectNear(linalg.det(positive), roots.mul(roots), one);
      expectNear(linalg.slogdet(positive).logabsdet, roots.log().mul(2), one);
    });
    fc.assert(property, { seed: 42, numRuns: 40 });
  });

  it('pinv fulfils the four conditions of Penrose', () => {
    const property = fc.property(matrices(size, size), (a) => {
      const scaled = a.div(a.abs().sum().add(1)).mul(10).round();
      const p = linalg.pinv(scaled);
      const [left, right] = [scaled.matmul(p), p.matmul(scaled)];
      expectNear(left.matmul(scaled), scaled, one);
      expectNear(right.matmul(p), p, p);
      expectNear(left.mT, left, one);
      expectNear(right.mT, right, one);
    });
    fc.assert(property, { seed: 42, numRuns: 60 });
  });

  it('float32 is the float64 result, rounded once', () => {
    const a = tensor([
      [4, 1, 0.5],
      [1, 3, -0.25],
      [0.5, -0.25, 2],
    ]);
    for (const f of [
      linalg.inv,
      linalg.cholesky,
      linalg.det,
      linalg.svdvals,
      linalg.eigvalsh,
      (x: Tensor) => linalg.qr(x).Q,
    ]) {
      expect(f(a).toArraySync()).toEqual(f(a.to('float64')).to('float32').toArraySync());
    }
  });
});

describe('the derivative of det', () => {
  it.each([
    ['of full rank', [1, 2, 3, 4, 5, 6, 7, 8, 10]],
    ['of rank 2', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['of rank 1', [1, 2, 3, 2, 4, 6, 3, 6, 9]],
    ['of rank 0', [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('is right for a matrix %s', (_rank, values) => {
    expect(gradcheck((x) => det(x), [tensorOf(values, [3, 3], 'float64').requiresGrad_()])).toBe(true);
  });
});

describe('derivatives of batches of views', () => {
  const leaf = (): Tensor =>
    tensorOf(
      Array.from({ length: 12 }, (_, i) => Math.sin(3 * i) + (i % 4 === 0 ? 2 : 0)),
      [3, 2, 2],
      'float64',
    ).requiresGrad_();
  it.each<readonly [string, (x: Tensor) => Tensor]>([
    ['inv', linalg.inv],
    ['solve', (x) => linalg.solve(x, x.mT.add(1))],
    ['qr', (x) => linalg.qr(x).Q.add(linalg.qr(x).R)],
    ['cholesky', (x) => linalg.cholesky(x.matmul(x.mT).add(identity(x, 2)))],
    ['svdvals', (x) => linalg.svdvals(x)],
    ['eigvalsh', (x) => linalg.eigvalsh(x.add(x.mT))],
    ['slogdet', (x) => linalg.slogdet(x).logabsdet],
    ['pinv', (x) => linalg.pinv(x.narrow(-1, 0, 1))],
  ])('%s', (_name, f) => {
    expect(
      gradcheck(
        (x) => f(x.transpose(0, 2)),
        [
          tensorOf(
            Array.from({ length: 12 }, (_, i) => Math.sin(3 * i) + (i % 4 === 0 ? 2 : 0)),
            [2, 2, 3],
            'float64',
          ).requiresGrad_(),
        ],
        { atol: 1e-4 },
      ),
    ).toBe(true);
    expect(gradgradcheck((x) => f(x), [leaf()], { atol: 1e-4 })).toBe(true);
  });
});

describe('singular values that are equal', () => {
  it('have a finite gradient where only the values are asked for', () => {
    const x = identity(tensor([[0]]), 3)
      .clone()
      .requiresGrad_();
    linalg.svdvals(x).sum().backward();
    expect(x.grad!.toArraySync()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const y = identity(tensor([[0]]), 3)
      .clone()
      .requiresGrad_();
    linalg.eigvalsh(y).sum().backward();
    expect(y.grad!.toArraySync()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });
});

describe('a device that cannot be read at once', () => {
  const base = cpu();
  const memory = { ...base.memory };
  delete memory.downloadSync;
  const undo = registerBackend({
    ...base,
    name: 'waiting',
    capabilities: { ...base.capabilities, syncRead: false },
    memory,
  });
  afterAll(undo);

  it.each<readonly [string, (x: Tensor) => unknown]>([
    ['qr', linalg.qr],
    ['cholesky', linalg.cholesky],
    ['solve', (x) => linalg.solve(x, x)],
    ['inv', linalg.inv],
    ['det', linalg.det],
    ['slogdet', linalg.slogdet],
    ['svd', linalg.svd],
    ['eigh', linalg.eigh],
    ['pinv', linalg.pinv],
  ])('%s says so', (_name, f) => {
    expect(
      refusal(() =>
        f(
          tensor(
            [
              [2, 1],
              [1, 2],
            ],
            { device: 'waiting' },
          ),
        ),
      ).code,
    ).toBe('SYNC_READ');
  });

  it('multiplies, folds, scans and sorts', async () => {
    const x = tensor(
      [
        [2, 1],
        [1, 3],
      ],
      { device: 'waiting' },
    );
    expect(await x.matmul(x).toArray()).toEqual([
      [5, 5],
      [5, 10],
    ]);
    expect(await x.softmax(1).sum(1).mul(100).round().toArray()).toEqual([100, 100]);
    expect(await x.median(1).values.toArray()).toEqual([1, 1]);
    expect(await x.quantile(0.5, 1).toArray()).toEqual([1.5, 2]);
    expect(await x.logcumsumexp(1).exp().round().toArray()).toEqual([
      [7, 10],
      [3, 23],
    ]);
    expect(await x.prod(1).toArray()).toEqual([2, 3]);
  });
});

describe('the device without memory', () => {
  it('knows the shapes', () => {
    const x = tensor([
      [
        [2, 1, 0],
        [1, 2, 4],
      ],
    ]).to('meta');
    expect(linalg.svd(x).Vh.shape).toEqual([1, 3, 3]);
    expect(linalg.qr(x).Q.shape).toEqual([1, 2, 2]);
    expect(x.matmul(x.mT).shape).toEqual([1, 2, 2]);
    expect(linalg.det(x.matmul(x.mT)).shape).toEqual([1]);
    expect(x.sort().indices.shape).toEqual([1, 2, 3]);
    expect(x.quantile([0.1, 0.2], 1).shape).toEqual([2, 1, 3]);
  });
});
