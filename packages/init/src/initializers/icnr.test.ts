import { StreamKey } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { valuesOf } from '../initializer/test-values.js';

const key = StreamKey.fromSeed(6);
const conv = { role: 'weight', axes: { in: [1], out: [0], field: [2, 3] } } as const;

describe('icnr', () => {
  it('repeats each channel of the inner initializer r² times, one after another', () => {
    const shape = [18, 2, 3, 3];
    const weight = valuesOf(init.icnr({ of: init.heNormal(), factor: 3 }), shape, { spec: conv, key });
    // The inner initializer sees two output channels, and fans to match.
    const inner = valuesOf(init.heNormal(), [2, 2, 3, 3], { spec: conv, key: key.fold('of') });
    for (let row = 0; row < 18; row++) {
      expect(weight.subarray(row * 18, (row + 1) * 18)).toEqual(
        inner.subarray(Math.floor(row / 9) * 18, (Math.floor(row / 9) + 1) * 18),
      );
    }
  });

  it('of one output fan counts the channels before they are repeated', () => {
    const of = init.varianceScaling({ mode: 'fan_out', distribution: 'uniform' });
    const claim = init.claimOf(init.icnr({ of, factor: 2 }), specOf([16, 3, 3, 3]));
    expect(init.modelOf(claim.marginal as init.Law).variance).toBeCloseTo(1 / (4 * 9), 14);
  });

  it('is the inner initializer itself for a factor of 1', () => {
    const once = valuesOf(init.icnr({ of: init.normal(), factor: 1 }), [4, 3], { key });
    expect(once).toEqual(valuesOf(init.normal(), [4, 3], { key: key.fold('of') }));
  });

  it('refuses channels that cannot be shared out, and what the inner one refuses', () => {
    const refused =
      (of: init.Initializer, shape: readonly number[], spec: Parameters<typeof valuesOf>[2] = {}): (() => void) =>
      () =>
        void valuesOf(of, shape, spec);
    const of = init.normal();
    expect(refused(init.icnr({ of, factor: 2 }), [6, 3])).toThrow(
      'its 6 output channels are not 1 times a multiple of 4',
    );
    expect(refused(init.icnr({ of, factor: 2 }), [12, 3], { spec: { role: 'weight', groups: 2 } })).toThrow(
      'not 2 times a multiple',
    );
    expect(refused(init.icnr({ of, factor: 2 }), [])).toThrow('its output channels are not those of axis 0');
    expect(
      refused(init.icnr({ of, factor: 2 }), [8, 4], { spec: { role: 'weight', axes: { in: [0], out: [1] } } }),
    ).toThrow('its output channels are not those of axis 0');
    expect(refused(init.icnr({ of: init.identity(), factor: 2 }), [8, 4, 1])).toThrow('only a matrix has a diagonal');
    expect(refused(init.icnr({ of: init.heNormal(), factor: 2 }), [8, 4])).toThrow('nobody has declared its fans');
    expect(() => init.icnr({ of: init.normal({ std: 1 }), factor: 1.5 })).toThrow(
      expect.objectContaining({ code: 'OPTION' }),
    );
  });
});

function specOf(shape: readonly number[]): init.TensorSpec {
  const nothing = { role: null, blocks: null, addedTo: null, depth: null, activation: null, default: null };
  const fans = { in: shape[1]! * 9, out: shape[0]! * 9 };
  return { ...nothing, shape, dtype: 'float64', axes: conv.axes, fans, groups: 1, sibling: () => null };
}
