import type { ParameterView } from '@nn/core';
import type { StreamKey } from '@nn/random';
import { isFilled, stateOf } from '../coverage/state.js';
import { torchDefault } from '../initializers/torch-default.js';
import { type Decision, type PlanAction, PlanEntry } from './plan-entry.js';
import type { Policy } from './policy.js';
import { matches, type Rule, type RuleUse } from './rule.js';

/** What the policy says for every parameter. */
export function entriesOf(views: readonly ParameterView[], policy: Policy, seedKey: StreamKey): PlanEntry[] {
  return views.map((view) => {
    const matched = policy.rules.filter((rule) => matches(rule.match, view));
    return new PlanEntry(view, seedKey, policy.name, decisionFor(view, matched, policy));
  });
}

function decisionFor(view: ParameterView, matched: readonly Rule[], policy: Policy): Decision {
  const rule = matched.at(-1);
  const { unmatched } = policy;
  const use = rule?.use ?? (unmatched === 'error' ? null : unmatched);
  return {
    rule: rule?.id ?? null,
    matched: matched.map(({ id }) => id),
    initializer: initializerOf(use),
    packing: rule?.packing ?? 'per-block',
    action: actionOf(view, use, policy),
  };
}

function initializerOf(use: RuleUse | null): Decision['initializer'] {
  if (use === null || use === 'keep') return null;
  return use === 'default' ? torchDefault() : use;
}

function actionOf(view: ParameterView, use: RuleUse | null, { initialized }: Policy): PlanAction {
  if (use === null) return 'none';
  if (use === 'keep') return 'keep';
  if (initialized === 'skip' && isFilled(stateOf(view))) return 'skip';
  return view.shape === null ? 'remember' : 'fill';
}
