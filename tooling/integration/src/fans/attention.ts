import { MultiheadAttention, noGrad, ones, type Parameter, type Tensor, tensor, zeros } from '@nn/nn';
import { basis, type Counted, count, outcomes, type Outcomes, rowsOf } from './dependence.js';

/** The fans of the three input weights, packed or not. (The output projection is a linear layer of its own.) */
export function attentionFans(module: MultiheadAttention): Record<string, Counted> {
  const packed = module.in_proj_weight !== null;
  const name = (part: string): string => (packed ? `in_proj_weight:${part}` : `${part}_proj_weight`);
  return {
    [name('q')]: count(scoreOutcomes(module, 'q')),
    [name('k')]: count(scoreOutcomes(module, 'k')),
    [name('v')]: count(valueOutcomes(module)),
  };
}

/** With one key there is nothing to choose: the output is the value, if the output projection hands it on. */
function valueOutcomes(module: MultiheadAttention): Outcomes {
  const { embedDim, kdim, vdim } = module;
  const { twin, write } = closed(module);
  write('v', () => true);
  const batch = vdim + 1;
  const values = basis(vdim).unsqueeze(0);
  const [output] = twin.forward(zeros([1, batch, embedDim]), zeros([1, batch, kdim]), values);
  return outcomes(rowsOf(output.at(0)));
}

/** Unit by unit: where only unit u of the other side is not zero, the choice between two keys shows what unit u of this side is. */
function scoreOutcomes(module: MultiheadAttention, side: 'q' | 'k'): Outcomes {
  const { embedDim, kdim, vdim } = module;
  const features = side === 'q' ? embedDim : kdim;
  const batch = features + 1;
  const byUnit = Array.from({ length: embedDim }, (_, unit) => {
    const { twin, write } = closed(module);
    write(side, () => true);
    write(side === 'q' ? 'k' : 'q', (row) => row === unit);
    const changing = basis(features).unsqueeze(0);
    const query = side === 'q' ? changing.add(1) : ones([1, batch, embedDim]);
    const keys = side === 'k' ? changing.add(1) : ones([1, batch, kdim]);
    // The second key is zero, so that the first one's score shows.
    const both = tensor([1, 0]).reshape([2, 1, 1]).mul(keys);
    const [, weights] = twin.forward(query, both, zeros([2, batch, vdim]), { averageAttnWeights: false });
    return rowsOf(weights!).map((row) => row.reduce((sum, weight, i) => sum + weight * (i + 1), 0));
  });
  return outcomes(Array.from({ length: batch }, (_, row) => byUnit.map((unit) => unit[row]!)));
}

interface Closed {
  readonly twin: MultiheadAttention;
  /** Writes numbers to chosen rows of a part of the input weights. */
  readonly write: (part: 'q' | 'k' | 'v', chosen: (row: number) => boolean) => void;
}

/** A copy with input weights of zero and an output projection that hands on what it gets. */
function closed({ embedDim, numHeads, kdim, vdim }: MultiheadAttention): Closed {
  const twin = new MultiheadAttention(embedDim, numHeads, { kdim, vdim, bias: false });
  const packed = twin.in_proj_weight;
  const weightOf = (part: 'q' | 'k' | 'v'): Parameter => packed ?? twin[`${part}_proj_weight`]!;
  for (const part of ['q', 'k', 'v'] as const) fill(weightOf(part), () => 0);
  fill(twin.out_proj.weight, (row, column) => (row === column ? 1 : 0));
  const written = new Map<Parameter, Map<number, number>>();
  return {
    twin,
    write(part, chosen) {
      const weight = weightOf(part);
      const first = packed === null ? 0 : 'qkv'.indexOf(part) * embedDim;
      const rows = written.get(weight) ?? new Map<number, number>();
      written.set(weight, rows);
      for (let row = 0; row < embedDim; row++) if (chosen(row)) rows.set(first + row, row);
      fill(weight, (row, column) => (rows.has(row) ? 0.2 + ((7 * row + 3 * column) % 31) / 100 : 0));
    },
  };
}

function fill(parameter: Parameter, value: (row: number, column: number) => number): void {
  const [rows, columns] = parameter.shape as readonly [number, number];
  const values: Tensor = tensor(
    Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => value(row, column))),
  );
  noGrad(() => parameter.copy_(values));
}
