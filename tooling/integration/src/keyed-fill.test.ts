import { NnError } from '@nn/core';
import { init, LazyLinear, Linear, rand, type Tensor } from '@nn/nn';
import { describe, expect, it } from 'vitest';

const at = { seed: 3, path: 'head.weight' };
const spec = { role: 'weight', axes: { in: [1], out: [0] } } as const;
const values = (x: Tensor): unknown => x.detach().toTypedArraySync();

const initializers: readonly init.Initializer[] = [
  init.constant({ value: 0.5 }),
  init.normal({ std: 0.02 }),
  init.heNormal(),
  init.orthogonal(),
  init.scale({ of: init.orthogonal(), factor: 2 }),
  init.mask({ of: init.uniform({ low: -10, high: 10 }), atLeast: 5 }),
];

describe('fill_ on a parameter that waits for its shape', () => {
  it.each(initializers.map((of) => [String(of), of] as const))(
    'gives it what it would have had at once: %s',
    (_, of) => {
      const lazy = new LazyLinear(8);
      expect(init.fill_(lazy.weight, of, { ...at, spec })).toBe(lazy.weight);
      expect(lazy.weight.isUninitialized).toBe(true);
      lazy.forward(rand([2, 4]));

      const eager = new Linear(4, 8);
      init.fill_(eager.weight, of, { ...at, spec });
      expect(values(lazy.weight)).toEqual(values(eager.weight));
      expect(lazy.weight.storage.provenance).toMatchObject({ law: of.definition.name, byDefault: false });
    },
  );

  it('remembers the last call, and an in-place one just as well', () => {
    const lazy = new LazyLinear(8);
    init.fill_(lazy.weight, init.ones());
    init.constant_(lazy.weight, 2);
    init.fill_(lazy.weight, init.constant({ value: 3 }));
    lazy.forward(rand([2, 4]));
    expect(values(lazy.weight)).toEqual(new Float32Array(32).fill(3));
  });

  it('is refused when the shape is there and is not right', () => {
    const lazy = new LazyLinear(8);
    init.fill_(lazy.weight, init.values({ data: [1, 2] }), at);
    expect(() => lazy.forward(rand([2, 4]))).toThrow(
      expect.objectContaining({ code: 'INITIALIZER', op: '@nn/init:values' }) as NnError,
    );
  });
});
