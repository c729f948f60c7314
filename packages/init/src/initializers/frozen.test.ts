import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StreamKey } from '@nn/random';
import { describe, expect, it } from 'vitest';
import * as init from '../index.js';
import { valuesOf } from '../initializer/test-values.js';
import { builtIns } from './built-ins.js';
import { type BuiltInCase, cases } from './test-cases.js';
import { structures } from './test-structures.js';

/** Digests of values, by initializer, shape and spec. A line of this file never changes: another version of an initializer gets lines of its own. */
const frozen = JSON.parse(readFileSync(new URL('fixtures/frozen.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

const key = StreamKey.fromSeed(1).fold('frozen');
const all = [...cases, ...structures];

/** Of the values in float32 and in float64. */
function digestOf({ of, shape, spec }: BuiltInCase): string {
  const hash = createHash('sha256');
  for (const dtype of ['float32', 'float64'] as const) hash.update(valuesOf(of, shape, { spec, dtype, key }));
  return hash.digest('hex').slice(0, 32);
}

describe('values that must never change', () => {
  it.each(builtIns())('of %o', ({ definition }) => {
    const ofIt = all.filter(({ of }) => of.definition === definition);
    expect(ofIt).not.toEqual([]);
    const digests = Object.fromEntries(
      ofIt.map((one) => [JSON.stringify([one.of, one.shape, one.spec]), digestOf(one)]),
    );
    expect(frozen).toMatchObject(digests);
  });
});

describe('values of whole tensors', () => {
  const values = (of: init.Initializer, shape: readonly number[], blocks?: readonly string[]): readonly number[] =>
    Array.from(valuesOf(of, shape, { key, dtype: 'float64', ...(blocks && { spec: { role: 'bias', blocks } }) }));

  it('are these to the last bit', () => {
    expect(values(init.orthogonal(), [2, 3])).toEqual([
      0.902330470509042, -0.2395675501625722, 0.3583393794994276, -0.2672163191544151, 0.34141547846745257,
      0.9011275768948624,
    ]);
    expect(values(init.orthogonal({ gain: 2 }), [3, 2])).toEqual([
      1.804660941018084, -0.5344326383088303, -0.4791351003251444, 0.6828309569349051, 0.7166787589988552,
      1.802255153789725,
    ]);
    expect(values(init.deltaOrthogonal(), [2, 2, 1])).toEqual([
      0.9665154127021951, -0.25660856768452894, -0.256608567684529, -0.9665154127021951,
    ]);
    expect(values(init.sparse({ sparsity: 0.5, std: 1 }), [4, 2])).toEqual([
      -1.2037703171372414, -1.2913238275796175, 0, 0, 0, -0.06291949306614697, -0.03227828466333449, 0,
    ]);
    expect(values(init.chrono({ tmax: 100 }), [4], ['i', 'f'])).toEqual([
      -4.541595964279509, -3.5172483297105828, 4.541595964279509, 3.5172483297105828,
    ]);
    expect(values(init.priorBias({ probability: 0.03 }), [1])).toEqual([-3.4760986898352733]);
  });

  it('are these where many reflections are carried out', () => {
    const large = valuesOf(init.orthogonal(), [50, 37], { key, dtype: 'float64' });
    expect(createHash('sha256').update(large).digest('hex').slice(0, 32)).toBe('207d6989b5dfbd807c1bff4caf1117ae');
  });
});
