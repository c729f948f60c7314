import '@nn/autograd/register';
import { readFileSync } from 'node:fs';
import { cpu } from '@nn/backend-cpu';
import { type DType, NnError, registerBackend, type Shape } from '@nn/core';
import { tensor, Tensor, zeros } from '@nn/tensor';
import { compareClose } from '@nn/testing';
import { describe, expect, it } from 'vitest';
import * as optim from './index.js';
import { camelCase } from './state.js';

registerBackend(cpu());

type Optimizer = optim.Optimizer<{ readonly lr: number }>;
type Numbers = readonly number[];
type Kwargs = Readonly<Record<string, unknown>>;
/** A schedule as PyTorch's call: name, positional arguments, keyword arguments. */
type Spec = readonly [name: string, args: readonly unknown[], kwargs: Kwargs];
interface SavedTensor {
  readonly shape: Shape;
  readonly values: Numbers;
}
interface Answers {
  readonly optimizers: readonly {
    readonly optim: string;
    readonly kwargs: Kwargs;
    readonly dtype: DType;
    readonly own: Kwargs | null;
    readonly start: readonly Numbers[];
    readonly grads: readonly (readonly (Numbers | null)[])[];
    readonly params: readonly (readonly Numbers[])[];
    readonly state_dict: {
      readonly state: Readonly<Record<string, Readonly<Record<string, SavedTensor | number | null>>>>;
      readonly param_groups: readonly Kwargs[];
    };
  }[];
  readonly schedules: readonly {
    readonly schedule: Spec;
    readonly optim: string;
    readonly optim_kwargs: Kwargs & { readonly lr: number };
    readonly lrs: readonly Numbers[];
    readonly momenta: readonly (readonly (number | null)[])[];
    readonly state_dict: Kwargs;
  }[];
  readonly plateaus: readonly {
    readonly kwargs: Kwargs;
    readonly metrics: readonly (number | string)[];
    readonly lrs: readonly Numbers[];
    readonly state_dict: Kwargs;
  }[];
  readonly refusals: readonly { readonly python: string; readonly error: string }[];
}

const answers = JSON.parse(
  readFileSync(new URL('../../../tooling/oracle/golden/optimizers.json', import.meta.url), 'utf8'),
) as Answers;
const library = optim as unknown as Record<string, new (...args: unknown[]) => unknown>;
const shapes: readonly Shape[] = [[2, 3], [4], []];

const camel = (kwargs: Kwargs): Record<string, unknown> =>
  Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [camelCase(key.replace(/^T_/, 't_')), value]));

function close(
  actual: readonly (number | null | undefined)[],
  expected: readonly (number | null)[],
  rtol: number,
  atol: number,
): void {
  expect(compareClose(actual as Numbers, expected as Numbers, { rtol, atol })).toBeNull();
}

