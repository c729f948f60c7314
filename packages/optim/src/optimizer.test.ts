import '@nn/autograd/register';
import { cpu } from '@nn/backend-cpu';
import { getBackend, NnError, registerBackend } from '@nn/core';
import type { ExpressionGraph } from '@nn/core/expression';
import { Parameter } from '@nn/modules';
import { arange, ones, tensor, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Adadelta } from './adadelta.js';
import { Adagrad } from './adagrad.js';
import { Adam } from './adam.js';
import { Adamax } from './adamax.js';
import { AdamW } from './adamw.js';
import { NAdam } from './nadam.js';
import type { Optimizer, Params } from './optimizer.js';
import { RAdam } from './radam.js';
import { RMSprop } from './rmsprop.js';
import { StepLR } from './schedules/step-lr.js';
import { SGD } from './sgd.js';

registerBackend(cpu());

type Any = Optimizer<{ readonly lr: number }>;
type Make = (params: Params<{ readonly lr: number }>) => Any;

/** Every optimizer, with all that it can remember. */
const makers: readonly (readonly [string, Make])[] = [
  ['SGD', (params) => new SGD(params, { lr: 0.1, momentum: 0.9, dampening: 0.1, weightDecay: 0.1 })],
  ['Adam', (params) => new Adam(params, { lr: 0.1, amsgrad: true, weightDecay: 0.1 })],
  ['AdamW', (params) => new AdamW(params, { lr: 0.1, amsgrad: true })],
  ['NAdam', (params) => new NAdam(params, { lr: 0.1, weightDecay: 0.1 })],
  ['RAdam', (params) => new RAdam(params, { lr: 0.1, weightDecay: 0.1 })],
  ['Adamax', (params) => new Adamax(params, { lr: 0.1, weightDecay: 0.1 })],
  ['Adagrad', (params) => new Adagrad(params, { lr: 0.1, weightDecay: 0.1, initialAccumulatorValue: 0.5 })],
  ['Adadelta', (params) => new Adadelta(params, { lr: 0.1, weightDecay: 0.1 })],
  ['RMSprop', (params) => new RMSprop(params, { lr: 0.1, centered: true, momentum: 0.5, weightDecay: 0.1 })],
];

