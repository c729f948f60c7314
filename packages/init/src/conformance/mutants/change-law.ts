import type { Law } from '../../law/law.js';

/** The law with its first part of this kind changed, wherever it stands; `null` where there is none, or where `change` gives none. */
export function changeFirst<Name extends Law['law']>(
  law: Law,
  name: Name,
  change: (found: Extract<Law, { readonly law: Name }>) => Law | null,
): Law | null {
  if (law.law === name) return change(law as Extract<Law, { readonly law: Name }>);
  switch (law.law) {
    case 'affine':
    case 'clamp':
    case 'truncate': {
      const of = changeFirst(law.of, name, change);
      return of === null ? null : { ...law, of };
    }
    case 'mixture': {
      for (const [i, part] of law.parts.entries()) {
        const of = changeFirst(part.of, name, change);
        if (of !== null) return { law: 'mixture', parts: law.parts.with(i, { ...part, of }) };
      }
      return null;
    }
    case 'point':
    case 'uniform':
    case 'normal':
    case 'truncatedNormal':
    case 'logOfUniform':
    case 'sphere':
    case 'custom':
      return null;
  }
}
