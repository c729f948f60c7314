import { cpu } from '@nn/backend-cpu';
import type { Backend, KernelTable } from '@nn/core';
import {
  init,
  Linear,
  type Module,
  NnError,
  noGrad,
  Parameter,
  registerBackend,
  Sequential,
  Tensor,
  weightNorm,
  zeros,
} from '@nn/nn';
import { describe, expect, it } from 'vitest';

const policy = init.definePolicy({ name: 'test', rules: [{ match: '**', use: init.normal() }] });

/** Half of the values come from the device itself. */
const onDevice = init.defineInitializer({
  name: 'test:on-device',
  version: 1,
  parameters: init.object({}),
  claim: () => ({ marginal: { law: 'point', value: 3 }, dependence: 'deterministic' }),
  fill: (_, __, out) => void out.fill(3),
  kernels: { frail: (_, __, out, { fill }) => (fill([], { value: 3 }, [out]), true) },
});
const half = init.definePolicy({ name: 'half', rules: [...policy.rules, { match: '**.bias', use: onDevice() }] });

/** Everything that a failed apply must leave as it was. */
const snapshot = (net: Module): unknown =>
  Array.from(net.namedParameters(), ([path, p]) => {
    const { version, provenance, trained } = p.storage;
    return { path, values: p.toArraySync(), version, provenance, trained, device: p.device };
  });

/** A CPU of which one kernel call or upload can be made to fail, before or after it has done its work. */
class FrailDevice {
  /** Calls until one fails. */
  left = Infinity;
  fails: 'before' | 'after' = 'before';
  readonly backend: Backend;

  constructor() {
    const { capabilities, kernels, memory } = cpu();
    this.backend = {
      name: 'frail',
      capabilities,
      memory: {
        allocate: (dtype, length, blank) => memory.allocate(dtype, length, blank),
        free: (block) => memory.free(block),
        upload: this.frail((block: never, data: never, start: never) => memory.upload(block, data, start)),
        download: (block, start, length) => memory.download(block, start, length),
        downloadSync: (block, start, length) => memory.downloadSync!(block, start, length),
      },
      kernels: Object.fromEntries(
        Object.entries(kernels).map(([name, kernel]) => [name, this.frail(kernel as Work)]),
      ) as unknown as KernelTable,
    };
  }

  private frail(work: Work): Work {
    return (...args) => {
      const fails = this.left-- === 0;
      if (!fails || this.fails === 'after') work(...args);
      if (fails) throw new NnError('MEMORY', 'no room left');
    };
  }
}

type Work = (...args: never[]) => void;

describe('apply on modules', () => {
  it('changes nothing where one parameter is a view that no write may go to', () => {
    const net = new Sequential(new Linear(2, 2), new Linear(2, 2));
    net[1].weight = new Parameter(zeros([1, 2]).expand([2, 2]));
    const before = snapshot(net);
    const made = init.plan(net, policy);
    expect(made.problems).toMatchObject([{ kind: 'refused', paths: ['1.weight'], cause: { code: 'IN_PLACE' } }]);
    expect(() => made.apply()).toThrow(NnError);
    expect(snapshot(net)).toEqual(before);
  });

  it('changes nothing where memory is sealed', () => {
    const net = new Sequential(new Linear(2, 2), new Linear(2, 2));
    net[1].bias!.storage.sealed = (op) => new NnError('IN_PLACE', `sealed against ${op}`);
    const before = snapshot(net);
    expect(() => init.plan(net, policy).apply()).toThrow("'1.bias': sealed against @nn/init:normal");
    expect(snapshot(net)).toEqual(before);
  });

  it.each(['before', 'after'] as const)('changes nothing where a device fails at any moment, %s its work', (fails) => {
    const device = new FrailDevice();
    const undo = registerBackend(device.backend);
    try {
      const net = new Sequential(new Linear(2, 3), weightNorm(new Linear(3, 2)), new Linear(2, 2)).to('frail');
      noGrad(() => net[0].bias!.fill_(7));
      const before = snapshot(net);
      const made = init.plan(net, half, { seed: 1 });
      device.fails = fails;
      let failures = 0;
      for (let calls = 0; ; calls++) {
        device.left = calls;
        try {
          made.apply();
          break;
        } catch (error) {
          expect(error).toMatchObject({ code: 'MEMORY' });
          failures++;
        } finally {
          device.left = Infinity;
        }
        expect(snapshot(net)).toEqual(before);
      }
      // Each of the six parameters is copied and written, at least.
      expect(failures).toBeGreaterThanOrEqual(12);
      expect(snapshot(net)).not.toEqual(before);
    } finally {
      undo();
    }
  });

  it('does not go through the tape, and counts as one write each', () => {
    const net = new Linear(2, 2);
    const versions = Array.from(net.parameters(), (p) => p.storage.version);
    init.plan(net, policy).apply();
    expect(Array.from(net.parameters(), (p) => p.storage.version)).toEqual(versions.map((version) => version + 1));
    expect(net.weight.isLeaf && net.weight.requiresGrad).toBe(true);
    expect(net.weight).toBeInstanceOf(Tensor);
  });
});
