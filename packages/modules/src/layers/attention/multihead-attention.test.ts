import { gradcheck, gradgradcheck } from '@nn/autograd/gradcheck';
import { manualSeed, ones, rand, randn, tensor, type Tensor, zeros } from '@nn/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaledDotProductAttention } from '../../functional/scaled-dot-product-attention.js';
import { mixed } from '../../mixed.test-support.js';
import { refusal, valuesOf } from '../../test-support.js';
import { type AttentionOptions, MultiheadAttention } from './multihead-attention.js';

const float64 = { dtype: 'float64' } as const;

type Matrix = number[][];

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** softmax(q kᵀ / √d + mask) v by loops; `allowed` and `added` say what a query makes of a key. */
function slowAttention(
  q: Matrix,
  k: Matrix,
  v: Matrix,
  added: (query: number, key: number) => number,
): { output: Matrix; weights: Matrix } {
  const weights = q.map((query, i) => {
    const scores = k.map((key, j) => dot(query, key) / Math.sqrt(query.length) + added(i, j));
    const exps = scores.map((score) => Math.exp(score));
    const total = exps.reduce((sum, x) => sum + x, 0);
    return exps.map((x) => x / total);
  });
  return {
    weights,
    output: weights.map((row) =>
      v[0]!.map((_, f) =>
        dot(
          row,
          v.map((value) => value[f]!),
        ),
      ),
    ),
  };
}

function expectClose(actual: Tensor, expected: unknown): void {
  const flat = (expected as unknown[]).flat(9) as number[];
  const values = valuesOf(actual);
  expect(values.length).toBe(flat.length);
  values.forEach((value, i) => expect(value).toBeCloseTo(flat[i]!, 10));
}

/** A whole layer by loops, one batch element: what comes out, and each head's weights. */
function slowLayer(
  layer: MultiheadAttention,
  x: readonly [Matrix, Matrix, Matrix],
  added: (head: number, query: number, key: number) => number,
): { output: Matrix; weights: Matrix[] } {
  const { embedDim: e, numHeads: heads } = layer;
  const rows = (p: Tensor): Matrix => p.detach().toArraySync();
  const own =
    layer.in_proj_weight === null
      ? [layer.q_proj_weight!, layer.k_proj_weight!, layer.v_proj_weight!].map(rows)
      : [0, 1, 2].map((i) => rows(layer.in_proj_weight!).slice(i * e, (i + 1) * e));
  const bias = layer.in_proj_bias === null ? new Array<number>(3 * e).fill(0) : valuesOf(layer.in_proj_bias);
  const projected = x.map((matrix, i) => matrix.map((row) => own[i]!.map((w, o) => dot(w, row) + bias[i * e + o]!)));
  if (layer.bias_k !== null) {
    projected[1]!.push(valuesOf(layer.bias_k));
    projected[2]!.push(valuesOf(layer.bias_v!));
  }
  if (layer.addZeroAttn) for (const i of [1, 2]) projected[i]!.push(new Array<number>(e).fill(0));
  const size = e / heads;
  const parts = Array.from({ length: heads }, (_, h) => {
    const [q, k, v] = projected.map((matrix) => matrix.map((row) => row.slice(h * size, (h + 1) * size))) as [
      Matrix,
      Matrix,
      Matrix,
    ];
    return slowAttention(q, k, v, (i, j) => added(h, i, j));
  });
  const joined = x[0].map((_, i) => parts.flatMap(({ output }) => output[i]!));
  const outBias = layer.out_proj.bias === null ? new Array<number>(e).fill(0) : valuesOf(layer.out_proj.bias);
  const output = joined.map((row) => rows(layer.out_proj.weight).map((w, o) => dot(w, row) + outBias[o]!));
  return { output, weights: parts.map(({ weights }) => weights) };
}

/** A layer whose biases are not the zeros of the default. */
function layerOf(heads: number, options: ConstructorParameters<typeof MultiheadAttention>[2] = {}): MultiheadAttention {
  const layer = new MultiheadAttention(4, heads, { ...float64, ...options });
  for (const parameter of layer.parameters()) parameter.detach().uniform_(-1, 1);
  return layer;
}

