import { type DType, dtypes, type Json, type NetworkView, NnError } from '@nn/core';
import type { InitializerConfig } from '../initializer/initializer.js';
import { initializerFromJSON } from '../initializer/initializer-from-json.js';
import { choice } from '../schema/choice.js';
import { list } from '../schema/list.js';
import { number } from '../schema/number.js';
import { object } from '../schema/object.js';
import type { Schema } from '../schema/schema.js';
import { checkStream } from './check-stream.js';
import { policyFromJSON } from './define-policy.js';
import { differences } from './differences.js';
import { fieldsOf, refusedAs } from './format.js';
import { Plan } from './plan.js';
import { planFormat, type PlanRecord } from './plan-json.js';
import { anyJson, nullable, pattern, text } from './texts.js';

const op = 'restorePlan';

const initializer: Schema<PlanRecord['initializer'], unknown> = {
  // As this version writes it: the order of fields may have got lost.
  parse: (value, { path }) => initializerFromJSON(value as InitializerConfig, path).toJSON(),
  toJSON: (config) => config,
  jsonSchema: { type: 'object' },
};

const planSchema = object({
  stream: text,
  seed: pattern(/^\d{1,20}$/, 'a seed in decimal digits'),
  policy: anyJson,
  entries: list(
    object({
      path: text,
      shape: nullable(list(number({ min: 0, integer: true }))),
      dtype: choice(Object.keys(dtypes) as DType[]),
      rule: nullable(text),
      initializer: nullable(initializer),
      packing: choice(['per-block', 'whole']),
      key: pattern(/^[0-9a-f]{32}$/, 'a key of 32 hexadecimal digits'),
    }),
  ),
});

/**
 * The plan that JSON tells of, for a network that must be what was planned: the same parameters, and for each the same shape (one that is not
 * known yet fits any), dtype, rule, initializer and key. So what it fills is bit for bit what the saved plan fills.
 *
 * @throws NnError 'PLAN' for another network, naming all that differs; for another format or a newer version of this one; and for keyed
 * streams of another version. What `policyFromJSON` throws
 * @example
 * import { init, Linear } from '@nn/nn';
 *
 * const undo = init.registerInitializers(init.normal);
 * const plan = init.plan(new Linear(4, 2), { name: 'example', rules: [{ match: '**', use: init.normal() }] }, { seed: 7 });
 * const saved = JSON.stringify(plan);
 * init.restorePlan(new Linear(4, 2), JSON.parse(saved)).seed; // 7n
 * undo();
 */
export function restorePlan(net: NetworkView, json: Json): Plan {
  const fields = fieldsOf(json, planFormat, 'PLAN', op);
  const { stream, seed, policy, entries } = refusedAs('PLAN', op, () => planSchema.parse(fields, { op, path: '' }));
  checkStream(stream, op);
  const plan = new Plan(net, policyFromJSON(policy), BigInt(seed));
  const changes = differences(entries, plan.toJSON().entries);
  if (changes.length === 0) return plan;
  throw new NnError('PLAN', `plan '${plan.policy.name}' is of another network:\n- ${changes.join('\n- ')}`, {
    op,
    details: { changes },
    advice: 'To use its policy here, call plan(net, policyFromJSON(json.policy)).',
  });
}
