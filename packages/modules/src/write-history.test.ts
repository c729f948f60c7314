import { normal_, xavierUniform_, zeros_ } from '@nn/init';
import { empty, emptyLike, eye, full, ones, rand, randn, tensor, type Tensor, zeros } from '@nn/tensor';
import { describe, expect, it } from 'vitest';
import { Embedding } from './layers/embedding/embedding.js';
import { EmbeddingBag } from './layers/embedding/embedding-bag.js';
import { LazyLinear } from './layers/lazy-linear.js';
import { Linear } from './layers/linear.js';
import { BatchNorm1d } from './layers/norm/batch-norm.js';
import type { Module } from './module.js';
import { Parameter } from './parameter.js';
import './test-support.js';
import { deepCopy } from './utils/deep-copy.js';
import { skipInit } from './utils/skip-init.js';
import { toEmpty } from './utils/to-empty.js';

/** What a coverage report would say of a block: who put values there, and what has happened since. */
function told({ storage }: Tensor): string {
  const { provenance, version, trained } = storage;
  if (provenance === null) return trained === version && trained > 0 ? 'assigned, trained' : 'assigned';
  const by = provenance.law === 'empty' ? 'nobody' : provenance.byDefault ? 'the layer' : provenance.law;
  if (version === provenance.version) return by;
  return version === trained ? `${by}, trained` : `${by}, overwritten`;
}

const toldOf = (net: Module): string[] => Array.from(net.parameters(), told);

describe('memory that nobody has set', () => {
  it('is known as such until the first write', () => {
    for (const x of [empty([2]), emptyLike(ones([2])), Parameter.empty([2]), new Parameter(empty([2]))])
      expect(told(x)).toBe('nobody');
    const parameter = Parameter.empty([2]);
    parameter.data.fill_(1);
    expect(told(parameter)).toBe('nobody, overwritten');
    normal_(parameter);
    expect(told(parameter)).toBe('normal_');
  });

  it('is what a network is made of without its initialization', () => {
    for (const device of ['cpu', 'meta'])
      expect(toldOf(skipInit(() => new Linear(2, 3), { device }))).toEqual(['nobody', 'nobody']);
    expect(toldOf(toEmpty(new Linear(2, 3), 'cpu'))).toEqual(['nobody', 'nobody']);
    const lazy = Parameter.uninitialized();
    lazy.materialize([2]);
    expect(told(lazy)).toBe('nobody');
  });

  it('is not what comes with values', () => {
    const made = [zeros([2]), ones([2]), full([2], 3), eye(2), rand([2]), randn([2]), tensor([1, 2]), ones([2]).mul(2)];
    for (const x of made) expect([told(x), told(new Parameter(x))]).toEqual(['assigned', 'assigned']);
    expect(told(new Parameter(normal_(empty([2]))))).toBe('normal_');
  });
});

describe('the history of a parameter', () => {
  it('counts the padding row of a table to its draw', () => {
    expect(toldOf(new Embedding(4, 2, { paddingIdx: 1 }))).toEqual(['the layer']);
    expect(toldOf(new EmbeddingBag(4, 2, { paddingIdx: 1 }))).toEqual(['the layer']);
  });

  it('does not count the shortening of long rows as somebody else', () => {
    const table = new Embedding(4, 2, { maxNorm: 0.1 });
    table.forward(tensor([1n, 2n]));
    expect(table.weight.version).toBeGreaterThan(1);
    expect(told(table.weight)).toBe('the layer');
    table.weight.data.mul_(2);
    table.forward(tensor([1n, 2n]));
    expect(told(table.weight)).toBe('the layer, overwritten');
  });

  it('names the key that a value was loaded from, buffers included', () => {
    const net = new BatchNorm1d(2);
    net.loadStateDict(new BatchNorm1d(2).stateDict());
    for (const [key, x] of [...net.namedParameters(), ...net.namedBuffers()]) {
      const { version, provenance } = x.storage;
      expect(provenance).toEqual({
        law: 'loadStateDict',
        parameters: { key },
        byDefault: false,
        version,
        origin: null,
      });
    }
    net.weight!.data.mul_(2);
    expect(told(net.weight!)).toBe('loadStateDict, overwritten');
  });

  it('names it for lazy layers too, and forgets what was remembered', () => {
    const lazy = new LazyLinear(3);
    xavierUniform_(lazy.weight);
    lazy.loadStateDict(new Linear(2, 3).stateDict());
    expect(toldOf(lazy)).toEqual(['loadStateDict', 'loadStateDict']);
  });

  it('goes along into copies, whatever it is', () => {
    const layer = new Linear(2, 3);
    zeros_(layer.bias);
    expect(toldOf(deepCopy(layer))).toEqual(['the layer', 'zeros_']);
    layer.weight.data.mul_(2);
    layer.bias!.storage.train(() => layer.bias!.data.mul_(2));
    for (const copy of [layer.clone(), layer.clone().clone()]) {
      expect(toldOf(copy)).toEqual(['the layer, overwritten', 'zeros_, trained']);
      expect(copy.weight.storage).not.toBe(layer.weight.storage);
      normal_(copy.weight);
      expect(toldOf(copy)).toEqual(['normal_', 'zeros_, trained']);
    }
    expect(told(layer.weight)).toBe('the layer, overwritten');
  });

  it('goes along to another dtype', () => {
    const layer = new Linear(2, 3);
    layer.bias!.data.mul_(2);
    expect(toldOf(layer.to('float64'))).toEqual(['the layer', 'the layer, overwritten']);
    expect(toldOf(layer.to('float64'))).toEqual(['the layer', 'the layer, overwritten']);
  });
});
