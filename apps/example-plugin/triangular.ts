import { defineInitializer, type InitializerFactory, number, object, optional } from '@nn/init';

export interface TriangularParams {
  /** Half the width of the triangle. */
  readonly scale: number;
}

/**
 * The difference of two uniform numbers, times `scale`: values near 0 are the likeliest, none lies beyond ±scale. Standard deviation
 * scale / √6.
 */
export const triangular: InitializerFactory<TriangularParams, Partial<TriangularParams>> = defineInitializer({
  name: 'nn-init-triangular:triangular',
  version: 1,
  parameters: object({ scale: optional(number({ above: 0 }), 1) }),
  claim: ({ scale }) => ({
    dependence: 'iid',
    marginal: {
      law: 'custom',
      name: `triangular on ±${scale}`,
      mean: 0,
      variance: scale ** 2 / 6,
      kurtosis: 2.4,
      support: [-scale, scale],
      atoms: [],
      cdf: (x) => cdf(Math.min(Math.max(x / scale, -1), 1)),
    },
    // The uniform numbers have 24 bits: two of their differences are as rarely equal as two of so many values.
    lattice: 1.5 * 2 ** 24,
  }),
  fill({ scale }, { stream }, out) {
    const other = stream.fold('other').uniform(out.slice());
    stream.uniform(out);
    for (let i = 0; i < out.length; i++) out[i] = scale * (out[i]! - other[i]!);
  },
});

function cdf(x: number): number {
  return x < 0 ? (1 + x) ** 2 / 2 : 1 - (1 - x) ** 2 / 2;
}

declare module '@nn/init' {
  interface InitializerMap {
    'nn-init-triangular:triangular': Partial<TriangularParams>;
  }
}
