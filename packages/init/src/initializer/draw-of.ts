import { askPlugin } from './ask-plugin.js';
import type { Draw } from './definition.js';
import type { Initializer } from './initializer.js';
import type { TensorSpec } from './tensor-spec.js';

/** What the framework is to draw; `null` for an initializer that computes its values itself. */
export function drawOf(of: Initializer, spec: TensorSpec): Draw | null {
  const { definition, params } = of;
  return 'draw' in definition ? askPlugin(of, 'draw', () => definition.draw(params, spec)) : null;
}
