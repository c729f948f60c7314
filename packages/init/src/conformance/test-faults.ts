import type { Claim } from '../initializer/claim.js';
import { defineInitializer, type InitializerFactory } from '../initializer/define-initializer.js';
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

const right: Fill = ({ stream }, out) => void stream.normal(out);

/** What is right, for comparison. */
export const faultless: Plain = claiming('none', right);

let calls = 0;
const bag = { count: 0 };

/** Initializers with one fault each, and what the failing check says of it. */
export const faults: readonly {
  readonly name: string;
  readonly factory: Plain;
  readonly finds: RegExp;
  readonly draws?: number;
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
