import { numelOf, type Shape } from '@nn/core';
import { StreamKey } from '@nn/random';
import type { PartLaw } from '../../initializer/claim.js';
import { modelOf } from '../../law/model.js';
import { positionsOf } from '../battery/sample.js';
import type { MutantFigure } from '../hunt.js';
import { randomNumbers } from '../mutants/random.js';
import { wrongTensors } from '../mutants/wrong-tensor.js';
import type { FloatDType } from '../settings.js';
import type { Trial } from '../trial.js';
import { checkInvariant, holds, type InvariantFigure, type Statement } from './check.js';

/** Shapes of tensors that are looked at whole. */
export const wholeTensorShapes: readonly Shape[] = [
  [],
  [1],
  [12],
  [8, 8],
  [4, 16],
  [16, 4],
  [32, 24],
  [8, 4, 3],
  [6, 4, 3, 3],
  [4, 3, 2, 2, 2],
];

/** The worst figure of each invariant over tensors of many shapes, three of each. */
export function invariantFigures(trial: Trial, dtype: FloatDType, seed: number): readonly InvariantFigure[] {
  const worst = new Map<string, InvariantFigure>();
  for (const shape of wholeShapes(trial, dtype)) {
    const invariants = statementsOf(trial, shape, dtype);
    for (let i = 0; i < 3 && invariants.length > 0; i++) {
      const values = tensorOf(trial, shape, dtype, seed + i);
      for (const invariant of invariants) {
        const figure = checkInvariant(invariant, values, trial.specFor(shape, dtype).shape, dtype);
        const before = worst.get(figure.invariant);
        // NaN is worse than all.
        if (before === undefined || (holds(before) && !(share(figure) <= share(before))))
          worst.set(figure.invariant, figure);
      }
    }
  }
  return [...worst.values()];
}

function share({ residual, tolerance }: InvariantFigure): number {
  return tolerance === 0 ? residual : residual / tolerance;
}

/** Those of the claim, and what parts with a single value amount to, where no exact values are claimed. */
function statementsOf(trial: Trial, shape: Shape, dtype: FloatDType): readonly Statement[] {
  const { marginal, invariants = [] } = trial.claim(shape, dtype);
  if (invariants.some(({ invariant }) => invariant === 'exact')) return invariants;
  const parts: readonly PartLaw[] = 'law' in marginal ? [{ part: '', law: marginal, includes: () => true }] : marginal;
  const own = trial.specFor(shape, dtype).shape;
  const points = parts.flatMap((part): readonly Statement[] => {
    const { mean, variance } = modelOf(part.law);
    const positions = variance === 0 ? positionsOf(part, own) : [];
    return positions.length === 0 ? [] : [{ invariant: 'point', part: part.part, value: mean, positions }];
  });
  return [...invariants, ...points];
}

/** Tensors that break the invariants: each must be refused. */
export function tensorMutants(trial: Trial, dtype: FloatDType, seed: number): readonly MutantFigure[] {
  const shape = wholeShapes(trial, dtype).toSorted((a, b) => numelOf(b) - numelOf(a))[0];
  if (shape === undefined) return [];
  const own = trial.specFor(shape, dtype).shape;
  return statementsOf(trial, shape, dtype).flatMap((invariant) => {
    const { wrong, right, each } = wrongTensors(invariant, own, dtype, tensorOf(trial, shape, dtype, seed));
    const random = randomNumbers(seed);
    const fair = right(random);
    const name = checkInvariant(invariant, fair ?? tensorOf(trial, shape, dtype, seed), own, dtype).invariant;
    const figures = wrong.map(({ name: mutant, values }): MutantFigure => {
      const tensor = values(random);
      if (tensor === null) return { mutant, fate: 'left out', reason: 'makes no difference to such a tensor' };
      const refused = !holds(checkInvariant(invariant, tensor, own, dtype));
      return refused
        ? { mutant, fate: 'rejected', draws: tensor.length, test: name, p: 0 }
        : { mutant, fate: 'survived', draws: tensor.length };
    });
    const caught = figures.some(({ fate }) => fate === 'rejected');
    const settled = each || !caught ? figures : figures.map((figure) => forgiven(figure, name));
    if (fair === null || holds(checkInvariant(invariant, fair, own, dtype))) return settled;
    return [...settled, { mutant: 'a right tensor, refused', fate: 'survived', draws: fair.length }];
  });
}

/** Of an invariant that does not speak of everything. */
function forgiven(figure: MutantFigure, name: string): MutantFigure {
  return figure.fate === 'survived'
    ? { mutant: figure.mutant, fate: 'left out', reason: `'${name}' does not speak of it` }
    : figure;
}

function wholeShapes(trial: Trial, dtype: FloatDType): readonly Shape[] {
  return (trial.shapes ?? wholeTensorShapes).filter(
    (shape) => numelOf(shape) > 0 && numelOf(shape) <= 2 ** 14 && trial.accepts(shape, dtype),
  );
}

function tensorOf(trial: Trial, shape: Shape, dtype: FloatDType, seed: number): Float64Array {
  return Float64Array.from(trial.values(shape, dtype, StreamKey.fromSeed(seed).fold(trial.of.toString())));
}
