import type { ParamSpec } from '@nn/core';
import { normal_ } from '@nn/init';
import type { Parameter } from '../../parameter.js';

/** @internal PyTorch's default of a table of rows: standard normal, then the padding row zero. */
export function drawTable(table: Parameter, paddingIdx: number | null): void {
  normal_(table);
  if (paddingIdx !== null) table.storage.complete(() => table.detach().select(0, paddingIdx).zero_());
}

/** @internal A table maps the number of a row, as a vector with a single 1, to the row. */
export function tableSpec(paddingIdx: number | null): ParamSpec {
  return {
    role: 'embedding',
    axes: { in: [0], out: [1] },
    ...(paddingIdx === null ? {} : { zeroRows: [paddingIdx] }),
    default: { law: 'normal', std: 1 },
  };
}
