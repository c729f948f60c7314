import type { PartLaw } from '../initializer/claim.js';
import type { Need } from '../initializer/definition.js';
import type { TensorSpec } from '../initializer/tensor-spec.js';
import type { Law } from '../law/law.js';

/** What an initializer of gate biases must be told. */
export const gateNeeds: readonly Need[] = ['blocks'];

/** Whether it is a bias of gates that have these names; if not, why. */
export function acceptsGates(names: readonly string[], { shape, blocks, role }: TensorSpec): true | string {
  const missing = names.find((name) => blocks?.includes(name) !== true);
  if (missing !== undefined) return `there is no gate '${missing}', but ${blocks?.join(', ') ?? 'none'}`;
  return (shape.length === 1 && (role === null || role === 'bias')) || 'it is no bias';
}

/** Where a gate's biases stand. */
export function gateRows(
  name: string,
  { shape, blocks }: TensorSpec,
): { readonly first: number; readonly rows: number } {
  const rows = shape[0]! / blocks!.length;
  return { first: blocks!.indexOf(name) * rows, rows };
}

/** The laws of all gates: those named, and 0 for the others. */
export function gateLaws(named: Readonly<Record<string, Law>>, spec: TensorSpec): readonly PartLaw[] {
  return spec.blocks!.map((part) => {
    const { first, rows } = gateRows(part, spec);
    const law: Law = named[part] ?? { law: 'point', value: 0 };
    return { part, law, includes: ([row]) => row! >= first && row! < first + rows };
  });
}
