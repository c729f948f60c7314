import '@nn/autograd/register';
import { cpu } from '@nn/backend-cpu';
import { registerBackend } from '@nn/core';
import { empty, ones, type Tensor } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Adadelta } from './adadelta.js';
import { Adagrad } from './adagrad.js';
import { Adam } from './adam.js';
import { Adamax } from './adamax.js';
import { AdamW } from './adamw.js';
import { NAdam } from './nadam.js';
import { type ActiveGroup, Optimizer, type Params } from './optimizer.js';
import { RAdam } from './radam.js';
import { RMSprop } from './rmsprop.js';
import { SGD } from './sgd.js';
import type { Slots } from './state.js';

registerBackend(cpu());

interface Rate {
  readonly lr: number;
}

/** A user's own, that writes as anybody would. */
class Plain extends Optimizer<Rate> {
  constructor(params: Params<Rate>, { lr }: Rate) {
    super(params, { lr });
  }
  protected check(): void {}
  protected slots(): Slots {
    return {};
  }
  protected update(p: Tensor, g: Tensor, { lr }: ActiveGroup<Rate>): void {
    p.data.mul_(0.5);
    p.data.sub_(g.mul(lr));
  }
}

const kinds = { Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, Plain, RAdam, RMSprop, SGD } as Readonly<
  Record<string, new (params: Iterable<Tensor>, options: Rate) => Optimizer<Rate>>
>;

function withGradient(x: Tensor): Tensor {
  x.requiresGrad_();
  x.grad = ones(x.shape);
  return x;
}

describe.each(Object.entries(kinds))('a step of %s', (_, Kind) => {
  const step = (...parameters: readonly Tensor[]): void => new Kind(parameters, { lr: 0.1 }).step();

  it('shows as training, step after step', () => {
    const w = withGradient(empty([3]).normal_());
    step(w);
    // Nobody knows of a plain draw: the block was empty, and somebody has written.
    expect(w.storage.trained).toBe(0);
    const known = withGradient(ones([3]));
    step(known);
    expect([known.version > 0, known.storage.trained]).toEqual([true, known.version]);
    step(known);
    expect(known.storage.trained).toBe(known.version);
    expect(known.storage.isAccountedFor).toBe(true);
  });

  it('does not hide that somebody else has written', () => {
    const w = withGradient(ones([3]));
    step(w);
    const { trained } = w.storage;
    w.data.fill_(0);
    expect(w.storage.isAccountedFor).toBe(false);
    step(w);
    expect(w.storage.trained).toBe(trained);
    expect(w.storage.isAccountedFor).toBe(false);
  });

  it('counts for parameters that share memory', () => {
    const flat = ones([6]);
    const [a, b] = [withGradient(flat.narrow(0, 0, 3)), withGradient(flat.narrow(0, 3, 3))];
    step(a, b);
    expect(flat.storage.trained).toBe(flat.version);
  });

  it('leaves what has no gradient as it was', () => {
    const w = ones([3], { requiresGrad: true });
    step(w);
    expect([w.version, w.storage.trained]).toEqual([0, 0]);
  });
});
