import { NnError } from '@nn/core';
import { askPlugin } from './ask-plugin.js';
import { checkInitializer } from './check-initializer.js';
import { checkDraw } from './check-draw.js';
import { drawOf } from './draw-of.js';
import type { Need } from './definition.js';
import type { Initializer } from './initializer.js';
import { checkTensorSpec, type TensorSpec } from './tensor-spec.js';

/** What an initializer must be told, and the initializers that it is composed of. */
export function needsOf({ definition, params }: Initializer): readonly Need[] {
  const { needs = [] } = definition;
  return [...needs, ...(definition.parts?.(params) ?? []).flatMap(needsOf)];
}

/** Whether an initializer gets a packed parameter in one piece, whatever the packing. */
export function takesWhole(of: Initializer): boolean {
  return needsOf(of).some((need) => need === 'blocks' || need === 'whole');
}

/** Refuses a tensor that the initializer needs to know more of, or is not for. A tensor without elements is for all. */
export function checkAccepts(of: Initializer, spec: TensorSpec): void {
  if (spec.shape.includes(0)) return;
  const { definition, params } = of;
  const { name } = definition;
  checkNeeds(of, spec);
  const answer = askPlugin(of, 'accepts', () => definition.accepts?.(params, spec) ?? true);
  if (answer === true) return;
  throw new NnError('INITIALIZER', `${name} cannot fill a tensor of shape [${spec.shape.join(', ')}]: ${answer}`, {
    op: name,
    details: { shape: spec.shape },
  });
}

/** Refuses where nobody has declared what the initializer needs to know. */
export function checkNeeds(of: Initializer, known: Readonly<Record<Exclude<Need, 'whole'>, unknown>>): void {
  const missing = needsOf(of).find((need) => need !== 'whole' && (known[need] ?? null) === null) as
    | keyof typeof told
    | undefined;
  if (missing === undefined) return;
  const { name } = of.definition;
  const them = missing === 'fans' || missing === 'blocks';
  throw new NnError('INITIALIZER', `${name} needs ${told[missing]}, and nobody has declared ${them ? 'them' : 'it'}`, {
    op: name,
    details: { need: missing },
    advice: `Declare ${field[missing]} in the paramSpecs() of the module.`,
  });
}

/** Whether an initializer would fill such a tensor, numbers included; if not, why. What a composition answers for its parts. */
export function acceptance(of: Initializer, spec: TensorSpec): true | string {
  checkInitializer('acceptance', of);
  checkTensorSpec('acceptance', spec);
  try {
    checkAccepts(of, spec);
    const draw = spec.shape.includes(0) ? null : drawOf(of, spec);
    if (draw !== null) checkDraw(draw, spec);
    return true;
  } catch (error) {
    if (error instanceof NnError) return error.sentence;
    throw error;
  }
}

const told = {
  fans: 'the fans of the tensor',
  blocks: 'the blocks of a packed tensor',
  depth: 'the depth of the layer',
  default: "the layer's own default",
} as const;

const field = {
  fans: '{ axes: { in, out } }',
  blocks: '{ blocks }',
  depth: '{ depth }',
  default: '{ default }',
} as const;