describe('an optimizer', () => {
  const cases = answers.optimizers.map((test) => ({
    ...test,
    title: `${test.optim} ${JSON.stringify(test.kwargs)} in ${test.dtype}`,
  }));

  const place = (values: Numbers, i: number, dtype: DType): Tensor =>
    tensor(new Float64Array(values), { shape: shapes[i]!, dtype });

  function build({ optim: name, kwargs, own, start, dtype }: (typeof cases)[number]): {
    params: Tensor[];
    optimizer: Optimizer;
  } {
    const params = start.map((values, i) => place(values, i, dtype).requiresGrad_());
    const groups = own === null ? params : [{ params: params.slice(0, 2) }, { params: [params[2]], ...camel(own) }];
    return { params, optimizer: new library[name]!(groups, camel(kwargs)) as Optimizer };
  }

  function feed(params: readonly Tensor[], grads: readonly (Numbers | null)[], dtype: DType): void {
    params.forEach(
      (parameter, i) => (parameter.grad = Array.isArray(grads[i]) ? place(grads[i] as Numbers, i, dtype) : null),
    );
  }

  const tolerance = (dtype: DType): [rtol: number, atol: number] =>
    dtype === 'float64' ? [1e-13, 1e-14] : [2e-6, 5e-7];

  it.each(cases)('follows PyTorch: $title', (test) => {
    const { params, optimizer } = build(test);
    test.grads.forEach((grads, step) => {
      feed(params, grads, test.dtype);
      optimizer.step();
      params.forEach((parameter, i) =>
        close(
          [...(parameter.detach().toTypedArraySync() as Float32Array)],
          test.params[step]![i]!,
          ...tolerance(test.dtype),
        ),
      );
    });
    const { state, param_groups } = optimizer.stateDict();
    expect(Object.keys(state).toSorted()).toEqual(
      Object.entries(test.state_dict.state)
        .filter(([, slots]) => Object.values(slots).some((slot) => slot !== null))
        .map(([i]) => i)
        .toSorted(),
    );
    for (const [i, slots] of Object.entries(state)) {
      for (const [name, slot] of Object.entries(slots)) {
        const expected = test.state_dict.state[i]![name]!;
        if (slot instanceof Tensor) {
          expect(slot.shape).toEqual((expected as SavedTensor).shape);
          close(
            [...(slot.toTypedArraySync() as Float32Array)],
            (expected as SavedTensor).values,
            ...tolerance(test.dtype),
          );
        } else close([slot!], typeof expected === 'number' ? [expected] : expected.values, 1e-7, 0);
      }
    }
    param_groups.forEach((group, i) => expect(test.state_dict.param_groups[i]).toMatchObject(group));
  });

  it.each(cases)("goes on from PyTorch's state dict and its own: $title", (test) => {
    // Half a run, its state into a new optimizer, the other half: the same end as one run.
    const { params, optimizer } = build(test);
    test.grads.slice(0, 4).forEach((grads) => {
      feed(params, grads, test.dtype);
      optimizer.step();
    });
    const second = build({
      ...test,
      start: params.map((parameter) => [...(parameter.detach().toTypedArraySync() as Float32Array)]),
      kwargs: { ...test.kwargs, lr: 99 },
    });
    second.optimizer.loadStateDict(optimizer.stateDict());
    test.grads.slice(4).forEach((grads) => {
      for (const run of [{ params, optimizer }, second]) {
        feed(run.params, grads, test.dtype);
        run.optimizer.step();
      }
    });
    second.params.forEach((parameter, i) =>
      expect(parameter.detach().toTypedArraySync()).toEqual(params[i]!.detach().toTypedArraySync()),
    );

    const saved = (value: SavedTensor | number | null): Tensor | number | null =>
      value === null || typeof value === 'number'
        ? value
        : tensor(new Float64Array(value.values), { shape: value.shape });
    const state = Object.fromEntries(
      Object.entries(test.state_dict.state).map(([i, slots]) => [
        i,
        Object.fromEntries(Object.entries(slots).map(([name, value]) => [name, saved(value)])),
      ]),
    );
    const third = build({ ...test, start: test.params.at(-1)!, kwargs: { ...test.kwargs, lr: 99 } });
    third.optimizer.loadStateDict({
      state,
      param_groups: test.state_dict.param_groups as unknown as optim.SavedGroup[],
    });
    for (const run of [second, third]) {
      feed(run.params, test.grads[6]!, test.dtype);
      run.optimizer.step();
    }
    third.params.forEach((parameter, i) =>
      close(
        [...(parameter.detach().toTypedArraySync() as Float32Array)],
        [...(second.params[i]!.detach().toTypedArraySync() as Float32Array)],
        ...tolerance(test.dtype),
      ),
    );
  });
});

function twoGroups(name: string, kwargs: Kwargs & { readonly lr: number }): Optimizer {
  return new library[name]!(
    [{ params: [zeros([1])] }, { params: [zeros([1])], lr: kwargs.lr / 2 }],
    camel(kwargs),
  ) as Optimizer;
}

function makeSchedule(optimizer: Optimizer, [name, args, kwargs]: Spec): optim.Schedule {
  if (name !== 'SequentialLR' && name !== 'ChainedScheduler')
    return new library[name]!(optimizer, ...args, camel(kwargs)) as optim.Schedule;
  const parts = (args[0] as Spec[]).map((spec) => makeSchedule(optimizer, spec));
  return new library[name]!(
    ...(name === 'SequentialLR' ? [optimizer, parts, ...args.slice(1)] : [parts]),
  ) as optim.Schedule;
}

const momentumOf = (group: object): number | null => {
  const { betas, momentum } = group as { betas?: readonly number[]; momentum?: number };
  return betas?.[0] ?? momentum ?? null;
};

