import { NnError } from '@nn/core';

/**
 * @internal A glob over paths like `encoder.layers.0.weight`: `*` is any piece of one name, `?` one character, `**` any number of names,
 * `{a,b}` either.
 *
 * @throws NnError 'OPTION' for braces that do not close
 */
export function pathPattern(pattern: string, op: string): RegExp {
  let source = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (pattern.startsWith('**.', at) && (at === 0 || pattern[at - 1] === '.')) {
      source += '(?:[^.]+\\.)*';
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      source += '.+';
      at++;
    } else if (char === '*') source += '[^.]*';
    else if (char === '?') source += '[^.]';
    else if (char === '{') {
      source += '(?:';
      depth++;
    } else if (char === '}' && depth > 0) {
      source += ')';
      depth--;
    } else if (char === ',' && depth > 0) source += '|';
    else source += char.replace(/[\\^$+()[\]|.{}]/, String.raw`\$&`);
  }
  if (depth === 0) return new RegExp(`^${source}$`);
  throw new NnError('OPTION', `pattern '${pattern}' has a brace that does not close`, { op, details: { pattern } });
}
