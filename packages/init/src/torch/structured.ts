import type { Initializer } from '../initializer/initializer.js';
import { dirac as diracOf } from '../initializers/dirac.js';
import { identity } from '../initializers/identity.js';
import { orthogonal as orthogonalOf } from '../initializers/orthogonal.js';
import { sparse as sparseOf } from '../initializers/sparse.js';
import { readOptionsOfFixed } from '../options.js';

/** `torch.nn.init.eye_` */
export function eye(): Initializer {
  return identity();
}

/** `torch.nn.init.dirac_` */
export function dirac(options: { readonly groups?: number } = {}): Initializer {
  return diracOf(readOptionsOfFixed('torch.dirac', options, { groups: 1 }));
}

/** `torch.nn.init.orthogonal_`: all axes after the first count as one. */
export function orthogonal(options: { readonly gain?: number } = {}): Initializer {
  return orthogonalOf(readOptionsOfFixed('torch.orthogonal', options, { gain: 1 }));
}

/** `torch.nn.init.sparse_` */
export function sparse(options: { readonly sparsity: number; readonly std?: number }): Initializer {
  return sparseOf(options);
}
