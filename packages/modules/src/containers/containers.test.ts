import { ones, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { ReLU } from '../layers/activations/relu.js';
import { Tanh } from '../layers/activations/tanh.js';
import { Identity } from '../layers/identity.js';
import { Linear } from '../layers/linear.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { filled, refusal, valuesOf } from '../test-support.js';
import { ModuleDict } from './module-dict.js';
import { ModuleList } from './module-list.js';
import { ParameterDict } from './parameter-dict.js';
import { ParameterList } from './parameter-list.js';
import { Sequential } from './sequential.js';

const names = (m: Module): string[] => [...m.namedChildren()].map(([name]) => name);
const classes = (modules: Iterable<Module>): string[] => [...modules].map((m) => m.constructor.name);

describe('Sequential', () => {
  it('passes its input from layer to layer', () => {
    const net = new Sequential(filled(new Linear(2, 1), 1), new ReLU(), filled(new Linear(1, 1), -1));
    expect(valuesOf(net.forward(ones([1, 2])))).toEqual([-4]);
    const x = ones([1]);
    expect(new Sequential().forward(x)).toBe(x);
  });

  it('has its layers by index, by position and in a loop', () => {
    const layers = [new Linear(1, 2), new ReLU(), new Tanh()] as const;
    const net = new Sequential(...layers);
    expect([net[0], net[1], net[2]]).toEqual([...layers]);
    expect(net.at(-1)).toBe(layers[2]);
    expect(net.at(3)).toBeUndefined();
    expect([...net]).toEqual([...layers]);
    expect(net.length).toBe(3);
    expect(Object.keys(net)).toEqual(['training']);
  });

  it('keeps its order beyond ten layers', () => {
    const net = new Sequential(...Array.from({ length: 12 }, (_, i) => new Linear(1, i + 1)));
    expect(names(net)).toEqual(Array.from({ length: 12 }, (_, i) => String(i)));
    expect([...net.stateDict().keys()].slice(-2)).toEqual(['11.weight', '11.bias']);
  });

  it('can be changed: append, extend, insert, set, pop, assignment', () => {
    const net: Sequential = new Sequential(new Linear(1, 1));
    expect(net.append(new ReLU()).extend([new Tanh(), new Identity()])).toBe(net);
    expect(classes(net)).toEqual(['Linear', 'ReLU', 'Tanh', 'Identity']);
    net.insert(1, new Identity()).insert(-1, new ReLU());
    expect(classes(net)).toEqual(['Linear', 'Identity', 'ReLU', 'Tanh', 'ReLU', 'Identity']);
    expect(names(net)).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(net.pop().constructor.name).toBe('Identity');
    expect(net.pop(1).constructor.name).toBe('Identity');
    expect(classes(net)).toEqual(['Linear', 'ReLU', 'Tanh', 'ReLU']);
    expect([net[3], net[4]].map((m) => m?.constructor.name)).toEqual(['ReLU', undefined]);
    net.set(-1, new Linear(1, 5));
    net[0] = new Linear(1, 9);
    expect(String(net)).toBe(
      'Sequential(\n  (0): Linear(inFeatures=1, outFeatures=9, bias=true)\n  (1): ReLU()\n  (2): Tanh()\n  (3): Linear(inFeatures=1, outFeatures=5, bias=true)\n)',
    );
    expect(classes(net.slice(1, 3))).toEqual(['ReLU', 'Tanh']);
    expect(net.slice(-1).at(0)).toBe(net[3]);
  });

  it('refuses positions that are not there, and an assignment past the end at the next walk', () => {
    const net: Sequential = new Sequential(new ReLU());
    for (const act of [
      () => net.pop(1),
      () => net.set(-2, new ReLU()),
      () => net.insert(3, new ReLU()),
      () => new Sequential().pop(),
    ]) {
      expect(refusal(act).code).toBe('INDEX');
    }
    expect(net.length).toBe(1);
    net[1] = new ReLU();
    const error = refusal(() => net.stateDict());
    expect(error.code).toBe('MODULE_TREE');
    expect(error.message).toContain('append');
  });

  it('takes names for its layers, which stay with them', () => {
    const net = new Sequential({ hidden: new Linear(2, 3), act: new ReLU() });
    expect(net.hidden.outFeatures).toBe(3);
    expect([...net.stateDict().keys()]).toEqual(['hidden.weight', 'hidden.bias']);
    expect(net.forward(ones([1, 2])).shape).toEqual([1, 3]);
    net.append(new Tanh()).insert(0, new Identity());
    expect(names(net)).toEqual(['0', 'hidden', 'act', '3']);
  });

  it('can be extended', () => {
    class Mlp extends Sequential {
      readonly width = 8;
      constructor() {
        super(new Linear(2, 8), new ReLU());
      }
      override forward(x: Tensor): Tensor {
        return super.forward(x).sum(-1);
      }
    }
    const net = new Mlp();
    expect(net.forward(ones([3, 2])).shape).toEqual([3]);
    expect(String(net)).toMatch(/^Mlp\(\n {2}\(0\): Linear/);
  });

  it.each([[3], [null], ['relu'], [(x: Tensor) => x], [ones([1])], [undefined]])(
    'refuses what is no module: %#',
    (value) => {
      const net: Sequential = new Sequential(new ReLU());
      for (const act of [
        () => new Sequential(new ReLU(), value as never),
        () => net.append(value as never),
        () => net.extend([new ReLU(), value as never]),
        () => net.insert(0, value as never),
        () => net.set(0, value as never),
      ]) {
        const error = refusal(act);
        expect(error.code).toBe('MODULE_TREE');
        expect(error.message).toContain('is not a Module subclass');
      }
      expect(classes(net)).toEqual(['ReLU']);
    },
  );

  it('cannot contain itself', () => {
    const net: Sequential = new Sequential();
    expect(refusal(() => net.append(net)).message).toContain('cannot contain itself');
    const outer = new Sequential(net);
    net.append(outer);
    expect(refusal(() => [...outer.parameters()]).message).toContain("contains itself at '0.0'");
  });
});

describe('ModuleList', () => {
  it('is an array that the network knows of', () => {
    const list = new ModuleList([1, 2].map((n) => new Linear(n, n)));
    list.append(new Linear(3, 3)).extend([new Linear(4, 4)]);
    expect(list[2]!.inFeatures).toBe(3);
    expect([...list].map((layer) => layer.inFeatures)).toEqual([1, 2, 3, 4]);
    expect(list.slice(1, 3).length).toBe(2);
    expect(list.pop(0).inFeatures).toBe(1);
    expect(list[0]!.inFeatures).toBe(2);
    expect([...list.stateDict().keys()][0]).toBe('0.weight');
    expect(new ModuleList().length).toBe(0);
  });

  it('has no forward', () => {
    const error = refusal(() => new ModuleList([new ReLU()]).forward());
    expect(error.message).toContain('Module [ModuleList] is missing the required "forward" function');
  });
});

describe('ModuleDict', () => {
  it('keeps modules under names, in the order in which they came', () => {
    const dict = new ModuleDict(
      new Map<string, Module>([
        ['b', new ReLU()],
        ['10', new Tanh()],
        ['2', new Identity()],
      ]),
    );
    expect(dict.keys()).toEqual(['b', '10', '2']);
    expect(names(dict)).toEqual(['b', '10', '2']);
    dict.set('b', new Linear(1, 1)).set('a', new ReLU());
    expect([...dict].map(([name, m]) => `${name} ${m.constructor.name}`)).toEqual([
      'b Linear',
      '10 Tanh',
      '2 Identity',
      'a ReLU',
    ]);
    expect(dict.pop('10')!.constructor.name).toBe('Tanh');
    expect(dict.pop('10')).toBeUndefined();
    expect([dict.has('10'), dict.has('a'), dict.length]).toEqual([false, true, 3]);
    expect(classes(dict.values())).toEqual(['Linear', 'Identity', 'ReLU']);
    dict.clear();
    expect(String(dict)).toBe('ModuleDict()');
  });

  it('has them as properties too', () => {
    const dict = new ModuleDict({ small: new Linear(1, 2), act: new ReLU() });
    expect(dict.small.outFeatures).toBe(2);
    expect(dict.get('small').outFeatures).toBe(2);
    dict.small = new Linear(1, 3);
    expect(dict.get('small').outFeatures).toBe(3);
    expect(dict.keys()).toEqual(['small', 'act']);
  });

  it.each([
    ['keys', "attribute 'keys' already exists"],
    ['forward', "attribute 'forward' already exists"],
    ['training', "attribute 'training' already exists"],
    ['constructor', "attribute 'constructor' already exists"],
    ['length', "attribute 'length' already exists"],
    ['a.b', 'module name can\'t contain ".", got: a.b'],
    ['', 'module name can\'t be empty string ""'],
  ])('refuses the name %j', (name, sentence) => {
    const dict = new ModuleDict({ a: new ReLU() });
    for (const act of [
      () => dict.set(name, new ReLU()),
      () =>
        dict.update([
          ['b', new ReLU()],
          [name, new ReLU()],
        ]),
      () => new ModuleDict([[name, new ReLU()]]),
    ]) {
      const error = refusal(act);
      expect(error.code).toBe('MODULE_TREE');
      expect(error.message).toContain(sentence);
    }
    expect(dict.keys()).toEqual(['a']);
  });

  it('has no forward', () => {
    expect(refusal(() => new ModuleDict({}).forward()).code).toBe('MODULE_TREE');
  });
});

describe('containers of parameters', () => {
  it('are known to the network', () => {
    class Gains extends Module {
      list = new ParameterList([new Parameter(ones([2])), new Parameter(ones([]))]);
      dict = new ParameterDict({ left: new Parameter(ones([3])) });
      override forward(x: Tensor): Tensor {
        return x.mul(this.list[0]!);
      }
    }
    const gains = new Gains();
    expect([...gains.namedParameters()].map(([name]) => name)).toEqual(['list.0', 'list.1', 'dict.left']);
    gains
      .forward(ones([2]))
      .sum()
      .backward();
    expect(valuesOf(gains.list.at(-2)!.grad!)).toEqual([1, 1]);
    gains.list.append(new Parameter(zeros([1])));
    gains.dict.set('right', new Parameter(zeros([1])));
    expect([...gains.list].length).toBe(3);
    expect([gains.dict.keys(), gains.dict.has('x'), gains.dict.get('right')!.shape]).toEqual([
      ['left', 'right'],
      false,
      [1],
    ]);
    expect([...gains.dict].length).toBe(2);
    expect(gains.dict.pop('left')!.shape).toEqual([3]);
    expect(gains.dict.values().length).toBe(1);
    expect(String(gains.list)).toBe(
      'ParameterList(\n  (0): Parameter containing: [float32 of size 2]\n  (1): Parameter containing: [float32]\n  (2): Parameter containing: [float32 of size 1]\n)',
    );
  });

  it('hold nothing else', () => {
    for (const act of [
      () => new ParameterList([ones([1]) as Parameter]),
      () => new ParameterDict({ a: new ReLU() as never }),
      () => new ParameterDict({ keys: new Parameter(ones([1])) }),
      () => new ParameterList().forward(),
    ]) {
      expect(refusal(act).code).toBe('MODULE_TREE');
    }
  });
});
