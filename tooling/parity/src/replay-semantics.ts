import * as nn from '@nn/nn';
import { normalizePrinted } from '@nn/testing';
import type { PlainTensor, SemanticsFile } from '@nn/testing/golden';
import { evaluate } from './forms.js';
import type { Library } from './library.js';
import { attempt, Checks, NotBuilt, type Outcome } from './outcome.js';
import { golden } from './plain-tensor.js';

type Row = [group: string, id: string, outcome: Outcome];

/** Where semantics matter, not numbers: promotion, printing, indexing, assignment, creation, refusals. */
export function* replaySemantics(
  file: SemanticsFile,
  library: Library,
  forms: ReadonlyMap<string, string>,
): Generator<Row> {
  for (const row of file.promotion) {
    const right = row.right === undefined ? '' : `, ${row.right} ${row.rightKind}`;
    yield [
      'semantics promotion',
      `${row.op}(${row.left} ${row.leftKind}${right})`,
      attempt(() => promote(row, library)),
    ];
  }
  for (const row of file.printing) yield ['semantics printing', row.id, attempt(() => print(row))];
  for (const row of file.indexing)
    yield ['semantics indexing', row.id, attempt(() => index(row, formOf(row.python, forms)))];
  for (const row of file.assigning)
    yield ['semantics assigning', row.id, attempt(() => assign(row, formOf(row.python, forms)))];
  for (const row of file.arange)
    yield ['semantics creation', row.id, attempt(() => create(row, formOf(row.python, forms)))];
  for (const row of file.inplace) {
    if (notHere.has(row.python)) continue;
    yield ['semantics refusals', row.id, attempt(() => refuse(row.error, formOf(row.python, forms)))];
  }
}

/** Python forms that mean nothing here. */
const notHere: ReadonlySet<string> = new Set([
  // `numpy()` shares memory with an array of another library; readers here copy, so nothing could bypass the graph.
  'torch.ones(2, requires_grad=True).numpy()',
]);

/**
 * Operations that PyTorch 1.13 has not built for 16-bit floats on the CPU. Here they are computed in float32 everywhere: the result has the
 * dtype of the operand.
 */
const notImplemented = /not implemented for '(Half|BFloat16)'/;

function formOf(python: string, forms: ReadonlyMap<string, string>): string {
  const form = forms.get(python);
  if (form === undefined) throw new NotBuilt(`docs/pytorch-forms.md has no row for ${python}`);
  return form;
}

function promote(row: SemanticsFile['promotion'][number], library: Library): Outcome {
  const checks = new Checks();
  const operands = [
    operand(row.left, row.leftKind),
    ...(row.right === undefined ? [] : [operand(row.right, row.rightKind!)]),
  ];
  const extra = row.op === 'cumsum' || row.op === 'softmax' ? [0] : [];
  if (row.error !== undefined && !notImplemented.test(row.error))
    return refusal(() => library.operate(row.op, [...operands, ...extra], {}), row.error);
  const result = library.operate(row.op, [...operands, ...extra], {}) as nn.Tensor;
  checks.equal('dtype', result.dtype, row.result ?? row.left);
  return checks.outcome();
}

function operand(dtype: nn.DType, kind: 'dim' | 'zero' | 'scalar'): unknown {
  if (kind === 'scalar') return { float32: 1.5, int64: 2, bool: true }[dtype as 'float32' | 'int64' | 'bool'];
  return nn.ones(kind === 'dim' ? [2] : [], { dtype });
}

function print(row: SemanticsFile['printing'][number]): Outcome {
  const checks = new Checks();
  const x = golden(row);
  if (row.requiresGrad) x.requiresGrad_();
  const { sci_mode: sciMode, ...options } = row.options ?? {};
  nn.setPrintOptions({ profile: 'default' });
  nn.setPrintOptions({ ...options, ...(sciMode === undefined ? {} : { sciMode: sciMode as boolean }) });
  try {
    checks.equal('text', normalizePrinted(x.toString()), normalizePrinted(row.text));
  } finally {
    nn.setPrintOptions({ profile: 'default' });
  }
  return checks.outcome();
}

function index(row: SemanticsFile['indexing'][number], form: string): Outcome {
  const run = (): nn.Tensor => evaluate(form, { x: counting(row.shape) }) as nn.Tensor;
  return row.result === undefined ? refusal(run, row.error!) : same(run(), row.result);
}

function assign(row: SemanticsFile['assigning'][number], form: string): Outcome {
  const x = counting(row.shape);
  evaluate(form, { x });
  return same(x, { shape: row.shape, dtype: 'float32', values: row.after });
}

function create(row: SemanticsFile['arange'][number], form: string): Outcome {
  return same(evaluate(form) as nn.Tensor, row);
}

function refuse(error: string | null, form: string): Outcome {
  if (error !== null) return refusal(() => evaluate(form), error);
  evaluate(form);
  return { status: 'passed', bits: true };
}

/** A coded error; that it begins with PyTorch's own sentence counts as equal to the bit. */
function refusal(run: () => unknown, error: string): Outcome {
  try {
    run();
  } catch (thrown) {
    if (!(thrown instanceof nn.NnError)) throw thrown;
    return { status: 'passed', bits: thrown.message.startsWith(error.replace(/^\w+Error: /, '').split('. ')[0]!) };
  }
  return { status: 'failed', reason: `not refused; PyTorch says ${error}` };
}

function counting(shape: readonly number[]): nn.Tensor {
  const numel = shape.reduce((product, size) => product * size, 1);
  return nn.arange(numel, { dtype: 'float32' }).reshape(shape);
}

function same(actual: nn.Tensor, expected: PlainTensor): Outcome {
  const checks = new Checks();
  const wanted = golden(expected);
  checks.tensor('value', actual, { dtype: wanted.dtype, shape: wanted.shape, data: wanted.toTypedArraySync() }, 'bits');
  return checks.outcome();
}
