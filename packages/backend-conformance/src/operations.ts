import { type DType, isFloating } from '@nn/core';
import type { Tensor } from '@nn/tensor';
import { elementwise } from './ops/elementwise.js';
import { indexing } from './ops/indexing.js';
import type { OpCase, OpTrial } from './ops/op-case.js';
import { products } from './ops/products.js';
import { reductions } from './ops/reductions.js';
import { shapes } from './ops/shapes.js';
import { Draw, type ViewPlan } from './random-views.js';
import type { Bench, Suite } from './suite.js';

const groups: Readonly<Record<string, readonly OpCase[]>> = {
  elementwise,
  reductions,
  shapes,
  indexing,
  products,
};

/** Every operation of the table, on random views of every dtype, against the reference: values, and gradients where they are promised. */
export function operations(suite: Suite): void {
  for (const [group, cases] of Object.entries(groups)) {
    suite.describe(group, () => {
      for (const test of cases) {
        suite.it(test.name, (bench) => runCase(suite, bench, test), test.needs ?? []);
      }
    });
  }
}

async function runCase(suite: Suite, bench: Bench, test: OpCase): Promise<void> {
  const { dtypes } = bench.backend.capabilities;
  for (const dtype of (test.dtypes ?? ['float32']).filter((name) => dtypes.includes(name))) {
    for (let round = 0; round < suite.rounds; round++) {
      const draw = new Draw(suite.seed + 1000 * round);
      const trial = test.trial(draw);
      if (trial.inputs.some((input) => !dtypes.includes(input.dtype ?? dtype))) continue;
      const plans = trial.inputs.map((input) => draw.view(input, dtype));
      const note = `${test.name}(${plans.map(String).join(', ')}${trial.text === undefined ? '' : `; ${trial.text}`})`;
      await runTrial(suite, bench, { test, trial, plans, dtype, note });
    }
  }
}

interface Running {
  readonly test: OpCase;
  readonly trial: OpTrial;
  readonly plans: readonly ViewPlan[];
  readonly dtype: DType;
  readonly note: string;
}

async function runTrial(suite: Suite, bench: Bench, running: Running): Promise<void> {
  const { test, note, dtype } = running;
  const nearness = test.nearness ?? 'exact';
  const differentiates = test.gradient === true && (dtype === 'float32' || dtype === 'float64');
  const [actual, expected] = [
    await outcome(running, bench.device, differentiates),
    await outcome(running, bench.reference, differentiates),
  ];
  if (actual.outputs.length !== expected.outputs.length)
    throw new Error(`${note}: ${actual.outputs.length} results, expected ${expected.outputs.length}`);
  for (const [i, output] of actual.outputs.entries())
    await suite.same(output, expected.outputs[i]!, nearness, `${note}: result ${i}`);
  for (const [i, gradient] of actual.gradients.entries()) {
    const wanted = expected.gradients[i]!;
    if ((gradient === null) !== (wanted === null))
      throw new Error(`${note}: gradient ${i} is ${gradient === null ? 'missing' : 'there'}`);
    if (gradient !== null) await suite.same(gradient, wanted, 'close', `${note}: gradient ${i}`);
  }
}

interface Outcome {
  readonly outputs: readonly Tensor[];
  readonly gradients: readonly (Tensor | null)[];
}

async function outcome({ trial, plans }: Running, device: string, differentiates: boolean): Promise<Outcome> {
  const made = plans.map((plan) => plan.make(device));
  const leaves = made.map(({ base }) => base);
  if (!differentiates) return { outputs: flat(await trial.run(made.map(({ view }) => view)), leaves), gradients: [] };
  for (const leaf of leaves) if (isFloating(leaf.dtype)) leaf.requiresGrad_();
  // Views of the leaves: gradients go back through them too.
  const outputs = flat(await trial.run(plans.map((plan, i) => plan.viewOf(leaves[i]!))), leaves);
  for (const output of outputs.filter((y) => y.requiresGrad))
    output.mul(output).sum().backward(null, { retainGraph: true });
  return { outputs, gradients: leaves.map((leaf) => leaf.grad) };
}

function flat(result: Tensor | readonly Tensor[] | null, blocks: readonly Tensor[]): readonly Tensor[] {
  if (result === null) return blocks;
  return Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
}