describe('MultiheadAttention', () => {
  it('does what the formula says, whatever the options', () => {
    const cases = fc.record({
      heads: fc.constantFrom(1, 2, 4),
      batchFirst: fc.boolean(),
      bias: fc.boolean(),
      addBiasKv: fc.boolean(),
      addZeroAttn: fc.boolean(),
      kdim: fc.constantFrom(3, 4),
      same: fc.boolean(),
      isCausal: fc.boolean(),
      average: fc.boolean(),
      padding: fc.constantFrom('none', 'bool', 'float'),
      mask: fc.constantFrom('none', 'bool', 'uint8', 'float', '3d'),
    });
    fc.assert(
      fc.property(
        cases,
        ({ heads, batchFirst, bias, addBiasKv, addZeroAttn, kdim, same, isCausal, average, padding, mask }) => {
          const [batch, queries] = [2, 3];
          const keys = same ? queries : 4;
          const layer = layerOf(heads, {
            batchFirst,
            bias,
            addBiasKv,
            addZeroAttn,
            ...(same ? {} : { kdim, vdim: 4 }),
          });
          const query = randn(batchFirst ? [batch, queries, 4] : [queries, batch, 4], float64);
          const key = same ? query : randn(batchFirst ? [batch, keys, kdim] : [keys, batch, kdim], float64);
          const value = same ? query : randn(batchFirst ? [batch, keys, 4] : [keys, batch, 4], float64);
          // The first key stays in sight of all.
          const hidden = rand([batch, keys])
            .gt(0.6)
            .mul(tensor([false, ...new Array<boolean>(keys - 1).fill(true)]));
          const [rows, first] = mask === '3d' ? [[batch * heads, queries, keys], 3] : [[queries, keys], 2];
          const forbidden = rand(rows)
            .gt(0.6)
            .mul(tensor([false, ...new Array<boolean>(keys - 1).fill(true)]));
          const keyNumbers = randn([batch, keys], float64);
          const maskNumbers = randn(rows, float64);
          const options: AttentionOptions = {
            isCausal,
            averageAttnWeights: average,
            keyPaddingMask: { none: null, bool: hidden.to('bool'), float: keyNumbers }[padding],
            attnMask: {
              none: null,
              bool: forbidden.to('bool'),
              uint8: forbidden.to('uint8'),
              float: maskNumbers,
              '3d': forbidden.to('bool'),
            }[mask],
          };
          const [output, weights] = layer.forward(query, key, value, options);
          const axis = batchFirst ? 0 : 1;
          for (let b = 0; b < batch; b++) {
            const read = (x: Tensor): number => x.itemSync();
            const expected = slowLayer(
              layer,
              [query, key, value].map((x) => x.select(axis, b).toArraySync()) as [Matrix, Matrix, Matrix],
              (head, i, j) => {
                if (j >= keys) return 0;
                let sum = isCausal && j > i ? -Infinity : 0;
                if (padding === 'bool' && read(hidden.at(b, j)) > 0) sum = -Infinity;
                if (padding === 'float') sum += read(keyNumbers.at(b, j));
                const at = (x: Tensor): number => read(first === 3 ? x.at(b * heads + head, i, j) : x.at(i, j));
                if (mask === 'float') sum += at(maskNumbers);
                else if (mask !== 'none' && at(forbidden) > 0) sum = -Infinity;
                return sum;
              },
            );
            expectClose(output.select(axis, b), expected.output);
            const mean = expected.weights[0]!.map((row, i) =>
              row.map((_, j) => expected.weights.reduce((sum, w) => sum + w[i]![j]!, 0) / heads),
            );
            expectClose(weights!.at(b), average ? mean : expected.weights);
          }
        },
      ),
      { seed: 42, numRuns: 60 },
    );
  }, 60_000);

  it('takes one sequence without a batch', () => {
    for (const batchFirst of [false, true]) {
      const layer = layerOf(2, { batchFirst });
      const [q, k] = [randn([3, 4], float64), randn([5, 4], float64)];
      const keyPaddingMask = tensor([false, false, true, false, true]);
      const [output, weights] = layer.forward(q, k, k, { keyPaddingMask });
      const axis = batchFirst ? 0 : 1;
      const [batched, same] = layer.forward(q.unsqueeze(axis), k.unsqueeze(axis), k.unsqueeze(axis), {
        keyPaddingMask: keyPaddingMask.unsqueeze(0),
      });
      expect([output.shape, weights!.shape]).toEqual([
        [3, 4],
        [3, 5],
      ]);
      expect(output.equal(batched.squeeze(axis))).toBe(true);
      expect(weights!.equal(same!.squeeze(0))).toBe(true);
    }
  });

  it('gives no weights where they are not wanted', () => {
    const x = rand([3, 2, 4]);
    expect(new MultiheadAttention(4, 2).forward(x, x, x, { needWeights: false })[1]).toBeNull();
  });

  it('drops attention weights while training', () => {
    const layer = new MultiheadAttention(4, 2, { dropout: 1 });
    const x = rand([3, 2, 4]);
    expect(layer.forward(x, x, x)[0].equal(zeros([3, 2, 4]))).toBe(true);
    expect(
      layer
        .eval()
        .forward(x, x, x)[0]
        .equal(zeros([3, 2, 4])),
    ).toBe(false);
  });

  it('has the derivatives of its values, also the second ones', () => {
    manualSeed(1);
    const layer = layerOf(2, { addBiasKv: true });
    const make = (shape: number[]): Tensor => randn(shape, { ...float64, requiresGrad: true });
    const run = (q?: Tensor, k?: Tensor, v?: Tensor): Tensor =>
      mixed(layer.forward(q!, k!, v!, { isCausal: true }) as [Tensor, Tensor]);
    expect(gradcheck(run, [make([2, 1, 4]), make([3, 1, 4]), make([3, 1, 4]), ...layer.parameters()])).toBe(true);
    expect(gradgradcheck(run, [make([2, 1, 4]), make([2, 1, 4]), make([2, 1, 4])])).toBe(true);
  });

  it('has the keys of PyTorch in their order', () => {
    expect([...new MultiheadAttention(4, 2, { addBiasKv: true }).stateDict().keys()]).toEqual([
      'in_proj_weight',
      'in_proj_bias',
      'bias_k',
      'bias_v',
      'out_proj.weight',
      'out_proj.bias',
    ]);
    expect([...new MultiheadAttention(4, 2, { kdim: 3, bias: false }).stateDict().keys()]).toEqual([
      'q_proj_weight',
      'k_proj_weight',
      'v_proj_weight',
      'out_proj.weight',
    ]);
    expect(new MultiheadAttention(4, 2).paramSpecs()['in_proj_weight']?.blocks).toEqual(['q', 'k', 'v']);
  });

  it.each([
    [{}, [[3], [3], [3]], 'query should be unbatched 2D or batched 3D tensor but received 1-D query tensor'],
    [
      {},
      [
        [3, 2, 4],
        [3, 4],
        [3, 4],
      ],
      'For batched (3-D) `query`, expected `key` and `value` to be 3-D but found 2-D and 2-D tensors respectively',
    ],
    [
      {},
      [
        [3, 2, 5],
        [3, 2, 4],
        [3, 2, 4],
      ],
      'was expecting embedding dimension of 4, but got 5',
    ],
    [
      {},
      [
        [3, 2, 4],
        [3, 2, 4],
        [4, 2, 4],
      ],
      'key shape [3, 2, 4] does not match value shape [4, 2, 4]',
    ],
    [
      {},
      [
        [3, 2, 4],
        [3, 3, 4],
        [3, 3, 4],
      ],
      'the batch sizes of query [3, 2, 4] and key [3, 3, 4] differ',
    ],
    [
      { attnMask: zeros([3, 2]) },
      [
        [3, 2, 4],
        [3, 2, 4],
        [3, 2, 4],
      ],
      'The shape of the 2D attn_mask is [3, 2], but should be (3, 3).',
    ],
    [
      { attnMask: zeros([2, 3, 3]) },
      [
        [3, 2, 4],
        [3, 2, 4],
        [3, 2, 4],
      ],
      'The shape of the 3D attn_mask is [2, 3, 3], but should be (4, 3, 3).',
    ],
    [
      { attnMask: zeros([3]) },
      [
        [3, 2, 4],
        [3, 2, 4],
        [3, 2, 4],
      ],
      'For batched (3-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found 1-D tensor instead',
    ],
    [
      { keyPaddingMask: zeros([3]) },
      [
        [3, 2, 4],
        [3, 2, 4],
        [3, 2, 4],
      ],
      'For batched (3-D) `query`, expected `key_padding_mask` to be `None` or 2-D but found 1-D tensor instead',
    ],
    [
      { keyPaddingMask: zeros([3, 2]) },
      [
        [3, 2, 4],
        [3, 2, 4],
        [3, 2, 4],
      ],
      'expecting key_padding_mask shape of (2, 3), but got [3, 2]',
    ],
    [
      { keyPaddingMask: zeros([2, 3], { dtype: 'int64' }) },
      [
        [3, 2, 4],
        [3, 2, 4],
        [3, 2, 4],
      ],
      'only bool and floating types of key_padding_mask are supported',
    ],
  ] as const)('refuses what does not fit, in the words of PyTorch: %#', (options, shapes, sentence) => {
    const layer = new MultiheadAttention(4, 2, { dropout: 0.5 });
    const [q, k, v] = shapes.map((shape) => zeros(shape)) as [Tensor, Tensor, Tensor];
    const error = refusal(() => layer.forward(q, k, v, options as AttentionOptions));
    expect(error.message).toContain(sentence);
    expect(error.message).toContain('MultiheadAttention');
  });

  it('refuses heads that do not divide the features', () => {
    expect(refusal(() => new MultiheadAttention(5, 2)).message).toContain('embed_dim must be divisible by num_heads');
  });
});

