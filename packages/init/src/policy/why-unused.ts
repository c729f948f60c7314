import type { ParameterView } from '@nn/core';
import { closest } from '../closest.js';
import { pathGlob, type PathGlob } from './path-glob.js';
import { type Conditions, holds, type Match } from './rule.js';

/** Why a rule matches nothing in this network, and what was probably meant. */
export function whyUnused(match: Match, views: readonly ParameterView[]): string {
  if (views.length === 0) return 'The network has no parameters.';
  return match.map((conditions) => whyNone(conditions, views)).join(' ');
}

function whyNone(match: Conditions, views: readonly ParameterView[]): string {
  const reasons = [
    ...(match.path ?? []).flatMap((glob) =>
      views.some(({ path }) => glob.matches(path)) ? [] : whyNoPath(glob, views),
    ),
    ...missing(match.owner, 'class', ownersIn(views)),
    ...missing(match.role, 'role', unique(views.flatMap(({ spec }) => spec?.role ?? []))),
    ...missing(match.tag, 'tag', unique(views.flatMap(({ spec }) => spec?.tags ?? []))),
    ...(match.layer === null || views.some((view) => holds.layer(match.layer!, view))
      ? []
      : [whyNoLayer(match.layer, views)]),
  ];
  if (reasons.length > 0) return reasons.join(' ');
  const given = (['path', 'owner', 'role', 'tag', 'layer'] as const).filter((name) => match[name] !== null);
  const counts = given.map(
    (name) => `${name} ${views.filter((view) => holds[name](match[name] as never, view)).length}`,
  );
  return `Taken alone, ${counts.join(', ')} parameters match, but none matches all of it.`;
}

function whyNoPath(glob: PathGlob, views: readonly ParameterView[]): string {
  const { pattern } = glob;
  for (const { path, aliases } of views) {
    const alias = aliases.find((one) => glob.matches(one));
    if (alias !== undefined) return `'${alias}' is tied: the parameter's own path is '${path}'.`;
  }
  const candidates = [
    { other: `**.${pattern}`, why: 'A pattern stands for whole paths' },
    { other: `${pattern}.**`, why: 'It names a module' },
  ];
  for (const { other, why } of candidates) {
    const count = countOf(other, views);
    if (count > 0) return `${why}: '${other}' matches ${count} parameter${count === 1 ? '' : 's'}.`;
  }
  const meant = respelt(pattern, views);
  if (meant !== null) return `Did you mean '${meant}'?`;
  return `Nothing looks like '${pattern}'; there is, for example, '${views[0]!.path}'.`;
}

function whyNoLayer(globs: readonly PathGlob[], views: readonly ParameterView[]): string {
  const layers = unique(views.flatMap(({ layer }) => layer ?? []));
  const wanted = globs.map(({ pattern }) => `'${pattern}'`).join(' or ');
  const hint =
    layers.length === 0 ? 'No module declares a stack by stacks().' : `There is, for example, '${layers[0]}'.`;
  return `No layer of a stack is ${wanted}. ${hint}`;
}

/** The pattern with each name that the network does not have replaced by one that it has. */
function respelt(pattern: string, views: readonly ParameterView[]): string | null {
  const names = unique(views.flatMap(({ path }) => path.split('.')));
  const guess = pattern.split('.').map((name) => {
    if (/[*?[\]{}\\]/.test(name) || names.includes(name)) return name;
    return closest(name, names) ?? name;
  });
  const meant = guess.join('.');
  return meant !== pattern && countOf(meant, views) > 0 ? meant : null;
}

function countOf(pattern: string, views: readonly ParameterView[]): number {
  try {
    const glob = pathGlob(pattern);
    return views.filter(({ path }) => glob.matches(path)).length;
  } catch {
    return 0;
  }
}

function missing(wanted: readonly string[] | null, what: string, there: readonly string[]): string[] {
  if (wanted === null || wanted.some((name) => there.includes(name))) return [];
  const shown = wanted.map((name) => `'${name}'`).join(' or ');
  const meant = wanted.map((name) => closest(name, there)).find((name) => name !== null);
  const known = there
    .slice(0, 8)
    .map((name) => `'${name}'`)
    .join(', ');
  const hint =
    meant === undefined ? (known === '' ? 'There is none at all.' : `There is ${known}.`) : `Did you mean '${meant}'?`;
  return [`No parameter has the ${what} ${shown}. ${hint}`];
}

/** The class of each owner before those that it extends: what was probably meant is the nearer one. */
function ownersIn(views: readonly ParameterView[]): string[] {
  const nearest = views.flatMap(({ owners }) => owners.slice(0, 1));
  return unique([...nearest, ...views.flatMap(({ owners }) => owners)]);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