describe('a schedule', () => {
  const cases = answers.schedules.map((test) => ({ ...test, title: JSON.stringify(test.schedule) }));
  const [rtol, atol] = [2e-13, 1e-16];

  it.each(cases)("sets PyTorch's rates: $title", (test) => {
    const optimizer = twoGroups(test.optim, test.optim_kwargs);
    const schedule = makeSchedule(optimizer, test.schedule);
    test.lrs.forEach((lrs, epoch) => {
      if (epoch > 0) schedule.step();
      close(
        optimizer.paramGroups.map((group) => group.lr),
        lrs,
        rtol,
        atol,
      );
      if (epoch > 0) close(schedule.getLastLr(), lrs, rtol, atol);
      if (momentumOf(optimizer.paramGroups[0]!) !== null)
        close(optimizer.paramGroups.map(momentumOf), test.momenta[epoch]!, rtol, atol);
    });
    checkState(schedule.stateDict(), test.state_dict);
  });

  it.each(cases)("goes on from a state dict, its own and PyTorch's: $title", (test) => {
    const optimizer = twoGroups(test.optim, test.optim_kwargs);
    const schedule = makeSchedule(optimizer, test.schedule);
    for (let epoch = 1; epoch <= 10; epoch++) schedule.step();
    const savedOptimizer = optimizer.stateDict();
    const saved = JSON.parse(JSON.stringify(schedule.stateDict())) as optim.ScheduleState;
    const other = twoGroups(test.optim, test.optim_kwargs);
    const resumed = makeSchedule(other, test.schedule);
    other.loadStateDict(savedOptimizer);
    resumed.loadStateDict(saved);
    test.lrs.slice(11).forEach((lrs) => {
      resumed.step();
      close(
        other.paramGroups.map((group) => group.lr),
        lrs,
        rtol,
        atol,
      );
    });
    const last = makeSchedule(twoGroups(test.optim, test.optim_kwargs), test.schedule);
    last.loadStateDict(test.state_dict);
    checkState(last.stateDict(), test.state_dict);
  });

  /** All that ours has is in PyTorch's, with its values. */
  function checkState(actual: unknown, expected: unknown): void {
    if (typeof actual === 'number') close([actual], [expected as number], rtol, atol);
    else if (typeof actual === 'object' && actual !== null) {
      for (const [key, value] of Object.entries(actual)) {
        // PyTorch's warm restarts do not count their steps.
        if (key === '_step_count' && (expected as Kwargs)[key] === 0) continue;
        checkState(value, (expected as Kwargs)[key]);
      }
    } else expect(actual).toEqual(expected);
  }

  it.each(answers.plateaus)('lowers the rate on a plateau as PyTorch does: $kwargs', (test) => {
    const optimizer = twoGroups('SGD', { lr: 0.8 });
    const schedule = new optim.ReduceLROnPlateau(optimizer, camel(test.kwargs));
    test.metrics.forEach((metric, epoch) => {
      schedule.step(epoch % 2 === 0 ? Number(metric) : tensor(new Float64Array([Number(metric)])));
      close(
        optimizer.paramGroups.map((group) => group.lr),
        test.lrs[epoch]!,
        rtol,
        atol,
      );
      close(schedule.getLastLr(), test.lrs[epoch]!, rtol, atol);
    });
    checkState(schedule.stateDict(), test.state_dict);
    const other = new optim.ReduceLROnPlateau(twoGroups('SGD', { lr: 0.8 }), camel(test.kwargs));
    other.loadStateDict(test.state_dict);
    checkState(other.stateDict(), test.state_dict);
  });
});

