import { numelOf } from '@nn/core';
import { fillKeyedNormal } from '@nn/random';
import type { Claim } from '../initializer/claim.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
import type { BackendKernel } from '../initializer/definition.js';
import type { FillContext } from '../initializer/fill-context.js';
import { normal } from '../initializers/normal.js';
import { object } from '../schema/object.js';

type Fill = (context: FillContext, out: Float32Array | Float64Array) => void;
type Plain = InitializerFactory<unknown, unknown>;

const normalClaim: Claim = { marginal: { law: 'normal', mean: 0, std: 1 }, dependence: 'iid' };

/** An initializer that claims N(0, 1), or something else. */
function claiming(name: string, fill: Fill, claim: Claim = normalClaim): Plain {
  return defineInitializer({
    name: `faulty:${name}`,
    version: 1,
    parameters: object({}),
    claim: () => claim,
    fill: (_, context, out) => fill(context, out),
  }) as unknown as Plain;
}

/** One that is right, and has a kernel for the CPU beside. */
function withKernel(name: string, kernel: BackendKernel<unknown>): Plain {
  return defineInitializer({
    name: `faulty:${name}`,
    version: 1,
    parameters: object({}),
    claim: () => normalClaim,
    fill: (_, context, out) => right(context, out),
    kernels: { cpu: kernel },
  }) as unknown as Plain;
}

/** Draws N(0, 1) by the backend, in float32. */
const drawn: BackendKernel<unknown> = (_, { stream, spec }, out, { keyedRandom }) => {
  if (keyedRandom === undefined || spec.dtype !== 'float32') return false;
  const { key } = stream;
  const write = (first: number, part: Float32Array): void => fillKeyedNormal(part, { mean: 0, std: 1 }, key, first);
  keyedRandom([], { law: 'normal', parameters: [0, 1], key: key.words, first: 0, write }, [out]);
  return true;
};

const right: Fill = ({ stream }, out) => void stream.normal(out);

/** What is right, for comparison. */
export const faultless: Plain = claiming('none', right);
export const faultlessKernel: Plain = withKernel('no-kernel', drawn);

let calls = 0;
const bag = { count: 0 };

