import type { FillRequest, Origin, Provenance } from '@nn/core';
import type { ParameterState } from './state.js';

/** What made a parameter's values, or will make them, in words. */
export function shownFiller({ state, by, remembered }: ParameterState): string | null {
  if (state === 'deferred') return remembered === null ? "the layer's default" : shownRequest(remembered);
  return by === null || by.law === 'empty' ? null : shownFill(by.law, by.parameters, by.origin);
}

/** Whether the values are those of a plan, or were before training, or will be. */
export function isDone({ state, by, remembered }: ParameterState, planned: Origin): boolean {
  const waiting = remembered?.kind === 'keyed' ? remembered.origin : null;
  const there = state === 'planned' || state === 'trained' ? (by?.origin ?? null) : null;
  const origin = state === 'deferred' ? waiting : there;
  return origin !== null && mark(origin) === mark(planned);
}

function mark({ use, version, params, key, packed }: Origin): string {
  return JSON.stringify([use, version, params, key, packed]);
}

function shownRequest(request: FillRequest): string {
  return request.kind === 'keyed'
    ? shownFill(request.origin.use, request.origin.params, request.origin)
    : shownFill(request.law.name, request.parameters, null);
}

function shownFill(law: string, parameters: unknown, origin: Provenance['origin']): string {
  const rule = origin?.rule === undefined ? '' : ` by rule '${origin.rule}'`;
  const policy = origin?.policy === undefined ? '' : ` of '${origin.policy}'`;
  return `${law.replace('@nn/init:', '')}(${shownFields(parameters)})${rule}${policy}`;
}

/** `mean=0, std=0.02`: what fits in a line. */
function shownFields(parameters: unknown): string {
  const fields: [string, unknown][] =
    typeof parameters === 'object' && parameters !== null ? Object.entries(parameters) : [];
  return fields.map(([name, value]) => `${name}=${shownValue(value)}`).join(', ');
}

function shownValue(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  return typeof value === 'string' || typeof value === 'boolean' || value === null ? String(value) : '…';
}
