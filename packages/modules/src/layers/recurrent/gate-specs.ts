import type { ParamSpec } from '@nn/core';

/** @internal PyTorch's bound of every parameter of a recurrent layer: 1/√hidden. */
export function recurrentBound(hiddenSize: number): number {
  return hiddenSize > 0 ? 1 / Math.sqrt(hiddenSize) : 0;
}

/** @internal What initializers are told of the parameters of a recurrent layer or cell. Rows of weights and biases are those of the gates. */
export function gateSpecs(
  gates: readonly string[],
  hiddenSize: number,
): { readonly weight: ParamSpec; readonly bias: ParamSpec; readonly projection: ParamSpec } {
  const blocks = gates.length > 1 ? { blocks: gates } : {};
  const law = { default: { law: 'uniform', bound: recurrentBound(hiddenSize) } } as const;
  const map = { role: 'weight', axes: { in: [1], out: [0] }, ...law } as const;
  return { weight: { ...map, ...blocks }, bias: { role: 'bias', ...blocks, ...law }, projection: map };
}

/** @internal The same of a layer without gates, which knows what follows its maps. */
export function followedBy(name: string, specs: Readonly<Record<string, ParamSpec>>): Record<string, ParamSpec> {
  const entries = Object.entries(specs).map(([field, spec]) => [
    field,
    spec.role === 'weight' ? { ...spec, activation: { name } } : spec,
  ]);
  return Object.fromEntries(entries) as Record<string, ParamSpec>;
}
