import { cpu } from '@nn/backend-cpu';
import { disposeSymbol, registerBackend, withDefaultDevice } from '@nn/core';
import { Adam, keep, Linear, memoryStats, NnError, ones, randn, scope, Sequential, Tanh, type Tensor } from '@nn/nn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let undo = (): void => {};
beforeAll(() => {
  undo = registerBackend({ ...cpu({ budget: 2 ** 22 }), name: 'own' });
});
afterAll(() => undo());

const bytes = 4 * 10_000;
const resident = (): number => memoryStats('own').resident;
const own =
  <T>(fn: () => T): (() => T) =>
  (): T =>
    withDefaultDevice('own', fn);

describe('dispose', () => {
  it(
    'gives memory back with the last tensor that looks at it',
    own(() => {
      const before = resident();
      const x = ones([100, 100]);
      const row = x.at(3);
      expect(resident() - before).toBe(bytes);
      x.dispose();
      x.dispose();
      expect(row.sum().itemSync()).toBe(100);
      row[disposeSymbol]();
      expect(resident()).toBe(before);
    }),
  );

  it(
    'refuses values that are gone, with a code',
    own(() => {
      const x = ones([100, 100]);
      x.dispose();
      for (const use of [() => x.add(1), () => x.toArraySync(), () => x.add_(1)]) {
        expect(use).toThrow(NnError);
        expect(use).toThrow('disposed');
      }
    }),
  );

  it(
    'keeps what a derivative needs until it is taken',
    own(() => {
      const x = randn([100, 100], { requiresGrad: true });
      const before = resident();
      const middle = x.exp();
      const loss = middle.mul(middle).sum();
      middle.dispose();
      expect(resident() - before).toBeGreaterThanOrEqual(bytes);
      loss.backward();
      expect(x.grad!.sum().itemSync()).toBeGreaterThan(0);
      expect(() => middle.add(1)).toThrow('disposed');
    }),
  );
});

describe('scope', () => {
  it(
    'trains without ever filling memory',
    own(() => {
      const net = new Sequential(new Linear(64, 64), new Tanh(), new Linear(64, 64));
      const optimizer = new Adam(net.parameters(), { lr: 0.001 });
      const x = randn([64, 64]);
      const step = (): number =>
        scope(() => {
          optimizer.zeroGrad();
          const loss = net.forward(x).sub(x).square().mean();
          loss.backward();
          optimizer.step();
          return loss.itemSync();
        });
      const first = step();
      // The first step has made what the optimizer remembers.
      const after = resident();
      let last = first;
      for (let i = 0; i < 50; i++) last = step();
      expect(last).toBeLessThan(first);
      expect(resident()).toBe(after);
      expect(memoryStats('own').evictions).toBe(0);
    }),
  );

  it(
    'hands on what it returns, however deep, to the scope around it, and what was kept to nobody',
    own(() => {
      const before = resident();
      const kept: Tensor[] = [];
      scope(() => {
        const { inner } = scope(() => ({ inner: new Map([['y', [ones([100, 100])]]]), lost: 1 }));
        expect(inner.get('y')![0]!.sum().itemSync()).toBe(10_000);
        kept.push(keep(ones([100, 100])));
      });
      expect(resident() - before).toBe(bytes);
      expect(kept[0]!.sum().itemSync()).toBe(10_000);
    }),
  );

  it(
    'cleans up where it throws, and refuses to wait',
    own(() => {
      const before = resident();
      const fails = (): never => {
        ones([100, 100]);
        throw new Error('no');
      };
      expect(() => scope(fails)).toThrow('no');
      expect(resident()).toBe(before);
      expect(() => scope(async () => ones([100, 100]))).toThrow('promise');
    }),
  );
});