function refusal(fn: () => unknown): NnError {
  try {
    fn();
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const values = (x: Tensor): number[] => [...(x.detach().toTypedArraySync() as Float32Array)];

describe.each(makers)('%s', (_, make) => {
  it('makes a parabola its own minimum', () => {
    const w = tensor([1, -2, 0.5], { requiresGrad: true });
    const optimizer = make([w]);
    for (let step = 0; step < 200; step++) {
      const loss = optimizer.step(() => {
        optimizer.zeroGrad();
        const sum = w.square().sum();
        sum.backward();
        return sum;
      });
      expect(loss.requiresGrad).toBe(true);
    }
    for (const value of values(w)) expect(Math.abs(value)).toBeLessThan(2);
    expect(values(w.detach().square().sum())[0]).toBeLessThan(5);
  });

  it('steps a view of any strides as it steps its copy', () => {
    const block = arange(24).reshape([4, 6]).sin();
    const view = block.slice(1, 4).transpose(0, 1).slice(0, 6, { step: 2 }).requiresGrad_();
    const copy = view.detach().clone().requiresGrad_();
    const before = values(block.at(0));
    const grad = arange(9).reshape([3, 3]).cos();
    const optimizers = [view, copy].map((x) => make([x]));
    for (let step = 0; step < 3; step++) {
      view.grad = grad
        .mul(step + 1)
        .t()
        .contiguous()
        .t();
      copy.grad = grad.mul(step + 1);
      for (const optimizer of optimizers) optimizer.step();
    }
    expect(values(view)).toEqual(values(copy));
    expect(values(block.at(0))).toEqual(before);
  });

  it('takes parameters that wait for their shape', () => {
    const lazy = Parameter.uninitialized();
    const plain = ones([2], { requiresGrad: true });
    const optimizer = make([{ params: [lazy] }, { params: [plain], lr: 0.01 }]);
    plain.grad = ones([2]);
    optimizer.step();
    expect(Object.keys(optimizer.stateDict().state)).toEqual(['1']);
    lazy.materialize([3]);
    lazy.grad = ones([3]);
    optimizer.step();
    expect(values(lazy)).not.toContain(0);
    expect(Object.keys(optimizer.stateDict().state)).toEqual(['0', '1']);
  });

  it('bumps the version of what it writes, and is outside the tape', () => {
    const w = ones([2], { requiresGrad: true });
    const loss = w.mul(w).sum();
    w.grad = ones([2]);
    const { version } = w;
    make([w]).step();
    expect(w.version).toBeGreaterThan(version);
    expect(w.isLeaf && w.requiresGrad).toBe(true);
    expect(refusal(() => loss.backward()).code).toBe('VERSION');
  });

  it('steps scalars, and tensors without elements', () => {
    const params = [tensor(1), zeros([0, 3])].map((x) => x.requiresGrad_());
    const optimizer = make(params);
    params.forEach((x) => (x.grad = ones(x.shape)));
    optimizer.step();
    optimizer.step();
    expect(values(params[0]!)[0]).toBeLessThan(1);
    expect(params[1]!.shape).toEqual([0, 3]);
  });

  it('needs no new graph for another rate', () => {
    const w = ones([3], { requiresGrad: true });
    const optimizer = make([w]);
    const schedule = new StepLR(optimizer, 1, { gamma: 0.9 });
    const graphs: ExpressionGraph[] = [];
    const kernels = getBackend('cpu').kernels as { expression: (...args: never[]) => void };
    const { expression } = kernels;
    kernels.expression = (...args) => {
      graphs.push((args[1] as unknown as { graph: ExpressionGraph }).graph);
      expression(...args);
    };
    try {
      for (let step = 0; step < 20; step++) {
        w.grad = fullGradient;
        optimizer.step();
        schedule.step();
      }
    } finally {
      kernels.expression = expression;
    }
    // Momentum has a first step, RAdam a few until its mean can be trusted.
    expect(new Set(graphs).size).toBeLessThanOrEqual(2);
    expect(graphs).toHaveLength(20);
  });

  const fullGradient = tensor([1, 2, 3]);

  it('refuses a state dict that does not fit, and changes nothing then', () => {
    const w = ones([2], { requiresGrad: true });
    const optimizer = make([w]);
    w.grad = ones([2]);
    optimizer.step();
    const before = optimizer.stateDict();
    const saved = before.state[0]!;
    const tensors = Object.entries(saved).filter(([, value]) => typeof value === 'object');
    const { [tensors[0]![0]]: gone, ...rest } = saved;
    const bad = [{ ...saved, [tensors[0]![0]]: ones([3]) }, rest, { ...saved, [tensors[0]![0]]: 'text' }];
    for (const state of bad.filter((one) => Object.keys(one).length > 0)) {
      const error = refusal(() =>
        optimizer.loadStateDict({
          state: { 0: state as typeof saved },
          param_groups: [{ ...before.param_groups[0]!, lr: 7 }],
        }),
      );
      expect(error.code).toBe('STATE_DICT');
    }
    expect(refusal(() => optimizer.loadStateDict({ state: {}, param_groups: [{ params: [0], lr: -1 }] })).code).toBe(
      'OPTION',
    );
    for (const nonsense of [null, {}, { state: {} }, { state: null, param_groups: [] }]) {
      expect(refusal(() => optimizer.loadStateDict(nonsense as never)).code).toBe('STATE_DICT');
    }
    expect(optimizer.stateDict()).toEqual(before);
    expect(gone).toBeDefined();
  });
});

describe('an optimizer', () => {
  it('lets groups have options of their own', () => {
    const [a, b] = [ones([1]), ones([1])].map((x) => x.requiresGrad_()) as [Tensor, Tensor];
    const optimizer = new SGD([{ params: [a] }, { params: [b], lr: 0.5 }], { lr: 0.25 });
    for (const x of [a, b]) x.grad = ones([1]);
    optimizer.step();
    expect([values(a), values(b)]).toEqual([[0.75], [0.5]]);
  });

  it('can be given more parameters later', () => {
    const [a, b] = [ones([1]), ones([1])].map((x) => x.requiresGrad_()) as [Tensor, Tensor];
    const optimizer = new Adam([a], { lr: 0.1 });
    expect(refusal(() => optimizer.addParamGroup({ params: [b, a] })).code).toBe('OPTION');
    optimizer.addParamGroup({ params: [b], betas: [0.5, 0.5] });
    expect(optimizer.paramGroups.map(({ betas, params }) => [betas, params.length])).toEqual([
      [[0.9, 0.999], 1],
      [[0.5, 0.5], 1],
    ]);
  });

  it('forgets gradients, or fills them with zeros', () => {
    const [a, b] = [ones([1]), ones([1])].map((x) => x.requiresGrad_()) as [Tensor, Tensor];
    const optimizer = new SGD([a, b], { lr: 1 });
    a.grad = ones([1]);
    optimizer.zeroGrad({ setToNone: false });
    expect([values(a.grad), b.grad]).toEqual([[0], null]);
    optimizer.zeroGrad();
    expect(a.grad).toBeNull();
  });

  it('refuses an asynchronous closure, before any step', () => {
    const w = ones([1], { requiresGrad: true });
    w.grad = ones([1]);
    const optimizer = new SGD([w], { lr: 1 });
    expect(refusal(() => optimizer.step(() => Promise.resolve(1)))).toMatchObject({ code: 'OPTION', op: 'step' });
    expect(values(w)).toEqual([1]);
  });

  it('leaves the parameter out of the slope where nothing decays', () => {
    const w = tensor([Number.POSITIVE_INFINITY, 1], { requiresGrad: true });
    w.grad = ones([2]);
    new SGD([w], { lr: 0.5, momentum: 0.5 }).step();
    expect(values(w)).toEqual([Number.POSITIVE_INFINITY, 0.5]);
  });

  it('refuses what is no list of parameters', () => {
    const w = ones([1]);
    for (const params of [w, [1], [null], [{ lr: 1 }], [{ params: 3 }], [w, { params: [w] }]]) {
      expect(refusal(() => new SGD(params as never, { lr: 1 })).code).toBe('OPTION');
    }
    expect(refusal(() => new Adam([w], { betas: 0.9 as never })).code).toBe('OPTION');
    expect(refusal(() => new Adam([w], { lr: Number.NaN })).code).toBe('OPTION');
  });

  it('prints its groups', () => {
    const optimizer = new Adam([{ params: [ones([1])] }, { params: [ones([1])], lr: 0.5 }]);
    expect(String(optimizer)).toBe(
      'Adam (\nParameter Group 0\n    amsgrad: false\n    betas: [0.9, 0.999]\n    eps: 1e-8\n    lr: 0.001\n    maximize: false\n    weightDecay: 0\n' +
        '\nParameter Group 1\n    amsgrad: false\n    betas: [0.9, 0.999]\n    eps: 1e-8\n    lr: 0.5\n    maximize: false\n    weightDecay: 0\n)',
    );
  });

  it('keeps every name of a state dict that it was given', () => {
    const w = ones([1], { requiresGrad: true });
    const optimizer = new Adam([w]);
    const group = {
      lr: 0.1,
      betas: [0.9, 0.99],
      eps: 1e-8,
      weight_decay: 0,
      amsgrad: false,
      foreach: null,
      maximize: false,
      initial_lr: 0.2,
      params: [0],
    };
    optimizer.loadStateDict({ state: {}, param_groups: [group] });
    expect(optimizer.stateDict().param_groups).toEqual([group]);
    expect(optimizer.paramGroups[0]!.initialLr).toBe(0.2);
  });
});