describe('scaledDotProductAttention', () => {
  it('does what the formula says', () => {
    const [q, k, v] = [randn([2, 3, 4], float64), randn([2, 5, 4], float64), randn([2, 5, 6], float64)] as const;
    const allowed = rand([3, 5])
      .gt(0.5)
      .logicalOr(tensor([true, false, false, false, false]));
    const numbers = randn([2, 1, 5], float64);
    for (let b = 0; b < 2; b++) {
      const [qs, ks, vs] = [q, k, v].map((x) => x.at(b).toArraySync()) as [Matrix, Matrix, Matrix];
      const expected = (added: (i: number, j: number) => number): Matrix => slowAttention(qs, ks, vs, added).output;
      expectClose(
        scaledDotProductAttention(q, k, v).at(b),
        expected(() => 0),
      );
      expectClose(
        scaledDotProductAttention(q, k, v, { isCausal: true }).at(b),
        expected((i, j) => (j > i ? -Infinity : 0)),
      );
      expectClose(
        scaledDotProductAttention(q, k, v, { attnMask: allowed }).at(b),
        expected((i, j) => (allowed.at(i, j).itemSync() === 0 ? -Infinity : 0)),
      );
      expectClose(
        scaledDotProductAttention(q, k, v, { attnMask: numbers }).at(b),
        expected((_, j) => numbers.at(b, 0, j).itemSync()),
      );
      expectClose(
        scaledDotProductAttention(q.mul(2), k, v, { scale: 0.25 }).at(b),
        expected(() => 0),
      );
    }
  });

  it('drops weights', () => {
    const x = ones([2, 2]);
    expect(scaledDotProductAttention(x, x, x, { dropoutP: 1 }).equal(zeros([2, 2]))).toBe(true);
  });

  it('has the derivatives of its values', () => {
    manualSeed(2);
    const make = (): Tensor => randn([2, 3], { ...float64, requiresGrad: true });
    expect(
      gradcheck(
        (q, k, v, mask) => scaledDotProductAttention(q!, k!, v!, { attnMask: mask! }),
        [make(), make(), make(), randn([2, 2], { ...float64, requiresGrad: true })],
      ),
    ).toBe(true);
  });

  it.each([
    [
      () => scaledDotProductAttention(zeros([3]), zeros([3]), zeros([3])),
      'SHAPE',
      'Expected query, key, and value to all be at least 2 dimensional',
    ],
    [
      () => scaledDotProductAttention(zeros([2, 3]), zeros([2, 4]), zeros([2, 4])),
      'SHAPE',
      'query, key and value do not fit each other',
    ],
    [
      () =>
        scaledDotProductAttention(zeros([2, 3]), zeros([2, 3]), zeros([2, 3]), {
          isCausal: true,
          attnMask: zeros([2, 2]),
        }),
      'OPTION',
      'Explicit attn_mask should not be set when is_causal=True',
    ],
    [
      () =>
        scaledDotProductAttention(zeros([2, 3]), zeros([2, 3]), zeros([2, 3]), {
          attnMask: zeros([2, 2], { dtype: 'int64' }),
        }),
      'DTYPE',
      'only bool and floating types of attn_mask are supported',
    ],
  ] as const)('refuses what does not fit: %#', (run, code, sentence) => {
    const error = refusal(run);
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
  });
});
