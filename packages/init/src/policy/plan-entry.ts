import type { DType, KeyedRequest, ParameterView, Shape } from '@nn/core';
import type { StreamKey } from '@nn/random';
import type { Claim } from '../initializer/claim.js';
import { claimOf } from '../initializer/claim-of.js';
import type { Initializer } from '../initializer/initializer.js';
import { keyedRequest } from '../initializer/keyed-request.js';
import { type Packing, type Part, partsOf } from '../initializer/parts.js';
import { describeLaw } from '../law/describe.js';
import type { Law } from '../law/law.js';
import { stdOf } from '../law/model.js';
import type { PlannedFill } from './fill-all.js';

/**
 * What a plan does with a parameter: writes values; leaves a request with one that waits for its shape; nothing, because a rule says so, because
 * it has values already, or because no rule reaches it.
 */
export type PlanAction = 'fill' | 'remember' | 'keep' | 'skip' | 'none';

/** What was decided for a parameter. */
export interface Decision {
  /** The rule that won. */
  readonly rule: string | null;
  /** Every rule that matches, in the policy's order. */
  readonly matched: readonly string[];
  /** `null` where values stay as they are. */
  readonly initializer: Initializer | null;
  readonly packing: Packing;
  readonly action: PlanAction;
}

/** One line of a plan. Laws are worked out when they are asked for. */
export class PlanEntry implements Decision {
  readonly path: string;
  readonly aliases: readonly string[];
  readonly owners: readonly string[];
  /** `null` while a lazy layer waits for its first batch. */
  readonly shape: Shape | null;
  readonly dtype: DType;
  readonly rule: string | null;
  readonly matched: readonly string[];
  readonly initializer: Initializer | null;
  readonly packing: Packing;
  readonly action: PlanAction;
  /** The stream that it is filled from: that of the seed and the path. */
  readonly key: StreamKey;

  /** @internal */
  constructor(
    readonly view: ParameterView,
    seedKey: StreamKey,
    private readonly policy: string,
    { rule, matched, initializer, packing, action }: Decision,
  ) {
    this.path = view.path;
    this.aliases = view.aliases;
    this.owners = view.owners;
    this.shape = view.shape;
    this.dtype = view.dtype;
    this.rule = rule;
    this.matched = matched;
    this.initializer = initializer;
    this.packing = packing;
    this.action = action;
    this.key = seedKey.fold(view.path);
  }

  /** What is to be done to it; `null` where nothing is. */
  get fill(): PlannedFill | null {
    const request = this.action === 'fill' || this.action === 'remember' ? this.request() : null;
    return request === null ? null : { path: this.path, target: this.view.target, request };
  }

  /** What would fill it, whether that is to be done or not; `null` where a rule keeps its values, or none reaches it. */
  request(): KeyedRequest | null {
    const { initializer, packing, policy, path, rule, view, key } = this;
    if (initializer === null) return null;
    return keyedRequest(initializer, view, { key, packing, policy, path, ...(rule === null ? {} : { rule }) });
  }

  /** The matrices that are filled each by itself. Throws what the initializer refuses. */
  parts(): readonly Part[] {
    const { initializer, shape, view, dtype, key, packing } = this;
    return initializer === null || shape === null ? [] : partsOf(initializer, view, shape, dtype, key, packing);
  }

  /** The law of an element in words, as the initializer claims it, or of those of each part; `null` where it is not known (yet). */
  get law(): string | null {
    return this.tell((marginal) => {
      const shown = isLaw(marginal)
        ? describeLaw(marginal)
        : marginal.map(({ part, law }) => `${part}: ${describeLaw(law)}`).join('; ');
      const zeroRows = this.view.spec?.zeroRows ?? [];
      return zeroRows.length === 0 ? shown : `${shown}, zero in row ${zeroRows.join(', ')}`;
    });
  }

  /** The standard deviation of an element, zero rows aside; `null` where parts differ, or it is not known (yet). */
  get std(): number | null {
    return this.tell((marginal) => (isLaw(marginal) ? stdOf(marginal) : null));
  }

  /** A plan prints whatever is wrong with an initializer: what is refused is among the problems. */
  private tell<T>(of: (marginal: Claim['marginal']) => T): T | null {
    if (this.initializer === null || this.shape === null || this.shape.includes(0)) return null;
    try {
      return of(claimOf(this.initializer, this.parts()[0]!.spec).marginal);
    } catch {
      return null;
    }
  }
}

function isLaw(marginal: Claim['marginal']): marginal is Law {
  return !Array.isArray(marginal);
}
