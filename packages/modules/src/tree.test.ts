import { empty, ones, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { ModuleDict } from './containers/module-dict.js';
import { ModuleList } from './containers/module-list.js';
import { Sequential } from './containers/sequential.js';
import { Identity } from './layers/identity.js';
import { Linear } from './layers/linear.js';
import { ReLU } from './layers/activations/relu.js';
import { Module } from './module.js';
import { Buffer, Parameter } from './parameter.js';
import { refusal, TwoLayers } from './test-support.js';

class Bag extends Module {
  [field: string]: unknown;

  constructor(fields: Readonly<Record<string, unknown>> = {}) {
    super();
    Object.assign(this, fields);
  }

  override forward(x: Tensor): Tensor {
    return x;
  }
}

const keys = (entries: Iterable<readonly [string, unknown]>): string[] => [...entries].map(([name]) => name);

describe('what a module owns', () => {
  it('is found in the order of assignment, own before children', () => {
    const net = new Bag({
      child: new Linear(2, 3),
      own: new Parameter(zeros([1])),
      mask: new Buffer(ones([2])),
      last: new Linear(1, 1),
    });
    expect(keys(net.namedParameters())).toEqual(['own', 'child.weight', 'child.bias', 'last.weight', 'last.bias']);
    expect(keys(net.namedBuffers())).toEqual(['mask']);
    expect(keys(net.namedModules())).toEqual(['', 'child', 'last']);
    expect(keys(net.namedChildren())).toEqual(['child', 'last']);
  });

  it('changes with the fields', () => {
    const net = new Bag({ a: new Linear(1, 1) });
    net['b'] = new Linear(1, 1);
    delete net['a'];
    net['a'] = new ReLU();
    expect(keys(net.namedModules())).toEqual(['', 'b', 'a']);
  });

  it('is named once where it is shared', () => {
    const shared = new Linear(2, 2);
    const tied = new Bag({ a: shared, b: shared, c: new Bag({ weight: shared.weight, other: shared }) });
    expect(keys(tied.namedParameters())).toEqual(['a.weight', 'a.bias']);
    expect(keys(tied.namedModules())).toEqual(['', 'a', 'c']);
    expect(keys(tied.namedChildren())).toEqual(['a', 'c']);
    expect([...tied.stateDict().keys()]).toEqual([
      'a.weight',
      'a.bias',
      'b.weight',
      'b.bias',
      'c.weight',
      'c.other.weight',
      'c.other.bias',
    ]);
  });

  it('ends at the module itself without recursion', () => {
    const net = new Bag({
      own: new Parameter(zeros([1])),
      mask: new Buffer(zeros([1])),
      child: new Bag({ mask: new Buffer(zeros([1])), w: new Parameter(zeros([2])) }),
    });
    expect(keys(net.namedParameters({ recurse: false }))).toEqual(['own']);
    expect(keys(net.namedBuffers({ recurse: false }))).toEqual(['mask']);
    expect([...net.buffers()]).toHaveLength(2);
  });

  it('is no plain tensor and no plain value', () => {
    const net = new Bag({
      x: empty([2], { requiresGrad: true }),
      n: 3,
      text: 'a',
      f: () => 1,
      list: [1, 2, ones([2])],
      nothing: null,
      map: new Map([['a', 1]]),
    });
    expect([...net.parameters()]).toEqual([]);
    expect([...net.stateDict()]).toEqual([]);
  });
});

describe('what a plain collection hides', () => {
  const hiding: [kind: string, value: unknown, wanted: string][] = [
    ['array', [new Linear(1, 1)], 'ModuleList'],
    ['array', [1, [new Linear(1, 1)]], 'ModuleList'],
    ['array', [new Parameter(zeros([1]))], 'ParameterList'],
    ['array', [{ inner: [new ReLU()] }], 'ModuleList'],
    ['Map', new Map([['a', new Linear(1, 1)]]), 'ModuleDict'],
    ['Map', new Map([['a', new Parameter(zeros([1]))]]), 'ParameterDict'],
    ['Set', new Set([new Linear(1, 1)]), 'ModuleList'],
    ['object', { a: { b: new Linear(1, 1) } }, 'ModuleDict'],
    ['object', { a: new Parameter(zeros([1])) }, 'ParameterDict'],
    ['object', Object.assign(Object.create(null) as object, { a: new Identity() }), 'ModuleDict'],
    ['array', [new Buffer(zeros([1]))], 'field of its own'],
  ];

  it.each(hiding)('%s %# is refused at the first walk', (kind, value, wanted) => {
    const net = new Bag({ inner: new Bag({ hidden: value }) });
    const walks: (() => unknown)[] = [
      () => [...net.parameters()],
      () => [...net.modules()],
      () => net.stateDict(),
      () => net.loadStateDict({}),
      () => net.eval(),
      () => net.apply(() => expect.unreachable()),
      () => net.to('float64'),
      () => String(net),
    ];
    for (const walk of walks) {
      const error = refusal(walk);
      expect(error.code).toBe('MODULE_TREE');
      expect(error.message).toContain(`field 'hidden' of Bag`);
      expect(error.message).toContain(`plain ${kind}`);
      expect(error.message).toContain(wanted);
    }
    expect(net.training).toBe(true);
  });
});

describe('a module inside itself', () => {
  const looped = (): Bag => {
    const net = new Bag({ weight: new Parameter(zeros([1])), inner: new Bag() });
    (net['inner'] as Bag)['back'] = net;
    return net;
  };

  it('is refused, and named with its path', () => {
    for (const walk of [
      (net: Bag) => [...net.parameters()],
      (net: Bag) => [...net.modules()],
      (net: Bag) => net.stateDict(),
      (net: Bag) => net.train(false),
      (net: Bag) => net.apply(() => expect.unreachable()),
      (net: Bag) => [...net.parameterViews()],
    ]) {
      const net = looped();
      const error = refusal(() => walk(net));
      expect(error.code).toBe('MODULE_TREE');
      expect(error.message).toContain("Bag contains itself at 'inner.back'");
      expect(net.training).toBe(true);
    }
  });

  it('can be printed, so that one sees it', () => {
    expect(String(looped())).toBe('Bag(\n  (inner): Bag(\n    (back): Bag(contains itself)\n  )\n)');
  });

  it('is not what stands at two places', () => {
    const act = new ReLU();
    expect([...new Sequential(act, new Sequential(act), act).modules()]).toHaveLength(3);
  });
});

describe('apply', () => {
  it('calls children first, in their order, then the module itself', () => {
    const net = new Bag({ a: new Sequential(new Linear(1, 1), new ReLU()), b: new ModuleList([new Identity()]) });
    const seen: string[] = [];
    expect(net.apply((m) => seen.push(m.constructor.name))).toBe(net);
    expect(seen).toEqual(['Linear', 'ReLU', 'Sequential', 'Identity', 'ModuleList', 'Bag']);
  });

  it('comes to a shared module once for each parent, as PyTorch does', () => {
    const act = new ReLU();
    const seen: string[] = [];
    new Bag({ a: act, b: act, c: new Sequential(act) }).apply((m) => seen.push(m.constructor.name));
    expect(seen).toEqual(['ReLU', 'ReLU', 'Sequential', 'Bag']);
  });
});

describe('modes', () => {
  it('reach every module below, by its own train', () => {
    class Frozen extends Identity {
      override train(): this {
        return super.train(false);
      }
    }
    const net = new Sequential(new TwoLayers(), new ModuleDict({ a: new Frozen() }));
    expect(net.train()).toBe(net);
    expect([...net.modules()].map((m) => m.training)).toEqual([true, true, true, true, true, false]);
    expect(net.eval()).toBe(net);
    expect([...net.modules()].some((m) => m.training)).toBe(false);
  });

  it('freeze and forget gradients', () => {
    const net = new TwoLayers();
    net
      .forward(ones([1, 4]))
      .sum()
      .backward();
    expect(net.first.weight.grad).not.toBeNull();
    net.zeroGrad();
    expect([...net.parameters()].map((p) => p.grad)).toEqual([null, null, null, null]);
    expect(net.requiresGrad_(false)).toBe(net);
    expect(net.forward(ones([1, 4])).requiresGrad).toBe(false);
  });
});