describe('a refusal', () => {
  const p = zeros([2], { requiresGrad: true });
  const o = new optim.SGD([p], { lr: 0.1, momentum: 0.5 });
  const o2 = new optim.SGD([zeros([2])], { lr: 0.1 });
  const f = (): number => 1;
  const plain = (): Optimizer => new optim.SGD([p], { lr: 1 });
  const here: Readonly<Record<string, () => unknown>> = {
    'optim.Adam([p], lr=-1)': () => new optim.Adam([p], { lr: -1 }),
    'optim.Adam([p], eps=-1)': () => new optim.Adam([p], { eps: -1 }),
    'optim.Adam([p], betas=[1.0, 0.9])': () => new optim.Adam([p], { betas: [1, 0.9] }),
    'optim.Adam([p], betas=[0.9, -0.1])': () => new optim.Adam([p], { betas: [0.9, -0.1] }),
    'optim.Adam([p], weight_decay=-1)': () => new optim.Adam([p], { weightDecay: -1 }),
    'optim.AdamW([p], lr=-1)': () => new optim.AdamW([p], { lr: -1 }),
    'optim.NAdam([p], momentum_decay=-1)': () => new optim.NAdam([p], { momentumDecay: -1 }),
    'optim.RAdam([p], betas=[0.9, 1.5])': () => new optim.RAdam([p], { betas: [0.9, 1.5] }),
    'optim.Adamax([p], eps=-1)': () => new optim.Adamax([p], { eps: -1 }),
    'optim.Adagrad([p], lr_decay=-1)': () => new optim.Adagrad([p], { lrDecay: -1 }),
    'optim.Adagrad([p], initial_accumulator_value=-1)': () => new optim.Adagrad([p], { initialAccumulatorValue: -1 }),
    'optim.Adadelta([p], rho=1.5)': () => new optim.Adadelta([p], { rho: 1.5 }),
    'optim.Adadelta([p], lr=-1)': () => new optim.Adadelta([p], { lr: -1 }),
    'optim.RMSprop([p], momentum=-1)': () => new optim.RMSprop([p], { momentum: -1 }),
    'optim.RMSprop([p], alpha=-1)': () => new optim.RMSprop([p], { alpha: -1 }),
    'optim.SGD([p], lr=-1)': () => new optim.SGD([p], { lr: -1 }),
    'optim.SGD([p], lr=1, momentum=-1)': () => new optim.SGD([p], { lr: 1, momentum: -1 }),
    'optim.SGD([p], lr=1, nesterov=True)': () => new optim.SGD([p], { lr: 1, nesterov: true }),
    'optim.SGD([p], lr=1, weight_decay=-1)': () => new optim.SGD([p], { lr: 1, weightDecay: -1 }),
    'optim.SGD([], lr=1)': () => new optim.SGD([], { lr: 1 }),
    "optim.SGD([{'params': [p]}, {'params': [p]}], lr=1)": () =>
      new optim.SGD([{ params: [p] }, { params: [p] }], { lr: 1 }),
    'optim.SGD([p * 2], lr=1)': () => new optim.SGD([p.mul(2)], { lr: 1 }),
    "optim.SGD([p], lr=1).load_state_dict({'state': {}, 'param_groups': []})": () =>
      plain().loadStateDict({ state: {}, param_groups: [] }),
    "optim.SGD([p], lr=1).load_state_dict({'state': {}, 'param_groups': [{'params': [0, 1]}]})": () =>
      plain().loadStateDict({ state: {}, param_groups: [{ params: [0, 1] }] }),
    'lr_scheduler.StepLR(3, 1)': () => new optim.StepLR(3 as unknown as Optimizer, 1),
    'lr_scheduler.LambdaLR(o, [f, f])': () => new optim.LambdaLR(o, [f, f]),
    'lr_scheduler.ConstantLR(o, factor=2.0)': () => new optim.ConstantLR(o, { factor: 2 }),
    'lr_scheduler.LinearLR(o, start_factor=2.0)': () => new optim.LinearLR(o, { startFactor: 2 }),
    'lr_scheduler.LinearLR(o, end_factor=-1.0)': () => new optim.LinearLR(o, { endFactor: -1 }),
    'lr_scheduler.CosineAnnealingWarmRestarts(o, 0)': () => new optim.CosineAnnealingWarmRestarts(o, 0),
    'lr_scheduler.CosineAnnealingWarmRestarts(o, 2, T_mult=0)': () =>
      new optim.CosineAnnealingWarmRestarts(o, 2, { tMult: 0 }),
    'lr_scheduler.CosineAnnealingWarmRestarts(o, 2).step(-1)': () =>
      new optim.CosineAnnealingWarmRestarts(o, 2).step(-1),
    'lr_scheduler.OneCycleLR(o, 1.0)': () => new optim.OneCycleLR(o, 1),
    'lr_scheduler.OneCycleLR(o, 1.0, total_steps=0)': () => new optim.OneCycleLR(o, 1, { totalSteps: 0 }),
    'lr_scheduler.OneCycleLR(o, 1.0, epochs=0, steps_per_epoch=1)': () =>
      new optim.OneCycleLR(o, 1, { epochs: 0, stepsPerEpoch: 1 }),
    'lr_scheduler.OneCycleLR(o, 1.0, epochs=1, steps_per_epoch=-1)': () =>
      new optim.OneCycleLR(o, 1, { epochs: 1, stepsPerEpoch: -1 }),
    'lr_scheduler.OneCycleLR(o, [1.0, 2.0], total_steps=5)': () => new optim.OneCycleLR(o, [1, 2], { totalSteps: 5 }),
    'lr_scheduler.OneCycleLR(o, 1.0, total_steps=5, pct_start=2.0)': () =>
      new optim.OneCycleLR(o, 1, { totalSteps: 5, pctStart: 2 }),
    "lr_scheduler.OneCycleLR(o, 1.0, total_steps=5, anneal_strategy='steps')": () =>
      new optim.OneCycleLR(o, 1, { totalSteps: 5, annealStrategy: 'steps' as 'cos' }),
    'lr_scheduler.OneCycleLR(optim.Adagrad([p]), 1.0, total_steps=5)': () =>
      new optim.OneCycleLR(new optim.Adagrad([p]), 1, { totalSteps: 5 }),
    '[s.step() for s in [lr_scheduler.OneCycleLR(o, 1.0, total_steps=2)] for _ in range(4)]': () => {
      const s = new optim.OneCycleLR(o, 1, { totalSteps: 2 });
      for (let i = 0; i < 4; i++) s.step();
    },
    'lr_scheduler.ReduceLROnPlateau(o, factor=1.0)': () => new optim.ReduceLROnPlateau(o, { factor: 1 }),
    "lr_scheduler.ReduceLROnPlateau(o, mode='mid')": () => new optim.ReduceLROnPlateau(o, { mode: 'mid' as 'min' }),
    "lr_scheduler.ReduceLROnPlateau(o, threshold_mode='mid')": () =>
      new optim.ReduceLROnPlateau(o, { thresholdMode: 'mid' as 'rel' }),
    'lr_scheduler.ReduceLROnPlateau(o, min_lr=[0.1, 0.2])': () => new optim.ReduceLROnPlateau(o, { minLr: [0.1, 0.2] }),
    'lr_scheduler.SequentialLR(o, [lr_scheduler.ExponentialLR(o, 0.9)], [3])': () =>
      new optim.SequentialLR(o, [new optim.ExponentialLR(o, 0.9)], [3]),
    'lr_scheduler.SequentialLR(o, [lr_scheduler.ExponentialLR(o2, 0.9)], [])': () =>
      new optim.SequentialLR(o, [new optim.ExponentialLR(o2, 0.9)], []),
    'lr_scheduler.ChainedScheduler([lr_scheduler.ExponentialLR(o, 0.9), lr_scheduler.ExponentialLR(o2, 0.9)])': () =>
      new optim.ChainedScheduler([new optim.ExponentialLR(o, 0.9), new optim.ExponentialLR(o2, 0.9)]),
    'lr_scheduler.ExponentialLR(o, 0.9, last_epoch=3)': () =>
      new optim.ExponentialLR(new optim.SGD([p], { lr: 1 }), 0.9, { lastEpoch: 3 }),
    "lr_scheduler.CyclicLR(o, 0.1, 1.0, mode='none')": () =>
      new optim.CyclicLR(o, 0.1, 1, { mode: 'none' as 'triangular' }),
    'lr_scheduler.CyclicLR(optim.Adagrad([p]), 0.1, 1.0)': () => new optim.CyclicLR(new optim.Adagrad([p]), 0.1, 1),
    'lr_scheduler.CyclicLR(o, [0.1, 0.2], 1.0)': () => new optim.CyclicLR(o, [0.1, 0.2], 1),
  };

  it.each(answers.refusals)("says PyTorch's sentence: $python", ({ python, error }) => {
    let thrown: unknown;
    try {
      here[python]!();
    } catch (refused) {
      thrown = refused;
    }
    expect(thrown).toBeInstanceOf(NnError);
    const sentence = error
      .replace(/^\w+: "?/, '')
      .replace(/"$/, '')
      .replace('int is', 'number is')
      .replace(/: 1\.0$/, ': 1')
      .replace(/got 2\.0$/, 'got 2');
    expect((thrown as NnError).message.startsWith(sentence), `${(thrown as NnError).message} / ${sentence}`).toBe(true);
  });
});