/** Initializers with one fault each, and what the failing check says of it. */
export const faults: readonly {
  readonly name: string;
  readonly factory: Plain;
  readonly finds: RegExp;
  readonly draws?: number;
  /** Its kernel leaves the drawing to the backend's. */
  readonly drawn?: boolean;
}[] = [
  {
    name: 'ignores its key',
    factory: claiming('key', ({ region }, out) => {
      const start = region.start.reduce((sum, i) => 31 * sum + i, 1);
      for (let i = 0; i < out.length; i++) out[i] = Math.sin(start + 1e4 * Math.cos(i));
    }),
    finds: /another path gives the same values/,
  },
  {
    name: 'ignores where its region begins',
    factory: claiming('offset', ({ spec, region, fill }, out) => {
      fill(normal(), 'all', out, { spec, region: { start: region.start.map(() => 0), size: region.size } });
    }),
    finds: /however it is divided/,
  },
  {
    name: 'writes beside its region',
    factory: claiming('beside', (context, out) => {
      right(context, out);
      const all =
        out instanceof Float64Array ? new Float64Array(out.buffer) : new Float32Array(out.buffer as ArrayBuffer);
      all[all.length - 1] = 0.5;
    }),
    finds: /beside its region/,
  },
  {
    name: 'forgets the last element',
    factory: claiming('last', (context, out) => {
      const before = out.at(-1)!;
      right(context, out);
      out[out.length - 1] = before;
    }),
    finds: /are what they were before/,
  },
  {
    name: 'has a kernel with one value off',
    drawn: true,
    factory: withKernel('kernel-value', (params, context, out, kernels) => {
      const written = drawn(params, context, out, kernels);
      kernels.fill([], { value: 0.5 }, [{ ...out, shape: [1], strides: [1] }]);
      return written;
    }),
    finds: /by its kernel for 'cpu'.*: \[\] in float32 are other numbers/,
  },
  {
    name: 'has a kernel that forgets the last element',
    drawn: true,
    factory: withKernel('kernel-last', (params, context, out, kernels) => {
      const shape = [numelOf(out.shape) - 1];
      return drawn(params, context, { ...out, shape, strides: [1] }, kernels);
    }),
    finds: /by its kernel for 'cpu'.*: .* are other numbers/,
  },
  {
    name: 'has a kernel that writes beyond',
    factory: withKernel('kernel-beyond', (params, context, out, kernels) => {
      const last = out.offset + numelOf(out.shape);
      kernels.fill([], { value: 0.5 }, [{ ...out, shape: [1], strides: [1], offset: last }]);
      return drawn(params, context, out, kernels);
    }),
    finds: /by its kernel for 'cpu'.*: it has written beside/,
  },
  {
    name: 'has a kernel that throws',
    factory: withKernel('kernel-throws', () => {
      throw new Error('no such device');
    }),
    finds: /kernels\.cpu of faulty:kernel-throws has thrown: no such device/,
  },
  {
    name: 'has a kernel that says nothing',
    factory: withKernel('kernel-answer', (() => {}) as unknown as BackendKernel<unknown>),
    finds: /has returned undefined, which is neither true nor false/,
  },
  {
    name: 'has a hidden state',
    factory: claiming('state', (context, out) => {
      right(context, out);
      calls++;
      out[0]! += calls * 1e-3;
    }),
    finds: /the second time/,
  },
  {
    name: 'draws from a global generator',
    factory: claiming('global', (_, out) => {
      for (let i = 0; i < out.length; i++)
        out[i] = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(6.2831853 * Math.random());
    }),
    finds: /Math\.random was called/,
  },
  {
    name: 'changes what it is told',
    factory: claiming('spec', (context, out) => {
      (context.spec as { groups: number }).groups++;
      right(context, out);
    }),
    finds: /changed by filling/,
  },
  {
    name: 'changes its parameters',
    factory: defineInitializer({
      name: 'faulty:params',
      version: 1,
      parameters: {
        parse: () => bag,
        toJSON: () => ({}),
        jsonSchema: { type: 'object', properties: {}, additionalProperties: false },
      },
      claim: () => normalClaim,
      fill(params: typeof bag, context, out) {
        params.count++;
        right(context, out);
      },
    }) as unknown as Plain,
    finds: /changed by filling/,
  },
  {
    name: 'claims a scale that is 2 % off',
    factory: claiming('scale', ({ stream }, out) => void stream.normal(out, { std: 1.02 })),
    finds: /variance is/,
    draws: 2 ** 17,
  },
  {
    name: 'claims a normal law and gives a uniform one',
    factory: claiming('law', ({ stream }, out) => void stream.uniform(out, { low: -Math.sqrt(3), high: Math.sqrt(3) })),
    finds: /Neyman|chi-square|Kolmogorov/,
  },
  {
    name: 'gives NaN now and then',
    factory: claiming('finite', (context, out) => {
      right(context, out);
      for (let i = 0; i < out.length; i++) if (out[i]! > 2) out[i] = Number.NaN;
    }),
    finds: /not finite/,
  },
  {
    name: 'uses one number for two parts',
    factory: claiming('shared', ({ stream, forEach }, out) => {
      const values = stream.normal(out.slice());
      forEach((position) => (out[position] = values[position - (position % 2)]!));
    }),
    finds: /serial correlation/,
  },
  {
    name: 'claims to leave nothing to chance',
    factory: claiming('chance', right, { ...normalClaim, dependence: 'deterministic' }),
    finds: /is claimed to be deterministic/,
  },
  {
    name: 'claims a law that cannot be',
    factory: claiming('possible', right, { marginal: { law: 'normal', mean: 0, std: -1 }, dependence: 'iid' }),
    finds: /a law expects std/,
  },
  {
    name: 'throws where it should refuse',
    factory: defineInitializer({
      name: 'faulty:throws',
      version: 1,
      parameters: {
        parse(value: unknown) {
          if (Object.keys(value as object).length > 0) throw new TypeError('what is this?');
          return {};
        },
        toJSON: () => ({}),
        jsonSchema: { type: 'object', properties: {}, additionalProperties: false },
      },
      claim: () => normalClaim,
      fill: (_, context, out) => right(context, out),
    }) as unknown as Plain,
    finds: /an error without a code/,
  },
];
